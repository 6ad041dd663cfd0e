#include "sim/mapped.h"

#include <sys/mman.h>

#include <string>
#include <utility>

#include "error.h"

namespace warpsmith::sim {

Mapped::Mapped(std::size_t bytes) : size_(bytes) {
  if (bytes == 0) return;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    throw Error("device-out-of-memory", "Expected " + std::to_string(bytes) +
                                            " bytes of host memory for the simulator but the system has none.");
  }
  data_ = static_cast<std::uint8_t*>(memory);
}

Mapped::~Mapped() {
  if (data_) munmap(data_, size_);
}

Mapped::Mapped(Mapped&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Mapped& Mapped::operator=(Mapped&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void Mapped::clear() noexcept {
  if (data_) madvise(data_, size_, MADV_DONTNEED);
}

}  // namespace warpsmith::sim
