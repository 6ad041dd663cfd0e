#include "nvml/library.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "error.h"
#include "opening.h"

namespace warpsmith::nvml {

namespace {

using ErrorString = const char* (*)(Result);

// A value that one call gives; nothing when the driver has no such call or the GPU no such value.
template <typename Value, typename Function, typename... Arguments>
std::optional<Value> ask(Function function, Arguments... arguments) {
  Value value{};
  if (function == nullptr || function(arguments..., &value) != Success) return std::nullopt;
  return value;
}

// NVML tells how many there are, and by the next call there may be more.
constexpr int mostTries = 4;
constexpr unsigned spareEntries = 8;

std::optional<std::vector<ProcessInfo>> readProcesses(const Library& library, DeviceHandle device) {
  if (library.computeProcesses == nullptr) return std::nullopt;
  std::vector<ProcessInfo> infos;
  for (int i = 0; i < mostTries; ++i) {
    auto count = static_cast<unsigned>(infos.size());
    const Result result = library.computeProcesses(device, &count, infos.empty() ? nullptr : infos.data());
    if (result == Success) {
      infos.resize(std::min<std::size_t>(count, infos.size()));
      return infos;
    }
    if (result != InsufficientSize) return std::nullopt;
    infos.resize(count + spareEntries);
  }
  return std::nullopt;
}

// The driver keeps some seconds of samples; those of the last second are about now.
constexpr std::chrono::microseconds recent = std::chrono::seconds(1);

std::optional<std::vector<ProcessSample>> readSamples(const Library& library, DeviceHandle device) {
  if (library.processUtilisation == nullptr) return std::nullopt;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto since =
      static_cast<unsigned long long>((std::chrono::duration_cast<std::chrono::microseconds>(now) - recent).count());
  unsigned count = 0;
  Result result = library.processUtilisation(device, nullptr, &count, since);
  std::vector<ProcessSample> samples;
  for (int i = 0; i < mostTries && result == InsufficientSize; ++i) {
    samples.resize(count + spareEntries);
    count = static_cast<unsigned>(samples.size());
    result = library.processUtilisation(device, samples.data(), &count, since);
  }
  // Nobody computed.
  if (result == NotFound) return std::vector<ProcessSample>{};
  if (result != Success) return std::nullopt;
  samples.resize(std::min<std::size_t>(count, samples.size()));
  return samples;
}

std::vector<Process> join(const std::vector<ProcessInfo>& infos,
                          const std::optional<std::vector<ProcessSample>>& samples) {
  std::vector<Process> processes;
  for (const ProcessInfo& info : infos) {
    Process process;
    process.pid = info.pid;
    if (info.usedMemory != std::numeric_limits<unsigned long long>::max()) process.memoryBytes = info.usedMemory;
    if (samples) {
      unsigned most = 0;
      for (const ProcessSample& sample : *samples) {
        if (sample.pid == info.pid) most = std::max(most, sample.sm);
      }
      process.smPercent = most;
    }
    processes.push_back(process);
  }
  return processes;
}

}  // namespace

Library::Library(const std::string& path) : library_(path) {
#define WARPSMITH_RESOLVE(member, symbol, ...) member = reinterpret_cast<decltype(member)>(library_.find(symbol));
  WARPSMITH_NVML_FUNCTIONS(WARPSMITH_RESOLVE)
#undef WARPSMITH_RESOLVE
  if (init == nullptr || deviceByPciBusId == nullptr) {
    throw Error("native", "Expected NVML but " + path + " has no nvmlInit_v2 or no nvmlDeviceGetHandleByPciBusId_v2.");
  }
  const Opening opening;
  check(init(), "nvmlInit_v2");
}

void Library::check(Result result, const char* call) const {
  if (result == Success) return;
  const auto describe = reinterpret_cast<ErrorString>(library_.find("nvmlErrorString"));
  const char* text = describe != nullptr ? describe(result) : nullptr;
  throw Error("native", std::string(call) + " failed" + (text != nullptr ? std::string(": ") + text : "") + ".",
              "NVML " + std::to_string(static_cast<int>(result)));
}

Reading Library::read(const std::string& pciBusId) const {
  DeviceHandle device = nullptr;
  check(deviceByPciBusId(pciBusId.c_str(), &device), "nvmlDeviceGetHandleByPciBusId_v2");
  Reading reading;
  reading.smClockMhz = ask<unsigned>(clock, device, ClockSm);
  reading.memoryClockMhz = ask<unsigned>(clock, device, ClockMemory);
  const MaxClocks most = maxClocksOf(device);
  reading.maxSmClockMhz = most.sm;
  reading.maxMemoryClockMhz = most.memory;
  reading.clockReasons = ask<unsigned long long>(clockReasons, device);
  if (!reading.clockReasons) reading.clockReasons = ask<unsigned long long>(clockReasonsBefore535, device);
  reading.temperatureCelsius = ask<unsigned>(temperature, device, TemperatureGpu);
  reading.powerMilliwatts = ask<unsigned>(power, device);
  reading.powerLimitMilliwatts = ask<unsigned>(powerLimit, device);
  if (const auto busy = ask<Utilisation>(utilisation, device)) {
    reading.gpuUtilisation = busy->gpu;
    reading.memoryUtilisation = busy->memory;
  }
  if (const auto infos = readProcesses(*this, device)) {
    const auto self = static_cast<unsigned>(getpid());
    const bool alone = std::all_of(infos->begin(), infos->end(), [&](const auto& info) { return info.pid == self; });
    reading.processes = join(*infos, alone ? std::nullopt : readSamples(*this, device));
  }
  return reading;
}

Library::MaxClocks Library::maxClocksOf(DeviceHandle device) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto known = maxClocks_.find(device);
  if (known != maxClocks_.end()) return known->second;
  return maxClocks_[device] = {ask<unsigned>(maxClock, device, ClockSm), ask<unsigned>(maxClock, device, ClockMemory)};
}

}  // namespace warpsmith::nvml
