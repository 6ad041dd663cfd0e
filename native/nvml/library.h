#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "dynamic_library.h"
#include "nvml/functions.h"
#include "nvml/reading.h"

namespace warpsmith::nvml {

// NVIDIA's management library, opened at run time. It is only ever read from. It stays initialised for the life of the
// object; its calls may come from any thread.
class Library {
 public:
  // Throws Error("native") when it is no NVML or cannot be initialised; `detail` holds the result's number.
  explicit Library(const std::string& path);

  // What the GPU at a PCI address ("0000:1b:00.0") is doing now: less than 0.1 ms, but for a GPU's first reading and
  // where other processes use it, when what they did is asked for as well: a few milliseconds, in which the driver lets
  // nobody allocate memory. Of a MIG instance that is the whole GPU. Throws Error("native") when NVML knows no such
  // GPU; what it cannot tell is left out.
  Reading read(const std::string& pciBusId) const;

#define WARPSMITH_DECLARE(member, symbol, ...) Result (*member)(__VA_ARGS__) = nullptr;
  WARPSMITH_NVML_FUNCTIONS(WARPSMITH_DECLARE)
#undef WARPSMITH_DECLARE

 private:
  struct MaxClocks {
    std::optional<unsigned> sm;
    std::optional<unsigned> memory;
  };

  void check(Result result, const char* call) const;
  // They never change, and take a millisecond each.
  MaxClocks maxClocksOf(DeviceHandle device) const;

  DynamicLibrary library_;
  mutable std::mutex mutex_;
  mutable std::map<DeviceHandle, MaxClocks> maxClocks_;
};

}  // namespace warpsmith::nvml
