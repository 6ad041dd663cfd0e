#pragma once

#include <string>
#include <vector>

#include "dynamic_library.h"
#include "nvrtc/functions.h"

namespace warpsmith::nvrtc {

// One opened libnvrtc. It compiles one program at a time, whatever the number of threads.
class Library {
 public:
  // `companions` are opened first: NVRTC opens its built-ins library by a bare name, which the loader only knows when
  // it is loaded already. Throws Error("no-compiler").
  Library(const std::string& path, const std::vector<std::string>& companions);

  // Throws Error("native") for every result but Success.
  void check(Result result, const char* call) const;

#define WARPSMITH_DECLARE(member, symbol, ...) Result (*member)(__VA_ARGS__) = nullptr;
  WARPSMITH_NVRTC_FUNCTIONS(WARPSMITH_DECLARE)
#undef WARPSMITH_DECLARE
  const char* (*getErrorString)(Result) = nullptr;
  // Null before NVRTC 12.8: such a compile can't be cancelled.
  Result (*setFlowCallback)(Program, FlowCallback, void*) = nullptr;

 private:
  std::vector<DynamicLibrary> companions_;
  DynamicLibrary library_;
};

}  // namespace warpsmith::nvrtc
