#pragma once

#include <napi.h>

#include <cstddef>
#include <memory>
#include <string>

#include "bindings/buffer.h"

namespace warpsmith::bindings {

// The memory of the buffer in a field, which must hold `bytes` from `offset` on; throws a RangeError otherwise.
template <typename Backend>
std::shared_ptr<typename Backend::Memory> readMemory(const Napi::Object& object, const char* field, std::size_t offset,
                                                     std::size_t bytes) {
  const auto& memory = Buffer<Backend>::from(object.Get(field)).memory(object.Env());
  const std::size_t size = memory->bytes();
  if (offset > size || bytes > size - offset) {
    throw Napi::RangeError::New(object.Env(), "Expected a device buffer of at least " + std::to_string(offset + bytes) +
                                                  " bytes but found " + std::to_string(size) + ".");
  }
  return memory;
}

}  // namespace warpsmith::bindings
