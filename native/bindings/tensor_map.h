#pragma once

#include <napi.h>

#include "cuda/memory.h"
#include "cuda/tensor_map.h"

namespace warpsmith::bindings {

// Reads TensorMapFields of lib/native/types.ts and encodes it over `memory`; the tensor must fit the memory.
cuda::TensorMap readTensorMap(const Napi::Object& fields, const cuda::Driver& driver, const cuda::DeviceMemory& memory);

}  // namespace warpsmith::bindings
