// An NVML whose one GPU says what the tests want. Built by build.ts when the tests run. It has what
// native/nvml/functions.h lists and nothing that sets anything: a call that is not in that list would not be found.
// Environment variables:
//   FAKE_NVML_INIT       what nvmlInit_v2 answers
//   FAKE_NVML_ADDRESS    the GPU's PCI address; "0000:1b:00.0" by default
//   FAKE_NVML_REASONS    bits of what holds the clocks down
//   FAKE_NVML_CLOCKS     "SM,memory,most SM,most memory", MHz
//   FAKE_NVML_PROCESSES  "PID:BYTES:PERCENT;…" beside the caller's own, which is first; "hidden" leaves that one out
//   FAKE_NVML_WITHOUT    names, joined by commas, of functions that answer "not supported"
// The function for clock reasons has its older name with -DOLD_NAMES, and then the processes' utilisation is missing.

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "nvml/types.h"

using namespace warpsmith::nvml;

namespace {

std::string setting(const char* name, const char* otherwise = "") {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

bool isMissing(const char* function) {
  return ("," + setting("FAKE_NVML_WITHOUT") + ",").find("," + std::string(function) + ",") != std::string::npos;
}

unsigned clockOf(std::size_t index) {
  std::stringstream numbers(setting("FAKE_NVML_CLOCKS", "1980,2619,1980,2619"));
  std::string number;
  for (std::size_t i = 0; i <= index; ++i) std::getline(numbers, number, ',');
  return static_cast<unsigned>(std::stoul(number));
}

struct Entry {
  unsigned pid;
  unsigned long long bytes;
  unsigned percent;
};

std::vector<Entry> entries() {
  std::vector<Entry> all;
  std::stringstream list(setting("FAKE_NVML_PROCESSES"));
  if (list.str().find("hidden") == std::string::npos) all.push_back({static_cast<unsigned>(getpid()), 1 << 20, 7});
  for (std::string text; std::getline(list, text, ';');) {
    Entry entry{};
    if (std::sscanf(text.c_str(), "%u:%llu:%u", &entry.pid, &entry.bytes, &entry.percent) == 3) all.push_back(entry);
  }
  return all;
}

template <typename Info, typename Make>
Result list(const std::vector<Entry>& from, unsigned* count, Info* infos, Make make) {
  const auto needed = static_cast<unsigned>(from.size());
  const bool fits = infos != nullptr && *count >= needed;
  if (fits) {
    for (unsigned i = 0; i < needed; ++i) infos[i] = make(from[i]);
  }
  *count = needed;
  return fits || needed == 0 ? Success : InsufficientSize;
}

}  // namespace

#define UNLESS_MISSING(name) \
  if (isMissing(name)) return NotSupported

extern "C" {

Result nvmlInit_v2() { return static_cast<Result>(std::stoi(setting("FAKE_NVML_INIT", "0"))); }

const char* nvmlErrorString(Result result) { return result == NotFound ? "Not Found" : "Some Error"; }

Result nvmlDeviceGetHandleByPciBusId_v2(const char* address, DeviceHandle* device) {
  if (setting("FAKE_NVML_ADDRESS", "0000:1b:00.0") != address) return NotFound;
  *device = reinterpret_cast<DeviceHandle>(8);
  return Success;
}

Result nvmlDeviceGetClockInfo(DeviceHandle, ClockType type, unsigned* mhz) {
  UNLESS_MISSING("clock");
  *mhz = clockOf(type == ClockSm ? 0 : 1);
  return Success;
}

Result nvmlDeviceGetMaxClockInfo(DeviceHandle, ClockType type, unsigned* mhz) {
  UNLESS_MISSING("maxClock");
  *mhz = clockOf(type == ClockSm ? 2 : 3);
  return Success;
}

#ifdef OLD_NAMES
Result nvmlDeviceGetCurrentClocksThrottleReasons(DeviceHandle, unsigned long long* bits) {
#else
Result nvmlDeviceGetCurrentClocksEventReasons(DeviceHandle, unsigned long long* bits) {
#endif
  UNLESS_MISSING("clockReasons");
  *bits = std::stoull(setting("FAKE_NVML_REASONS", "0"), nullptr, 0);
  return Success;
}

Result nvmlDeviceGetTemperature(DeviceHandle, TemperatureSensor, unsigned* celsius) {
  UNLESS_MISSING("temperature");
  *celsius = 41;
  return Success;
}

Result nvmlDeviceGetPowerUsage(DeviceHandle, unsigned* milliwatts) {
  UNLESS_MISSING("power");
  *milliwatts = 123456;
  return Success;
}

Result nvmlDeviceGetEnforcedPowerLimit(DeviceHandle, unsigned* milliwatts) {
  UNLESS_MISSING("powerLimit");
  *milliwatts = 700000;
  return Success;
}

Result nvmlDeviceGetUtilizationRates(DeviceHandle, Utilisation* utilisation) {
  UNLESS_MISSING("utilisation");
  *utilisation = {55, 12};
  return Success;
}

Result nvmlDeviceGetComputeRunningProcesses_v3(DeviceHandle, unsigned* count, ProcessInfo* infos) {
  UNLESS_MISSING("processes");
  return list(entries(), count, infos, [](const Entry& entry) {
    const bool unknown = entry.bytes == 0;
    return ProcessInfo{entry.pid, unknown ? ~0ull : entry.bytes, ~0u, ~0u};
  });
}

#ifndef OLD_NAMES
// Only of those that computed; "not found" when nobody did.
Result nvmlDeviceGetProcessUtilization(DeviceHandle, ProcessSample* samples, unsigned* count,
                                       unsigned long long since) {
  UNLESS_MISSING("samples");
  if (since == 0) return InvalidArgument;
  std::vector<Entry> busy;
  for (const Entry& entry : entries()) {
    if (entry.percent == 0) continue;
    busy.push_back(entry);
    busy.push_back({entry.pid, entry.bytes, entry.percent / 2});
  }
  if (busy.empty()) return NotFound;
  return list(busy, count, samples,
              [since](const Entry& entry) { return ProcessSample{entry.pid, since + 1, entry.percent, 0, 0, 0}; });
}
#endif

}  // extern "C"
