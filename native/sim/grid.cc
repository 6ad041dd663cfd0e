#include "sim/grid.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <exception>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "error.h"
#include "ptx/source_place.h"
#include "sim/block.h"
#include "sim/windows.h"

namespace warpsmith::sim {

namespace {

// Warp-instructions of a unit before the worker looks at the clock and, where the unit may be waiting for another one,
// gives that a turn.
constexpr std::uint64_t unitQuantum = 1u << 18;

// Units that one worker has under way at a time: enough for grids whose blocks wait for one another.
constexpr std::size_t mostResident = 264;

// Memory of all a worker's units together, behind which it takes no more of them; and local memory of one unit.
constexpr std::size_t mostUnitBytes = std::size_t{1} << 30;
constexpr std::uint64_t mostLocalBytes = std::uint64_t{2} << 30;

constexpr std::size_t workspaceBytes = 256;

// When all blocks of a launch have done nothing but look whether something has changed for so long, it never will.
constexpr std::int64_t longestIdleMs = 2000;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

unsigned log2(std::uint32_t x) { return static_cast<unsigned>(__builtin_ctz(x)); }

}  // namespace

Grid::Grid(const Launch& theLaunch, Program& theProgram, const RunOptions& theOptions,
           const std::shared_ptr<AddressSpace>& space, unsigned workers, const std::atomic<bool>& cancel,
           std::chrono::steady_clock::time_point deadline)
    : launch(theLaunch),
      program(theProgram),
      options(theOptions),
      code(theProgram.code(theLaunch.kernel->function())),
      strict(theLaunch.guarded),
      races(theLaunch.guarded && theOptions.races),
      cancel_(cancel),
      deadline_(deadline),
      workers_(workers) {
  blocks = launch.grid[0] * launch.grid[1] * launch.grid[2];
  threadsPerBlock = launch.block[0] * launch.block[1] * launch.block[2];
  if (launch.cluster[0] != 0) clusterShape = launch.cluster;
  blocksPerUnit = clusterShape[0] * clusterShape[1] * clusterShape[2];
  stackBytes = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(Block::localStride, mostLocalBytes / (std::uint64_t(threadsPerBlock) * blocksPerUnit)));
  if (code.localBytes > stackBytes) {
    throw Error("device-out-of-memory", "Expected at most " + std::to_string(stackBytes) +
                                            " bytes of local memory a thread of these blocks but " +
                                            launch.kernel->name() + " takes " + std::to_string(code.localBytes) + ".");
  }
  granuleShiftShared = log2(std::min<std::uint32_t>(4, program.narrowestShared()));
  makeParameters();
  if (launch.cooperative) {
    workspace_ = std::make_shared<Allocation>(space, workspaceBytes);
    workspace_->markWritten(0, workspaceBytes, true);
  }
  makeRegions(*space);
}

Grid::~Grid() = default;

void Grid::makeParameters() {
  parameters.assign(code.parameterBytes + 16, 0);
  for (std::size_t i = 0; i < launch.arguments.size(); ++i) {
    const PlacedVariable& placed = code.parameters[i];
    std::uint8_t* to = parameters.data() + placed.offset;
    if (const auto* pointer = std::get_if<PointerArgument>(&launch.arguments[i])) {
      const std::uint64_t address = pointer->allocation->address() + pointer->offset;
      std::memcpy(to, &address, sizeof address);
    } else if (const auto* map = std::get_if<TensorMap>(&launch.arguments[i])) {
      // A tensor map is opaque: what stands in its 128 bytes is the number of the map, and a mark.
      const std::uint64_t number[2] = {0x70616d2d726f736eu, tensorMaps.size()};
      tensorMaps.push_back(*map);
      std::memcpy(to, number, sizeof number);
    } else {
      const auto& bytes = std::get<std::vector<std::uint8_t>>(launch.arguments[i]);
      std::memcpy(to, bytes.data(), std::min<std::size_t>(bytes.size(), placed.bytes));
    }
  }
}

void Grid::makeRegions(AddressSpace& space) {
  const auto add = [&](const Allocation& allocation, std::string name, bool writable, bool everWritten) {
    Region region;
    region.begin = allocation.address();
    region.end = allocation.address() + allocation.bytes();
    region.data = allocation.data();
    region.written = everWritten ? nullptr : allocation.written();
    region.writable = writable;
    region.name = std::move(name);
    regions.add(std::move(region));
  };
  if (!strict) {
    for (Allocation* allocation : space.all()) add(*allocation, "", true, false);
    return;
  }
  for (const GuardedBuffer& buffer : launch.buffers) {
    add(*buffer.allocation, buffer.name, buffer.writable, false);
  }
  if (workspace_) add(*workspace_, "grid workspace", true, true);
  for (const auto& global : program.globals()) {
    add(*global.memory, std::string(global.variable->name), !global.constant, true);
  }
  if (races) regions.watchRaces(log2(std::min<std::uint32_t>(4, program.narrowestGlobal())));
}

