#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "cuda/context.h"

namespace warpsmith::cuda {

// Holds a stream back until everything is enqueued, so that a plan of several launches never waits for the host between
// them.
class Gate {
 public:
  explicit Gate(std::shared_ptr<Context> context);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // What is enqueued from here on waits until the next `open`, at most `patience`: under a profiler, or with
  // CUDA_LAUNCH_BLOCKING, an enqueue returns only when the work is done, which behind a closed gate is never. After
  // that happened once, the gate stays open.
  void close(StreamHandle stream);
  void open() noexcept;

  // Whether `close` still does what it says. From any thread.
  bool holds() const noexcept { return !useless_; }

 private:
  static constexpr std::chrono::milliseconds patience{100};

  void watch();

  std::shared_ptr<Context> context_;
  // Page-locked host memory that the GPU polls. It counts up, so that a late reader never sees an old state as a new.
  std::atomic<std::uint32_t>* flag_ = nullptr;
  std::uint32_t generation_ = 0;
  std::atomic<bool> useless_{false};

  std::mutex mutex_;
  std::condition_variable wake_;
  bool closed_ = false;
  bool ending_ = false;
  std::thread watchdog_;
};

// Opens a closed gate at the end of its scope, whatever happened in it: work behind a closed gate never ends.
class ClosedGate {
 public:
  ClosedGate(Gate& gate, StreamHandle stream) : gate_(gate) { gate_.close(stream); }
  ~ClosedGate() { gate_.open(); }
  ClosedGate(const ClosedGate&) = delete;
  ClosedGate& operator=(const ClosedGate&) = delete;

 private:
  Gate& gate_;
};

}  // namespace warpsmith::cuda
