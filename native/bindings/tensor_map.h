#pragma once

#include <napi.h>

#include <cstddef>

#include "cuda/tensor_map.h"

namespace warpsmith::bindings {

// Reads TensorMapFields of lib/native/types.ts over a buffer of so many bytes, which the tensor must fit.
cuda::TensorMapPlan readTensorMap(const Napi::Object& fields, std::size_t bufferBytes);

}  // namespace warpsmith::bindings