void Grid::run() {
  lastProgress_.store(now(), std::memory_order_relaxed);
  // A candidate whose blocks communicate runs them in one order, so that a verdict can be repeated.
  const unsigned most = strict && program.communicates() ? 1 : workers_;
  const unsigned count =
      static_cast<unsigned>(std::min<std::uint64_t>(most, (blocks + blocksPerUnit - 1) / blocksPerUnit));
  if (count <= 1) {
    work();
  } else {
    std::vector<std::thread> threads;
    try {
      for (unsigned i = 0; i < count; ++i) threads.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // The system has no more of them: fewer do, or this one alone.
      if (threads.empty()) work();
    }
    for (auto& thread : threads) thread.join();
  }
  if (error_) std::rethrow_exception(error_);
}

void Grid::work() {
  try {
    const std::uint64_t units = blocks / blocksPerUnit;
    std::vector<std::unique_ptr<Unit>> idle;
    std::deque<std::unique_ptr<Unit>> resident;
    bool more = true;
    std::size_t bytes = 0;  // that the units made here have taken
    bool oldestNext = false;
    while (!stopped()) {
      // A unit that used up its turn may be waiting for one that has not begun: those come first, in order.
      if (more && resident.size() < mostResident && (resident.empty() || bytes < mostUnitBytes)) {
        const std::uint64_t next = nextUnit_.fetch_add(1, std::memory_order_relaxed);
        if (next < units && !isCutOff(next * blocksPerUnit)) {
          std::unique_ptr<Unit> unit;
          if (idle.empty()) {
            unit = std::make_unique<Unit>(*this);
          } else {
            unit = std::move(idle.back());
            idle.pop_back();
          }
          unit->start(next);
          resident.push_front(std::move(unit));
        } else {
          more = false;
        }
      }
      if (resident.empty()) break;
      // Every other turn is the oldest one's: what never ends passes its budget soon, however many blocks there are.
      auto at = resident.begin();
      if (!more && oldestNext) {
        at = std::min_element(resident.begin(), resident.end(),
                              [](const auto& a, const auto& b) { return a->index < b->index; });
      }
      oldestNext = !oldestNext;
      std::unique_ptr<Unit> unit = std::move(*at);
      resident.erase(at);
      const std::size_t before = unit->counted;
      const Unit::State state = unit->run(unitQuantum);
      unit->counted = unit->hostBytes();
      bytes += unit->counted - before;
      checkClock();
      if (state != Unit::State::polling) {
        lastProgress_.store(now(), std::memory_order_relaxed);
      } else if (now() - lastProgress_.load(std::memory_order_relaxed) > longestIdleMs) {
        unit->reportPolling();
        stop_.store(true, std::memory_order_relaxed);
        break;
      }
      if ((state == Unit::State::running || state == Unit::State::polling) && !isCutOff(unit->index * blocksPerUnit)) {
        resident.push_back(std::move(unit));
        continue;
      }
      for (auto& block : unit->blocks) {
        addCounters(block->counters);
        block->counters = Counters{};
      }
      idle.push_back(std::move(unit));
    }
  } catch (...) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!error_) error_ = std::current_exception();
    stop_.store(true, std::memory_order_relaxed);
  }
}

void Grid::checkClock() {
  if (cancel_.load(std::memory_order_relaxed)) {
    throw Error("aborted", "The simulated launch was stopped before it was finished.");
  }
  if (std::chrono::steady_clock::now() > deadline_) {
    throw Error("device-lost", "The simulator was not done at the deadline. Use a smaller case or allow more time.",
                "DEADLINE");
  }
}

void Grid::addCounters(const Counters& counters) {
  const std::lock_guard<std::mutex> lock(mutex_);
  counters_.add(counters);
}

void Grid::print(const std::string& text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (output_.size() < options.mostOutput) output_ += text.substr(0, options.mostOutput - output_.size());
}

void Grid::report(Finding finding, std::uint64_t blockIndex, const Op& op, bool fatal) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::uint64_t key = reinterpret_cast<std::uintptr_t>(&op) * 16 + static_cast<std::uint64_t>(finding.kind);
  if (fatal) {
    std::uint64_t cutoff = cutoff_.load(std::memory_order_relaxed);
    cutoff_.store(std::min(cutoff, blockIndex), std::memory_order_relaxed);
  }
  const auto found = keptAt_.find(key);
  if (found != keptAt_.end()) {
    if (blockIndex < kept_[found->second].block) kept_[found->second] = {blockIndex, std::move(finding)};
    return;
  }
  if (kept_.size() >= options.mostFindings) return;
  keptAt_[key] = kept_.size();
  kept_.push_back({blockIndex, std::move(finding)});
}

std::vector<Finding> Grid::findings() const {
  std::vector<Kept> sorted = kept_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Kept& a, const Kept& b) { return a.block < b.block; });
  std::vector<Finding> result;
  for (Kept& kept : sorted) {
    if (kept.block <= cutoff_.load()) result.push_back(std::move(kept.finding));
  }
  return result;
}

void Grid::locate(const FunctionCode& where, std::uint32_t instruction, Place& place) const {
  const ptx::Module& module = program.module();
  if (instruction >= where.function->instructions.size()) {
    if (where.function->instructions.empty()) return;
    instruction = static_cast<std::uint32_t>(where.function->instructions.size() - 1);
  }
  const ptx::SourcePlace found = ptx::sourcePlace(module, where.function->instructions[instruction]);
  place.line = found.line;
  place.file = std::string(found.file);
}

}  // namespace warpsmith::sim
