#pragma once

#include <optional>
#include <vector>

namespace warpsmith::nvml {

// Another process, or this one, with a compute context on the GPU.
struct Process {
  unsigned pid = 0;
  std::optional<unsigned long long> memoryBytes;
  // Percent of the multiprocessors' time in the last second; 0 when it was idle. Missing where there is only this
  // process.
  std::optional<unsigned> smPercent;
};

// One look at a GPU. What the driver does not tell is missing.
struct Reading {
  std::optional<unsigned> smClockMhz;
  std::optional<unsigned> memoryClockMhz;
  std::optional<unsigned> maxSmClockMhz;
  std::optional<unsigned> maxMemoryClockMhz;
  // A bit for each reason that holds the clocks below their maximum; lib/verify/telemetry/telemetry_reading.ts names
  // them.
  std::optional<unsigned long long> clockReasons;
  std::optional<unsigned> temperatureCelsius;
  // Since Ampere the mean of the last second.
  std::optional<unsigned> powerMilliwatts;
  std::optional<unsigned> powerLimitMilliwatts;
  // Percent.
  std::optional<unsigned> gpuUtilisation;
  std::optional<unsigned> memoryUtilisation;
  std::optional<std::vector<Process>> processes;
};

}  // namespace warpsmith::nvml
