#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "cuda/driver.h"

namespace warpsmith::cuda {

// A device's primary context. After a fault it is marked lost: what lived in it is abandoned instead of destroyed,
// because destroying resources under a hung kernel blocks for ever.
class Context {
 public:
  Context(std::shared_ptr<const Driver> driver, int ordinal);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const Driver& driver() const noexcept { return *driver_; }
  DeviceOrdinal device() const noexcept { return device_; }
  ContextHandle handle() const noexcept { return handle_; }

  bool lost() const noexcept { return lost_; }
  // Keeps the first reason; later ones are only echoes of it.
  void markLost(const std::string& reason);
  std::string lostReason() const;

 private:
  std::shared_ptr<const Driver> driver_;
  DeviceOrdinal device_ = 0;
  ContextHandle handle_ = nullptr;
  std::atomic<bool> lost_{false};
  mutable std::mutex mutex_;
  std::string reason_;
};

// Makes a context current on this thread for the length of a scope. Throws Error("device-lost") for a lost context: the
// driver would refuse every call, or block for ever under a hung kernel.
class CurrentContext {
 public:
  explicit CurrentContext(const Context& context);
  ~CurrentContext();
  CurrentContext(const CurrentContext&) = delete;
  CurrentContext& operator=(const CurrentContext&) = delete;

 private:
  const Context& context_;
};

// What destructors do: gives a resource of the context back, or abandons it when the context is lost. Never throws.
template <typename GiveBack>
void giveBack(const Context& context, GiveBack give) noexcept {
  if (context.lost()) return;
  ContextHandle popped = nullptr;
  context.driver().ctxPushCurrent(context.handle());
  give(context.driver());
  context.driver().ctxPopCurrent(&popped);
}

}  // namespace warpsmith::cuda
