#include "sim/device.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <thread>
#include <utility>

#include "error.h"
#include "ptx/parser.h"
#include "sim/grid.h"

namespace warpsmith::sim {

namespace {

std::string text(std::uint64_t value) { return std::to_string(value); }

[[noreturn]] void refuse(const std::string& message) { throw Error("bad-plan", message); }

// What the driver would refuse. Limits are those of compute capability 9.0 (CUDA C++ Programming Guide, "Technical
// Specifications per Compute Capability").
void check(const Launch& launch) {
  const Kernel& kernel = *launch.kernel;
  const std::uint64_t threads = std::uint64_t(launch.block[0]) * launch.block[1] * launch.block[2];
  if (threads == 0 || threads > kernel.maxThreadsPerBlock()) {
    refuse("Expected 1 to " + text(kernel.maxThreadsPerBlock()) + " threads in a block of " + kernel.name() +
           " but found " + text(threads) + ".");
  }
  if (launch.block[2] > 64) refuse("Expected at most 64 threads in a block's third dimension.");
  if (launch.grid[0] == 0 || launch.grid[1] == 0 || launch.grid[2] == 0 || launch.grid[0] > 0x7fffffff ||
      launch.grid[1] > 65535 || launch.grid[2] > 65535) {
    refuse("Expected a grid of 1 to 2147483647 by 65535 by 65535 blocks.");
  }
  const std::uint64_t blocks = std::uint64_t(launch.grid[0]) * launch.grid[1] * launch.grid[2];
  if (blocks > 0x7fffffff)
    refuse("Expected at most 2147483647 blocks on the simulator but found " + text(blocks) + ".");
  const std::uint64_t shared = std::uint64_t(kernel.staticShared()) + launch.sharedBytes;
  if (shared > 227 * 1024) {
    refuse("Expected at most 232448 bytes of shared memory but " + kernel.name() + " has " +
           text(kernel.staticShared()) + " static ones and " + text(launch.sharedBytes) + " dynamic ones.");
  }
  if (launch.cluster[0] != 0) {
    const std::uint64_t size = std::uint64_t(launch.cluster[0]) * launch.cluster[1] * launch.cluster[2];
    if (size == 0 || size > 16) refuse("Expected 1 to 16 blocks in a cluster but found " + text(size) + ".");
    for (std::size_t i = 0; i < 3; ++i) {
      if (launch.grid[i] % launch.cluster[i] != 0) {
        refuse("Expected a grid that is a whole number of clusters but found " + text(launch.grid[i]) + " blocks and " +
               text(launch.cluster[i]) + " a cluster.");
      }
    }
  }
  if (launch.arguments.size() != kernel.parameterBytes().size()) {
    refuse("Expected " + text(kernel.parameterBytes().size()) + " arguments for " + kernel.name() + " but found " +
           text(launch.arguments.size()) + ".");
  }
}

void put(const SetBytes& command) {
  std::uint8_t* to = command.allocation->data() + command.offset;
  std::size_t done = std::min(command.bytes, sizeof command.word);
  std::memcpy(to, &command.word, done);
  // Twice as much each time: what is set already is copied behind itself, in whole words.
  while (done < command.bytes) {
    const std::size_t more = std::min(done, command.bytes - done);
    std::memcpy(to + done, to, more);
    done += more;
  }
  command.allocation->markWritten(command.offset, command.bytes, !command.poison);
}

void put(const Upload& command) {
  std::memcpy(command.to->data() + command.offset, command.from, command.bytes);
  command.to->markWritten(command.offset, command.bytes, true);
}

void put(const Download& command) { std::memcpy(command.to, command.from->data() + command.offset, command.bytes); }

void put(const CopyOnDevice& command) {
  std::memmove(command.to->data() + command.toOffset, command.from->data() + command.fromOffset, command.bytes);
  command.to->markWritten(command.toOffset, command.bytes, true);
}

std::string sentence(const Finding& finding) {
  std::string result = std::string(nameOf(finding.kind)) + " in " + finding.kernel;
  if (finding.at.line) result += ", " + finding.at.file + ":" + text(finding.at.line);
  return result + ". " + finding.message;
}

}  // namespace

Device::Device(DeviceOptions options) : options_(options), space_(std::make_shared<AddressSpace>(options.memoryBytes)) {
  if (options_.workers == 0) options_.workers = std::max(1u, std::thread::hardware_concurrency());
}

std::shared_ptr<Allocation> Device::allocate(std::size_t bytes) { return std::make_shared<Allocation>(space_, bytes); }

std::shared_ptr<Module> Device::load(std::string ptx) const {
  return std::make_shared<Module>(ptx::parse(std::move(ptx)), space_);
}

RunReport Device::run(const std::vector<Command>& commands, const RunOptions& options,
                      const std::atomic<bool>& cancel) {
  const auto deadline = std::chrono::steady_clock::now() + options.deadline;
  RunReport report;
  for (const Command& command : commands) {
    if (const auto* launch = std::get_if<Launch>(&command)) {
      check(*launch);
      Grid grid(*launch, launch->kernel->module().program(), options, space_, options_.workers, cancel, deadline);
      grid.run();
      report.launches.push_back({launch->kernel->name(), launch->guarded, grid.counters()});
      report.output += grid.output();
      report.findings = grid.findings();
      if (report.findings.empty()) continue;
      if (!launch->guarded)
        throw Error("native", "One of the project's own kernels failed: " + sentence(report.findings.front()));
      return report;
    }
    std::visit(
        [](const auto& other) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(other)>, Launch>) put(other);
        },
        command);
  }
  return report;
}

std::size_t Device::memoryTotal() const noexcept { return space_->capacity(); }
std::size_t Device::memoryFree() const noexcept { return space_->capacity() - space_->used(); }

}  // namespace warpsmith::sim
