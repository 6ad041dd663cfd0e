#pragma once

#include <napi.h>

#include "bindings/backend.h"

namespace warpsmith::bindings {

// Reads Launch of lib/native/types.ts. Throws Error("bad-plan") when count or sizes of the arguments are not the
// kernel's own.
template <typename Backend>
typename Backend::Launch readLaunch(const Napi::Object& object);

extern template cuda::Launch readLaunch<Gpu>(const Napi::Object& object);
extern template sim::Launch readLaunch<Simulator>(const Napi::Object& object);

}  // namespace warpsmith::bindings
