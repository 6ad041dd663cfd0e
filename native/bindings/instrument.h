#pragma once

#include <napi.h>

namespace warpsmith::bindings {

// `instrument` of lib/native/types.ts.
Napi::Value instrument(const Napi::CallbackInfo& info);

}  // namespace warpsmith::bindings
