#include "cuda/device.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "error.h"

namespace warpsmith::cuda {

namespace {

using Clock = std::chrono::steady_clock;

// The driver blocks an enqueue when about a thousand are pending, and a blocked enqueue knows no deadline.
constexpr std::size_t mostPending = 400;

std::size_t driverCalls(const Command& command) {
  const auto* timed = std::get_if<Timed>(&command);
  if (timed == nullptr) return 1;
  return timed->launches.size() + (timed->graph ? 3 : 2);
}

bool isHoldable(const Command& command) {
  return std::holds_alternative<Launch>(command) || std::holds_alternative<Timed>(command) ||
         std::holds_alternative<SetBytes>(command);
}

void refuseCopies(const std::vector<Command>& commands) {
  if (std::all_of(commands.begin(), commands.end(), isHoldable)) return;
  throw Error("native", "A batch that is held back may not copy: copies of pageable memory wait for the stream.");
}

bool isOneByte(std::uint32_t word) { return word == 0x01010101u * (word & 0xffu); }

// Enqueues one command at a time; keeps the events of the timed ones.
class Enqueuer {
 public:
  Enqueuer(const Context& context, StreamHandle stream) : context_(context), stream_(stream) {}

  void operator()(SetBytes& command) {
    const DeviceAddress start = command.memory->address() + command.offset;
    const std::size_t words = command.bytes / sizeof command.word;
    if (isOneByte(command.word)) return setBytes(start, command.word, command.bytes);
    if (words > 0) check(driver().memsetD32Async(start, command.word, words, stream_), "cuMemsetD32Async");
    for (std::size_t i = words * sizeof command.word; i < command.bytes; ++i) {
      setBytes(start + i, command.word >> (8 * (i % sizeof command.word)), 1);
    }
  }
  void operator()(Upload& command) {
    check(driver().memcpyHtoDAsync(command.to->address() + command.offset, command.from, command.bytes, stream_),
          "cuMemcpyHtoDAsync");
  }
  void operator()(Download& command) {
    check(driver().memcpyDtoHAsync(command.to, command.from->address() + command.offset, command.bytes, stream_),
          "cuMemcpyDtoHAsync");
  }
  void operator()(CopyOnDevice& command) {
    check(driver().memcpyDtoDAsync(command.to->address() + command.toOffset,
                                   command.from->address() + command.fromOffset, command.bytes, stream_),
          "cuMemcpyDtoDAsync");
  }
  void operator()(Launch& command) { enqueue(command, stream_); }
  void operator()(Timed& command) {
    starts_.emplace_back(context_);
    ends_.emplace_back(context_);
    starts_.back().record(stream_);
    for (Launch& launch : command.launches) enqueue(launch, stream_);
    if (command.graph) command.graph->launch(stream_);
    ends_.back().record(stream_);
  }

  std::vector<double> elapsedMs() const {
    std::vector<double> elapsed;
    elapsed.reserve(starts_.size());
    for (std::size_t i = 0; i < starts_.size(); ++i) elapsed.push_back(starts_[i].elapsedMs(ends_[i]));
    return elapsed;
  }

 private:
  const Driver& driver() const { return context_.driver(); }
  void check(Result result, const char* call) const { driver().check(result, call); }
  void setBytes(DeviceAddress start, std::uint32_t word, std::size_t bytes) const {
    check(driver().memsetD8Async(start, static_cast<unsigned char>(word), bytes, stream_), "cuMemsetD8Async");
  }

  const Context& context_;
  StreamHandle stream_;
  std::deque<Event> starts_;
  std::deque<Event> ends_;
};

Event makeEvent(const Context& context) {
  const CurrentContext current(context);
  return Event(context);
}

}  // namespace

// Enqueues batches so that at most two stretches of them are under way: one that runs, and one that waits for it.
class Device::Sequence {
 public:
  Sequence(Device& device, std::chrono::milliseconds deadline, bool hold)
      : device_(device), deadline_(deadline), hold_(hold), enqueuer_(*device.context_, device.stream_.handle()) {}

  void enqueue(std::vector<Command>& batch) {
    for (std::size_t next = 0; next < batch.size();) {
      Stretch& stretch = device_.stretches_[enqueued_ % device_.stretches_.size()];
      next = enqueueStretch(batch, next, stretch);
      Stretch* before = std::exchange(underWay_, &stretch);
      ++enqueued_;
      if (before != nullptr) waitFor(*before);
    }
  }

  // Until nothing is under way.
  void finish() {
    if (Stretch* last = std::exchange(underWay_, nullptr)) waitFor(*last);
  }

  std::vector<double> elapsedMs() const { return enqueuer_.elapsedMs(); }

