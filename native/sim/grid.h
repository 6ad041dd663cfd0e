#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/command.h"
#include "sim/counters.h"
#include "sim/device.h"
#include "sim/program.h"
#include "sim/race/sync_clock.h"
#include "sim/regions.h"

namespace warpsmith::sim {

class Warp;
class Unit;

// What the blocks of one launch share.
class Grid {
 public:
  Grid(const Launch& launch, Program& program, const RunOptions& options, const std::shared_ptr<AddressSpace>& space,
       unsigned workers, const std::atomic<bool>& cancel, std::chrono::steady_clock::time_point deadline);
  ~Grid();

  // Runs every block. Throws as Device::run does.
  void run();

  const Launch& launch;
  Program& program;
  const RunOptions& options;
  const FunctionCode& code;
  const bool strict;  // a candidate's launch
  const bool races;
  Regions regions;
  std::vector<std::uint8_t> parameters;
  std::vector<TensorMap> tensorMaps;  // by the number that stands in a tensor map's parameter
  Index3 clusterShape{1, 1, 1};
  std::uint32_t blocks = 1;  // of the grid
  std::uint32_t blocksPerUnit = 1;
  std::uint32_t threadsPerBlock = 1;
  std::uint32_t granuleShiftShared = 2;
  std::uint32_t stackBytes = 0;  // of local memory that a thread may use
  // Of the counters by which a cooperative launch's blocks wait for one another; 0 in other launches.
  std::uint64_t workspaceAddress() const { return workspace_ ? workspace_->address() : 0; }

  // --- findings ---
  // Records a finding of a thread; the same kind at the same instruction is kept once. A fatal one ends the launch.
  void report(Finding finding, std::uint64_t blockIndex, const Op& op, bool fatal);
  bool stopped() const { return stop_.load(std::memory_order_relaxed); }
  // Blocks behind one with a fatal finding need not run: the finding that is kept is then the same every time.
  bool isCutOff(std::uint64_t block) const { return block > cutoff_.load(std::memory_order_relaxed); }
  std::vector<Finding> findings() const;
  const std::string& output() const { return output_; }
  void print(const std::string& text);
  const Counters& counters() const { return counters_; }
  void addCounters(const Counters& counters);

  // Throws when the run was cancelled or its deadline has passed. Called now and then by every worker.
  void checkClock();

  // Source place of an instruction; the outermost call that it was inlined into when that is the candidate's own file.
  void locate(const FunctionCode& code, std::uint32_t instruction, Place& place) const;

  // Synchronisation variables in global memory: what whoever reads them after a release knows.
  struct Variables {
    std::mutex mutex;
    std::unordered_map<std::uint64_t, UnitKnowledge> known;
    std::atomic<bool> any{false};
  };
  Variables variables;

 private:
  void work();
  void makeParameters();
  void makeRegions(AddressSpace& space);
  std::shared_ptr<Allocation> workspace_;

  const std::atomic<bool>& cancel_;
  const std::chrono::steady_clock::time_point deadline_;
  const unsigned workers_;
  std::atomic<std::uint64_t> nextUnit_{0};
  std::atomic<std::int64_t> lastProgress_{0};  // ms
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> cutoff_{~std::uint64_t{0}};
  mutable std::mutex mutex_;
  struct Kept {
    std::uint64_t block = 0;
    Finding finding;
  };
  std::vector<Kept> kept_;
  std::unordered_map<std::uint64_t, std::size_t> keptAt_;
  std::string output_;
  Counters counters_;
  std::exception_ptr error_;
};

}  // namespace warpsmith::sim
