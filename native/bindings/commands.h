#pragma once

#include <napi.h>

#include <vector>

#include "bindings/backend.h"
#include "bindings/promise.h"

namespace warpsmith::bindings {

// Reads Command[] of lib/native/types.ts. Every offset and size is checked against its buffer or array, and every
// launch's arguments against its kernel. Arrays that the commands read or write are added to `held`.
template <typename Backend>
std::vector<typename Backend::Command> readCommands(const Napi::Array& list, Held& held);

extern template std::vector<cuda::Command> readCommands<Gpu>(const Napi::Array& list, Held& held);
extern template std::vector<sim::Command> readCommands<Simulator>(const Napi::Array& list, Held& held);

}  // namespace warpsmith::bindings
