#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "cuda/command.h"
#include "cuda/context.h"
#include "cuda/gate.h"
#include "cuda/stream.h"

namespace warpsmith::cuda {

// Batches that take turns.
struct Repeated {
  std::vector<std::vector<Command>> batches;
  // How many of the series have run before, and how many more there are to be.
  std::size_t first;
  std::size_t runs;
  // Whether the L2's persisting lines are made ordinary before each round, and not before the series' first run only.
  bool resetsRounds;
};

// One GPU with one stream. Used from one thread at a time, but for `poke`.
class Device {
 public:
  Device(std::shared_ptr<const Driver> driver, int ordinal);

  const std::shared_ptr<Context>& context() const noexcept { return context_; }

  // Runs the commands in order and waits for them. Returns the milliseconds of each Timed command, in order.
  // Throws Error("device-lost") when a kernel faulted, or when the work is not done `deadline` after it was enqueued
  // (detail "DEADLINE"): the context is then lost, and so is the process's use of this GPU.
  // With `hold`, nothing starts before everything is enqueued, as far as the driver's queue is long enough.
  std::vector<double> run(std::vector<Command>& commands, std::chrono::milliseconds deadline, bool hold);

  // Runs batches that take turns, and returns what `run` returns of all of them, in order. While one runs, the next is
  // enqueued, so that the GPU does not wait for the host between them; the deadline holds for each.
  std::vector<double> repeat(Repeated& repeated, std::chrono::milliseconds deadline, bool hold);

  // Whether `hold` has held so far: not under a profiler, nor with CUDA_LAUNCH_BLOCKING. From any thread.
  bool holds() const noexcept { return gate_.holds(); }

  // Milliseconds that the batches of `run` have taken on the GPU so far, each from its first command's beginning to its
  // last one's end. From any thread.
  double busyMs() const noexcept { return busyMs_; }

  // Writes a word while the stream is busy, from any thread. Throws as `check` does; a lost context is refused.
  void poke(const DeviceMemory& memory, std::size_t offset, std::uint32_t value) const;

 private:
  // What is enqueued between two events: a batch, or as much of it as the driver's queue takes.
  struct Stretch {
    Event begin;
    Event end;
  };
  class Sequence;

  std::vector<double> inOrder(const std::function<void(Sequence&)>& enqueueAll, std::chrono::milliseconds deadline,
                              bool hold);
  // At once: no work should be under way.
  void resetPersistingL2() const;
  void drain(std::chrono::milliseconds deadline) const;
  void wait(const Event& end, std::chrono::milliseconds deadline) const;

  std::shared_ptr<Context> context_;
  Stream stream_;
  // For what must not wait for a kernel that runs.
  Stream aside_;
  Gate gate_;
  // Of the two stretches that may be under way.
  std::array<Stretch, 2> stretches_;
  std::atomic<double> busyMs_{0};
};

}  // namespace warpsmith::cuda
