#pragma once

#include <napi.h>

namespace warpsmith::bindings {

// createShared and openShared in lib/native/types.ts. The memory ends when its ArrayBuffer is collected.
Napi::Value createShared(const Napi::CallbackInfo& info);
Napi::Value openShared(const Napi::CallbackInfo& info);

}  // namespace warpsmith::bindings