 private:
  // Returns the number of the first command that is not part of it.
  std::size_t enqueueStretch(std::vector<Command>& batch, std::size_t next, Stretch& stretch) {
    const StreamHandle stream = device_.stream_.handle();
    std::optional<ClosedGate> closed;
    if (hold_) closed.emplace(device_.gate_, stream);
    stretch.begin.record(stream);
    std::size_t pending = 0;
    do {
      pending += driverCalls(batch[next]);
      std::visit(enqueuer_, batch[next]);
      ++next;
    } while (next < batch.size() && pending + driverCalls(batch[next]) <= mostPending);
    stretch.end.record(stream);
    return next;
  }

  void waitFor(const Stretch& stretch) {
    device_.wait(stretch.end, deadline_);
    device_.busyMs_ = device_.busyMs_ + stretch.begin.elapsedMs(stretch.end);
  }

  Device& device_;
  const std::chrono::milliseconds deadline_;
  const bool hold_;
  Enqueuer enqueuer_;
  Stretch* underWay_ = nullptr;
  std::size_t enqueued_ = 0;
};

Device::Device(std::shared_ptr<const Driver> driver, int ordinal)
    : context_(std::make_shared<Context>(std::move(driver), ordinal)),
      stream_(context_),
      aside_(context_),
      gate_(context_),
      stretches_{Stretch{makeEvent(*context_), makeEvent(*context_)},
                 Stretch{makeEvent(*context_), makeEvent(*context_)}} {}

std::vector<double> Device::run(std::vector<Command>& commands, std::chrono::milliseconds deadline, bool hold) {
  if (hold) refuseCopies(commands);
  return inOrder([&](Sequence& sequence) { sequence.enqueue(commands); }, deadline, hold);
}

std::vector<double> Device::repeat(Repeated& repeated, std::chrono::milliseconds deadline, bool hold) {
  auto& batches = repeated.batches;
  if (hold) std::for_each(batches.begin(), batches.end(), refuseCopies);
  const auto enqueueAll = [&](Sequence& sequence) {
    for (std::size_t run = 0; run < repeated.runs; ++run) {
      const std::size_t earlier = repeated.first + run;
      const std::size_t number = earlier % batches.size();
      if (number == 0 && (earlier == 0 || repeated.resetsRounds)) {
        sequence.finish();
        resetPersistingL2();
      }
      sequence.enqueue(batches[number]);
    }
  };
  return inOrder(enqueueAll, deadline, hold);
}

std::vector<double> Device::inOrder(const std::function<void(Sequence&)>& enqueueAll,
                                    std::chrono::milliseconds deadline, bool hold) {
  const CurrentContext current(*context_);
  try {
    Sequence sequence(*this, deadline, hold);
    enqueueAll(sequence);
    sequence.finish();
    return sequence.elapsedMs();
  } catch (const Error& error) {
    if (error.code() == "device-lost") {
      context_->markLost(error.what());
    } else {
      // What was enqueued before the error still uses the caller's memory.
      drain(deadline);
    }
    throw;
  }
}

void Device::resetPersistingL2() const {
  const CurrentContext current(*context_);
  const Driver& driver = context_->driver();
  const Result result = driver.ctxResetPersistingL2Cache();
  // A device that knows no such lines has none.
  if (result != NotSupported) driver.check(result, "cuCtxResetPersistingL2Cache");
}

void Device::poke(const DeviceMemory& memory, std::size_t offset, std::uint32_t value) const {
  const CurrentContext current(*context_);
  // A copy from pageable memory: the driver has taken the word when the call returns.
  const Driver& driver = context_->driver();
  driver.check(driver.memcpyHtoDAsync(memory.address() + offset, &value, sizeof value, aside_.handle()),
               "cuMemcpyHtoDAsync");
}

void Device::drain(std::chrono::milliseconds deadline) const {
  try {
    const Event end(*context_, EventDisableTiming);
    end.record(stream_.handle());
    wait(end, deadline);
  } catch (const Error& error) {
    if (error.code() == "device-lost") context_->markLost(error.what());
    throw;
  }
}

void Device::wait(const Event& end, std::chrono::milliseconds deadline) const {
  const Clock::time_point start = Clock::now();
  for (;;) {
    if (end.done()) return;
    const auto waited = Clock::now() - start;
    if (waited > deadline) {
      context_->markLost("A kernel was not done after " + std::to_string(deadline.count()) + " ms.");
      throw Error("device-lost",
                  "The launched work was not done after " + std::to_string(deadline.count()) +
                      " ms. A hung kernel cannot be removed from a process.",
                  "DEADLINE");
    }
    // Most batches end within a millisecond; after that the core is better given away.
    if (waited < std::chrono::milliseconds(1)) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }
}

}  // namespace warpsmith::cuda
