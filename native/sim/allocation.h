#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/mapped.h"

namespace warpsmith::sim {

class AddressSpace;

// Global memory that behaves as if it lay at `address`. Its end is followed by addresses that belong to nobody. Bytes
// nobody wrote are known by a bit each.
class Allocation {
 public:
  Allocation(std::shared_ptr<AddressSpace> space, std::size_t bytes);
  // A part of other memory, which lives as long as this does. It must lie inside, its offset a multiple of 8.
  Allocation(std::shared_ptr<Allocation> whole, std::size_t offset, std::size_t bytes);
  ~Allocation();
  Allocation(const Allocation&) = delete;
  Allocation& operator=(const Allocation&) = delete;

  std::size_t bytes() const noexcept { return bytes_; }
  std::uint64_t address() const noexcept { return address_; }
  std::uint8_t* data() const noexcept { return data_; }
  // One bit a byte, least significant first; set: written. Readable up to a whole 64-bit word past the end.
  std::uint8_t* written() const noexcept { return bits_; }

  void markWritten(std::size_t offset, std::size_t count, bool value) noexcept;
  bool isWritten(std::size_t offset, std::size_t count) const noexcept;

 private:
  std::shared_ptr<AddressSpace> space_;  // null for a part
  std::shared_ptr<Allocation> whole_;    // of a part
  std::size_t bytes_;
  std::uint64_t address_ = 0;
  Mapped memory_;
  Mapped written_;
  std::uint8_t* data_ = nullptr;
  std::uint8_t* bits_ = nullptr;
};

// Which addresses are taken, and how many bytes in all.
class AddressSpace {
 public:
  explicit AddressSpace(std::size_t capacity) : capacity_(capacity) {}

  // Throws Error("device-out-of-memory").
  std::uint64_t take(std::size_t bytes);
  void giveBack(std::uint64_t address, std::size_t bytes) noexcept;
  void enter(Allocation* allocation);
  void leave(Allocation* allocation) noexcept;
  // All that live, by address.
  std::vector<Allocation*> all() const;

  std::size_t capacity() const noexcept { return capacity_; }
  std::size_t used() const noexcept;

 private:
  // The first place from there on with so many addresses that nobody has.
  std::uint64_t freeAddress(std::uint64_t from, std::uint64_t bytes) const;

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::size_t used_ = 0;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, Allocation*> live_;
};

}  // namespace warpsmith::sim
