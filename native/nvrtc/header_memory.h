#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace warpsmith::nvrtc {

// The region that a compile with precompiled headers works in. NVRTC lays it out in some 2000 pieces of 64 KiB, of a
// file of zeros and of the file with the headers, each with a mapping of its own; all that takes longer than the rest
// of such a compile, and several copies wait for each other in it. The same comes of a few large mappings.
class HeaderMemory {
 public:
  // What the system is to be asked for in place of a piece; nothing when the piece is there already.
  struct Mapping {
    void* at;
    std::size_t bytes;
    int flags;
    int file;
    off_t offset;
  };

  // The compiler has mapped a region of its own choice; the first large one of a compile with headers is this.
  void begin(void* region, std::size_t bytes);
  // The compiler has mapped zeros over a part of the region: when that is all of it, nothing is in use any more.
  void reset(const void* at, std::size_t bytes);
  // A piece of zeros.
  std::optional<Mapping> zeros(void* at, std::size_t bytes);
  // A piece of the file with the headers, which is `fileBytes` long.
  std::optional<Mapping> headers(void* at, std::size_t bytes, int file, off_t offset, std::size_t fileBytes);

  bool isInside(const void* at, std::size_t bytes) const noexcept;
  void* region() const noexcept { return reinterpret_cast<void*>(begin_); }
  std::size_t bytes() const noexcept { return pages_.size() * pageBytes; }

 private:
  static constexpr std::size_t pageBytes = 4096;
  // Untouched: still zeros. Ahead: the headers lie there, and the compiler does not know yet. InUse: it does.
  enum class Page : std::uint8_t { Untouched, Ahead, InUse };

  std::size_t pageOf(const void* at) const noexcept;
  // Whether all pages of a piece are so; then they are in use.
  bool take(const void* at, std::size_t bytes, Page expected);

  std::uintptr_t begin_ = 0;
  std::vector<Page> pages_;
  // Address less offset of what lies ahead.
  std::uintptr_t shift_ = 0;
};

}  // namespace warpsmith::nvrtc
