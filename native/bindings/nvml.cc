#include "bindings/nvml.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "bindings/promise.h"
#include "bindings/read.h"
#include "nvml/library.h"

namespace warpsmith::bindings {

namespace {

// Opened once for each path and for the life of the process, like the driver. A failure is not kept.
std::shared_ptr<const nvml::Library> libraryAt(const std::string& path) {
  static std::mutex mutex;
  // Never destroyed: threads may still read while the process ends.
  static auto& opened = *new std::map<std::string, std::shared_ptr<const nvml::Library>>;
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<const nvml::Library>& library = opened[path];
  if (!library) library = std::make_shared<const nvml::Library>(path);
  return library;
}

template <typename Number>
Napi::Value orNull(Napi::Env env, const std::optional<Number>& value) {
  if (!value) return env.Null();
  return Napi::Number::New(env, static_cast<double>(*value));
}

Napi::Value toArray(Napi::Env env, const std::optional<std::vector<nvml::Process>>& processes) {
  if (!processes) return env.Null();
  Napi::Array result = Napi::Array::New(env, processes->size());
  uint32_t i = 0;
  for (const nvml::Process& process : *processes) {
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("pid", process.pid);
    entry.Set("memoryBytes", orNull(env, process.memoryBytes));
    entry.Set("smPercent", orNull(env, process.smPercent));
    result.Set(i++, entry);
  }
  return result;
}

Napi::Value toObject(Napi::Env env, const nvml::Reading& reading) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("smClockMhz", orNull(env, reading.smClockMhz));
  result.Set("memoryClockMhz", orNull(env, reading.memoryClockMhz));
  result.Set("maxSmClockMhz", orNull(env, reading.maxSmClockMhz));
  result.Set("maxMemoryClockMhz", orNull(env, reading.maxMemoryClockMhz));
  result.Set("clockReasons", orNull(env, reading.clockReasons));
  result.Set("temperatureCelsius", orNull(env, reading.temperatureCelsius));
  result.Set("powerMilliwatts", orNull(env, reading.powerMilliwatts));
  result.Set("powerLimitMilliwatts", orNull(env, reading.powerLimitMilliwatts));
  result.Set("gpuUtilisation", orNull(env, reading.gpuUtilisation));
  result.Set("memoryUtilisation", orNull(env, reading.memoryUtilisation));
  result.Set("processes", toArray(env, reading.processes));
  return result;
}

}  // namespace

Napi::Value readNvml(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  return runOn(
      Environment::of(info.Env()).readers, info.Env(), {},
      [library = readString(options, "library"), pciBusId = readString(options, "pciBusId")] {
        return libraryAt(library)->read(pciBusId);
      },
      [](Napi::Env env, const nvml::Reading& reading) { return toObject(env, reading); });
}

}  // namespace warpsmith::bindings
