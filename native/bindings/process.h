#pragma once

#include <napi.h>

namespace warpsmith::bindings {

// endWithParent in lib/native/types.ts.
void endWithParent(const Napi::CallbackInfo& info);

}  // namespace warpsmith::bindings
