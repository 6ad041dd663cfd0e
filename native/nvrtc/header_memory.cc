#include "nvrtc/header_memory.h"

#include <sys/mman.h>

#include <algorithm>

namespace warpsmith::nvrtc {

void HeaderMemory::begin(void* region, std::size_t bytes) {
  begin_ = reinterpret_cast<std::uintptr_t>(region);
  pages_.assign(bytes / pageBytes, Page::Untouched);
}

std::size_t HeaderMemory::pageOf(const void* at) const noexcept {
  return (reinterpret_cast<std::uintptr_t>(at) - begin_) / pageBytes;
}

bool HeaderMemory::isInside(const void* at, std::size_t bytes) const noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(at);
  return address >= begin_ && address % pageBytes == 0 && bytes > 0 && bytes <= this->bytes() &&
         address - begin_ <= this->bytes() - bytes;
}

void HeaderMemory::reset(const void* at, std::size_t bytes) {
  if (!isInside(at, bytes)) return;
  const auto first = pages_.begin() + static_cast<std::ptrdiff_t>(pageOf(at));
  const bool whole = bytes == this->bytes();
  std::fill_n(first, (bytes + pageBytes - 1) / pageBytes, whole ? Page::Untouched : Page::InUse);
}

bool HeaderMemory::take(const void* at, std::size_t bytes, Page expected) {
  const auto first = pages_.begin() + static_cast<std::ptrdiff_t>(pageOf(at));
  const auto last = first + static_cast<std::ptrdiff_t>((bytes + pageBytes - 1) / pageBytes);
  const bool all = std::all_of(first, last, [&](Page page) { return page == expected; });
  std::fill(first, last, Page::InUse);
  return all;
}

std::optional<HeaderMemory::Mapping> HeaderMemory::zeros(void* at, std::size_t bytes) {
  if (take(at, bytes, Page::Untouched)) return std::nullopt;
  return Mapping{at, bytes, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0};
}

std::optional<HeaderMemory::Mapping> HeaderMemory::headers(void* at, std::size_t bytes, int file, off_t offset,
                                                           std::size_t fileBytes) {
  const std::uintptr_t shift = reinterpret_cast<std::uintptr_t>(at) - static_cast<std::uintptr_t>(offset);
  if (shift == shift_ && take(at, bytes, Page::Ahead)) return std::nullopt;
  const std::size_t first = pageOf(at);
  const std::size_t own = (bytes + pageBytes - 1) / pageBytes;
  std::fill_n(pages_.begin() + static_cast<std::ptrdiff_t>(first), own, Page::InUse);
  // As far as nothing else is in the way, the rest of the file as well.
  std::size_t end = first + own;
  const std::size_t fileEnd = first + (fileBytes - static_cast<std::size_t>(offset)) / pageBytes;
  while (end < std::min(fileEnd, pages_.size()) && pages_[end] == Page::Untouched) pages_[end++] = Page::Ahead;
  shift_ = shift;
  return Mapping{at, std::max(bytes, (end - first) * pageBytes), MAP_PRIVATE | MAP_FIXED, file, offset};
}

}  // namespace warpsmith::nvrtc
