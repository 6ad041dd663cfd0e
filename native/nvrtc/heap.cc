#include "nvrtc/heap.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace warpsmith::nvrtc {

// Stands right before the memory that it describes.
struct alignas(16) Heap::Header {
  Heap* owner;
  Header* before;
  Header* after;
  void* base;
  std::size_t bytes;
  // Where libc keeps the size of its own pieces, which is never as large: so the two are told apart.
  std::uint64_t mark;
};

namespace {

constexpr std::uint64_t mark = 0xfeed5a17c0dec0de;

}  // namespace

Heap::Header* Heap::headerOf(void* memory) noexcept { return static_cast<Header*>(memory) - 1; }

bool Heap::owns(const void* memory) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, static_cast<const char*>(memory) - sizeof(word), sizeof(word));
  return word == mark;
}

std::size_t Heap::sizeOf(const void* memory) noexcept { return headerOf(const_cast<void*>(memory))->bytes; }

void* Heap::allocate(std::size_t bytes, std::size_t alignment) {
  static_assert(sizeof(Header) % 16 == 0, "what follows a header is aligned as malloc aligns");
  const std::size_t padding = std::max<std::size_t>(alignment, 16);
  if (bytes > PTRDIFF_MAX - sizeof(Header) - padding) return nullptr;
  void* base = std::malloc(sizeof(Header) + (padding > 16 ? padding : 0) + bytes);
  if (base == nullptr) return nullptr;
  std::uintptr_t address = reinterpret_cast<std::uintptr_t>(base) + sizeof(Header);
  address = (address + padding - 1) / padding * padding;
  void* memory = reinterpret_cast<void*>(address);
  const std::lock_guard<std::mutex> lock(mutex_);
  *headerOf(memory) = {this, nullptr, first_, base, bytes, mark};
  if (first_ != nullptr) first_->before = headerOf(memory);
  first_ = headerOf(memory);
  return memory;
}

void Heap::free(void* memory) {
  Header* header = headerOf(memory);
  Heap& owner = *header->owner;
  {
    const std::lock_guard<std::mutex> lock(owner.mutex_);
    if (header->before != nullptr) header->before->after = header->after;
    if (header->after != nullptr) header->after->before = header->before;
    if (owner.first_ == header) owner.first_ = header->after;
    header->mark = 0;
  }
  std::free(header->base);
}

void Heap::freeAll() {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (first_ != nullptr) {
    Header* header = first_;
    first_ = header->after;
    header->mark = 0;
    std::free(header->base);
  }
}

}  // namespace warpsmith::nvrtc
