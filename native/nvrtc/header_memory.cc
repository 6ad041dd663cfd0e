#include "nvrtc/header_memory.h"

#include <unistd.h>

#include <cstring>

namespace warpsmith::nvrtc {

void HeaderMemory::begin(void* region, std::size_t bytes) {
  begin_ = reinterpret_cast<std::uintptr_t>(region);
  used_.assign(bytes / pageBytes, false);
}

bool HeaderMemory::isInside(const void* at, std::size_t bytes) const noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(at);
  const std::size_t all = used_.size() * pageBytes;
  return address >= begin_ && address % pageBytes == 0 && bytes > 0 && bytes <= all && address - begin_ <= all - bytes;
}

bool HeaderMemory::isWhole(const void* at, std::size_t bytes) const noexcept {
  return reinterpret_cast<std::uintptr_t>(at) == begin_ && bytes == used_.size() * pageBytes;
}

bool HeaderMemory::use(const void* at, std::size_t bytes) {
  bool before = false;
  std::size_t page = (reinterpret_cast<std::uintptr_t>(at) - begin_) / pageBytes;
  for (std::size_t left = (bytes + pageBytes - 1) / pageBytes; left > 0; --left, ++page) {
    before = before || used_[page];
    used_[page] = true;
  }
  return before;
}

void HeaderMemory::clear(void* at, std::size_t bytes) {
  if (use(at, bytes)) std::memset(at, 0, bytes);
}

bool HeaderMemory::fill(void* at, std::size_t bytes, int file, off_t offset) {
  use(at, bytes);
  for (std::size_t done = 0; done < bytes;) {
    const ssize_t got = pread(file, static_cast<char*>(at) + done, bytes - done, offset + static_cast<off_t>(done));
    if (got < 0) return false;
    if (got == 0) {
      // A mapping's last page ends with zeros.
      std::memset(static_cast<char*>(at) + done, 0, bytes - done);
      return bytes - done < pageBytes;
    }
    done += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace warpsmith::nvrtc
