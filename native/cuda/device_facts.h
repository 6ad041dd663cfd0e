#pragma once

#include <cstddef>
#include <string>

#include "cuda/driver.h"

namespace warpsmith::cuda {

// What the driver says of a device; sizes in bytes, clocks in kHz.
struct DeviceFacts {
  int ordinal = 0;
  std::string name;
  // Such as "0000:1b:00.0"; of a MIG instance that of its GPU.
  std::string pciBusId;
  // Hexadecimal digits in groups; of a MIG instance its own.
  std::string uuid;
  int computeMajor = 0;
  int computeMinor = 0;
  int multiprocessors = 0;
  int clockKhz = 0;
  int memoryClockKhz = 0;
  int memoryBusBits = 0;
  int l2Bytes = 0;
  int maxThreadsPerBlock = 0;
  int maxThreadsPerMultiprocessor = 0;
  int maxSharedPerBlock = 0;
  int maxSharedPerMultiprocessor = 0;
  int maxRegistersPerBlock = 0;
  std::size_t totalMemory = 0;
  // The CUDA version that the driver supports, as 1000 * major + 10 * minor.
  int cudaVersion = 0;
};

// Needs no context. Throws Error("no-device") for an ordinal that does not exist.
DeviceFacts readDeviceFacts(const Driver& driver, int ordinal);

}  // namespace warpsmith::cuda
