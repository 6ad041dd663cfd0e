#pragma once

#include <string>

#include "cuda/functions.h"
#include "cuda/types.h"
#include "dynamic_library.h"

namespace warpsmith::cuda {

// The CUDA driver, opened at run time. One per process: the constructor calls cuInit.
// Throws Error("no-device") when the library lacks a function or cannot be initialised.
class Driver {
 public:
  explicit Driver(const std::string& library);

  // Throws for every result but Success: Error("device-out-of-memory"), Error("device-lost") for results after which
  // the driver refuses all further work to this process, Error("native") for the rest. `detail` holds the result's
  // name.
  void check(Result result, const char* call) const;

  // Whether every later call in this process will fail with the same result.
  static bool isSticky(Result result) noexcept;

  std::string nameOf(Result result) const;

  // The CUDA version that the driver supports, as 1000 * major + 10 * minor.
  int version() const;
  int deviceCount() const;

  // Throws Error("no-device") for an ordinal that does not exist.
  DeviceOrdinal device(int ordinal) const;

#define WARPSMITH_DECLARE(member, symbol, since, ...) Result (*member)(__VA_ARGS__) = nullptr;
  WARPSMITH_CUDA_FUNCTIONS(WARPSMITH_DECLARE)
#undef WARPSMITH_DECLARE

 private:
  DynamicLibrary library_;
};

}  // namespace warpsmith::cuda
