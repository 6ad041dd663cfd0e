#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "instrument/module_plan.h"
#include "instrument/site.h"

namespace warpsmith::instrument {

struct Options {
  Mode mode = Mode::screen;
  // By symbol. A kernel that is not named is taken to be launched with any block and no tensors.
  std::map<std::string, KernelUse> kernels;
  // Tensors that one launch may touch.
  std::uint32_t ranges = 0;
};

struct Instrumented {
  std::string ptx;
  std::vector<Bound> bounds;
  std::vector<Site> sites;
  // What is not checked, half a sentence each.
  std::vector<std::string> unchecked;
  std::uint64_t boundsBytes = 0;
  std::uint64_t reportBytes = 0;
};

// Rewrites a module so that its kernels leave quietly, and say why, instead of doing what would take the process down.
// Throws Error("bad-ptx") for a text that is no PTX, and Error("bad-plan") for one that defines the pass's own names.
Instrumented instrument(std::string ptx, const Options& options);

}  // namespace warpsmith::instrument
