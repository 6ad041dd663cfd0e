#pragma once

#include <napi.h>

namespace warpsmith::bindings {

// generate(array, plan) in lib/native/types.ts: the GPU's values, made on the CPU.
void generate(const Napi::CallbackInfo& info);

}  // namespace warpsmith::bindings
