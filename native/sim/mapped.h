#pragma once

#include <cstddef>
#include <cstdint>

namespace warpsmith::sim {

// Zeroed memory straight from the system: pages nobody touches cost nothing, and `clear` gives them back.
class Mapped {
 public:
  Mapped() = default;
  explicit Mapped(std::size_t bytes);  // throws Error("device-out-of-memory")
  ~Mapped();
  Mapped(Mapped&& other) noexcept;
  Mapped& operator=(Mapped&& other) noexcept;
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;

  std::uint8_t* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  void clear() noexcept;

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace warpsmith::sim
