#pragma once

#include <napi.h>

namespace warpsmith::bindings {

// `abilities` of lib/native/types.ts.
Napi::Value abilities(const Napi::CallbackInfo& info);

}  // namespace warpsmith::bindings
