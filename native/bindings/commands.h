#pragma once

#include <napi.h>

#include <vector>

#include "bindings/promise.h"
#include "cuda/command.h"

namespace warpsmith::bindings {

// Reads Command[] of lib/native/types.ts. Every offset and size is checked against its buffer or array, and every
// launch's arguments against its kernel. Arrays that the commands read or write are added to `held`.
std::vector<cuda::Command> readCommands(const Napi::Array& list, Held& held);

}  // namespace warpsmith::bindings
