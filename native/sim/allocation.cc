#include "sim/allocation.h"

#include <cstring>
#include <string>
#include <utility>

#include "error.h"
#include "sim/windows.h"

namespace warpsmith::sim {

Allocation::Allocation(std::shared_ptr<AddressSpace> space, std::size_t bytes)
    : space_(std::move(space)), bytes_(bytes), address_(space_->take(bytes)) {
  try {
    memory_ = Mapped(bytes + 64);
    written_ = Mapped(bytes / 8 + 64);
  } catch (...) {
    space_->giveBack(address_, bytes_);
    throw;
  }
  data_ = memory_.data();
  bits_ = written_.data();
  space_->enter(this);
}

Allocation::Allocation(std::shared_ptr<Allocation> whole, std::size_t offset, std::size_t bytes)
    : whole_(std::move(whole)),
      bytes_(bytes),
      address_(whole_->address() + offset),
      data_(whole_->data() + offset),
      bits_(whole_->written() + offset / 8) {}

Allocation::~Allocation() {
  if (!space_) return;
  space_->leave(this);
  space_->giveBack(address_, bytes_);
}

void Allocation::markWritten(std::size_t offset, std::size_t count, bool value) noexcept {
  std::uint8_t* bits = bits_;
  while (count > 0 && (offset & 7) != 0) {
    const std::uint8_t bit = static_cast<std::uint8_t>(1u << (offset & 7));
    bits[offset >> 3] = static_cast<std::uint8_t>(value ? bits[offset >> 3] | bit : bits[offset >> 3] & ~bit);
    ++offset;
    --count;
  }
  std::memset(bits + (offset >> 3), value ? 0xff : 0, count >> 3);
  offset += count & ~std::size_t{7};
  count &= 7;
  for (; count > 0; ++offset, --count) {
    const std::uint8_t bit = static_cast<std::uint8_t>(1u << (offset & 7));
    bits[offset >> 3] = static_cast<std::uint8_t>(value ? bits[offset >> 3] | bit : bits[offset >> 3] & ~bit);
  }
}

bool Allocation::isWritten(std::size_t offset, std::size_t count) const noexcept {
  for (std::size_t i = offset; i < offset + count; ++i) {
    if ((bits_[i >> 3] >> (i & 7) & 1) == 0) return false;
  }
  return true;
}

namespace {

// Allocations lie this far apart, so that a wrong 32-bit index of 16-byte elements does not end in another one.
constexpr std::uint64_t stride = std::uint64_t{1} << 36;

std::uint64_t room(std::size_t bytes) { return (bytes / stride + 2) * stride; }

}  // namespace

std::uint64_t AddressSpace::take(std::size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (bytes > capacity_ - used_) {
    throw Error("device-out-of-memory", "Expected at most " + std::to_string(capacity_ - used_) +
                                            " more bytes on the simulator but " + std::to_string(bytes) +
                                            " were asked for.");
  }
  // Addresses are used again only after all others were: a pointer kept from before then points to nothing.
  std::uint64_t address = next_ == 0 ? globalEnd : freeAddress(next_, room(bytes));
  if (address + room(bytes) > globalEnd) address = freeAddress(globalStart, room(bytes));
  if (address + room(bytes) > globalEnd) throw Error("device-out-of-memory", "The simulator has no addresses left.");
  next_ = address + room(bytes);
  used_ += bytes;
  return address;
}

std::uint64_t AddressSpace::freeAddress(std::uint64_t from, std::uint64_t bytes) const {
  for (auto it = live_.lower_bound(from); it != live_.end() && it->first < from + bytes; ++it) {
    from = it->first + room(it->second->bytes());
  }
  return from;
}

void AddressSpace::giveBack(std::uint64_t, std::size_t bytes) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  used_ -= bytes;
}

void AddressSpace::enter(Allocation* allocation) {
  const std::lock_guard<std::mutex> lock(mutex_);
  live_[allocation->address()] = allocation;
}

void AddressSpace::leave(Allocation* allocation) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  live_.erase(allocation->address());
}

std::vector<Allocation*> AddressSpace::all() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Allocation*> result;
  for (const auto& entry : live_) result.push_back(entry.second);
  return result;
}

std::size_t AddressSpace::used() const noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  return used_;
}

}  // namespace warpsmith::sim
