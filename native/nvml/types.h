#pragma once

// The part of NVML's binary interface that warpsmith uses, in our own words: only what reads.
// test/native/declarations.cc compares it with the real nvml.h where that is installed.

namespace warpsmith::nvml {

using DeviceHandle = struct DeviceOpaque*;

enum Result : int {
  Success = 0,
  InvalidArgument = 2,
  NotSupported = 3,
  NotFound = 6,
  InsufficientSize = 7,
};

enum ClockType : int { ClockSm = 1, ClockMemory = 2 };
enum TemperatureSensor : int { TemperatureGpu = 0 };

// Percent of the last sample period (a sixth of a second to one second) in which a kernel ran, or memory was in use.
struct Utilisation {
  unsigned gpu;
  unsigned memory;
};

// Memory is all ones where it is not known.
struct ProcessInfo {
  unsigned pid;
  unsigned long long usedMemory;
  unsigned gpuInstance;
  unsigned computeInstance;
};

// Percent; the time in microseconds of the host's clock.
struct ProcessSample {
  unsigned pid;
  unsigned long long timeStamp;
  unsigned sm;
  unsigned memory;
  unsigned encoder;
  unsigned decoder;
};

}  // namespace warpsmith::nvml
