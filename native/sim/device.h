#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/allocation.h"
#include "sim/command.h"
#include "sim/counters.h"
#include "sim/finding.h"
#include "sim/module.h"

namespace warpsmith::sim {

struct DeviceOptions {
  std::size_t memoryBytes = std::size_t{4} << 30;  // all allocations together
  unsigned workers = 0;                            // host threads; 0: one per core
};

struct RunOptions {
  std::chrono::milliseconds deadline{60'000};
  // Warp-instructions of one warp before it counts as never ending.
  std::uint64_t instructionBudget = std::uint64_t{1} << 26;
  bool races = true;  // look for races on shared and global memory
  std::size_t mostFindings = 16;
  std::size_t mostOutput = 64 << 10;  // bytes of printf's output that are kept
};

struct LaunchReport {
  std::string kernel;
  bool guarded = false;
  Counters counters;
};

struct RunReport {
  std::vector<LaunchReport> launches;  // of the launches that were begun, in order
  std::vector<Finding> findings;       // of guarded launches; the first that has any is the last that ran
  std::string output;                  // what printf wrote
};

// A GPU that is none: executes PTX on the host's cores. Used from one thread at a time.
class Device {
 public:
  explicit Device(DeviceOptions options = {});

  // Throws Error("device-out-of-memory").
  std::shared_ptr<Allocation> allocate(std::size_t bytes);

  // Throws Error("bad-ptx").
  std::shared_ptr<Module> load(std::string ptx) const;

  // Runs the commands in order. A candidate's faults are findings, and the commands after its launch are then not run.
  // Throws Error("device-lost", detail "DEADLINE") past the deadline (the device stays usable), Error("bad-plan") for a
  // launch that no GPU takes, Error("native") when one of the project's own kernels faults, and Error("aborted") once
  // `cancel` is set.
  RunReport run(const std::vector<Command>& commands, const RunOptions& options, const std::atomic<bool>& cancel);

  std::size_t memoryTotal() const noexcept;
  std::size_t memoryFree() const noexcept;

 private:
  DeviceOptions options_;
  std::shared_ptr<AddressSpace> space_;
};

}  // namespace warpsmith::sim
