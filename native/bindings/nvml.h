#pragma once

#include <napi.h>

namespace warpsmith::bindings {

// readNvml in lib/native/types.ts.
Napi::Value readNvml(const Napi::CallbackInfo& info);

}  // namespace warpsmith::bindings
