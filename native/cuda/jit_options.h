#pragma once

#include <array>
#include <cstdint>

#include "cuda/driver.h"

namespace warpsmith::cuda {

// What the driver's compiler is told: where to write its errors, and for which target. Stays where it is while the
// driver may write.
class JitOptions {
 public:
  // `target` 0 is the context's own.
  explicit JitOptions(unsigned target = 0) : count_(target == 0 ? 2 : 3) {
    values_[2] = reinterpret_cast<void*>(static_cast<std::uintptr_t>(target));
  }
  JitOptions(const JitOptions&) = delete;
  JitOptions& operator=(const JitOptions&) = delete;

  unsigned count() const noexcept { return count_; }
  JitOption* names() noexcept { return names_.data(); }
  void** values() noexcept { return values_.data(); }

  // Throws Error("bad-ptx") with what was written for a text that cannot be compiled, else as `Driver::check` does.
  void check(const Driver& driver, Result result, const char* call);

 private:
  std::array<char, 4096> log_{};
  std::array<JitOption, 3> names_{JitErrorLogBuffer, JitErrorLogBufferBytes, JitTarget};
  // Numbers are passed in the place of pointers.
  std::array<void*, 3> values_{log_.data(), reinterpret_cast<void*>(log_.size()), nullptr};
  unsigned count_;
};

}  // namespace warpsmith::cuda
