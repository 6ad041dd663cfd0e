#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

namespace warpsmith::nvrtc {

// All that one opened compiler has allocated, so that it can be counted, and freed when the compiler was left in the
// middle of a call.
class Heap {
 public:
  Heap() = default;
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // As malloc and posix_memalign; null when there is no memory.
  void* allocate(std::size_t bytes, std::size_t alignment);
  // Frees all that is there. Nothing may use it any more.
  void freeAll();

  // Whether memory is one of any heap's, and what it holds; libc's own is not.
  static bool owns(const void* memory) noexcept;
  static std::size_t sizeOf(const void* memory) noexcept;
  static void free(void* memory);

 private:
  struct Header;
  static Header* headerOf(void* memory) noexcept;

  std::mutex mutex_;
  Header* first_ = nullptr;
};

}  // namespace warpsmith::nvrtc
