#include "nvrtc/confined_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "nvrtc/escape.h"

namespace warpsmith::nvrtc {

namespace {

// The region for precompiled headers is larger; what else the compiler maps is not.
constexpr std::size_t leastRegion = std::size_t{64} << 20;

// Past the ceiling the compiler is asked to end; a quarter past it the call is left. Called outside of libc.
void count(Call* call, std::int64_t bytes) {
  if (call == nullptr) return;
  call->held += bytes;
  if (call->held <= call->ceiling) return;
  call->exceeded = 1;
  if (call->held > call->ceiling + call->ceiling / 4) leave(*call, Ending::MemoryExceeded);
}

void* allocate(std::size_t bytes, std::size_t alignment) {
  Call* call = currentCall();
  // Before it is taken: one allocation may be larger than all there is. Beyond any ceiling, so that sums can't
  // overflow.
  count(call, static_cast<std::int64_t>(std::min(bytes, std::size_t{1} << 60)));
  enterLibc(call);
  void* memory = nullptr;
  if (call != nullptr) {
    memory = call->library.heap().allocate(bytes, alignment);
  } else if (alignment <= 16) {
    memory = std::malloc(bytes);
  } else if (posix_memalign(&memory, alignment, bytes) != 0) {
    memory = nullptr;
  }
  exitLibc(call);
  if (memory == nullptr) errno = ENOMEM;
  return memory;
}

void* allocatePlain(std::size_t bytes) { return allocate(bytes, 16); }

void* allocateZeroed(std::size_t count, std::size_t size) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  void* memory = allocate(bytes, 16);
  if (memory != nullptr) std::memset(memory, 0, bytes);
  return memory;
}

void freeMemory(void* memory) {
  if (memory == nullptr) return;
  Call* call = currentCall();
  const bool ours = Heap::owns(memory);
  if (ours) count(call, -static_cast<std::int64_t>(Heap::sizeOf(memory)));
  enterLibc(call);
  if (ours) {
    Heap::free(memory);
  } else {
    std::free(memory);
  }
  exitLibc(call);
}

void* reallocate(void* memory, std::size_t bytes) {
  if (memory == nullptr) return allocatePlain(bytes);
  if (bytes == 0) {
    freeMemory(memory);
    return nullptr;
  }
  if (!Heap::owns(memory)) {
    Call* call = currentCall();
    enterLibc(call);
    void* moved = std::realloc(memory, bytes);
    exitLibc(call);
    return moved;
  }
  void* moved = allocatePlain(bytes);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, memory, std::min(bytes, Heap::sizeOf(memory)));
  freeMemory(memory);
  return moved;
}

char* duplicate(const char* text) {
  const std::size_t bytes = std::strlen(text) + 1;
  void* memory = allocatePlain(bytes);
  return memory == nullptr ? nullptr : static_cast<char*>(std::memcpy(memory, text, bytes));
}

int allocateAligned(void** memory, std::size_t alignment, std::size_t bytes) {
  *memory = allocate(bytes, alignment);
  return *memory == nullptr ? ENOMEM : 0;
}

void* allocateAligned2(std::size_t alignment, std::size_t bytes) { return allocate(bytes, alignment); }

// A mapping of a compile with precompiled headers.
void* mapPiece(Call& call, void* wanted, std::size_t bytes, int protection, int flags, int file, off_t offset) {
  HeaderMemory& region = call.library.headerMemory();
  if ((flags & MAP_FIXED) != 0 && region.isInside(wanted, bytes)) {
    if (file >= 0 && file == call.memoryDescriptor) {
      region.clear(wanted, bytes);
      return wanted;
    }
    if (file >= 0 && file == call.precompiledDescriptor) {
      return region.fill(wanted, bytes, file, offset) ? wanted : MAP_FAILED;
    }
    // All is given back at the end. What the next one uses of it is cleared when it asks.
    if ((flags & MAP_ANONYMOUS) != 0 && region.isWhole(wanted, bytes)) return wanted;
  }
  void* memory = mmap(wanted, bytes, protection, flags, file, offset);
  if (memory != MAP_FAILED && wanted == nullptr && bytes >= leastRegion) region.begin(memory, bytes);
  return memory;
}

void* map(void* wanted, std::size_t bytes, int protection, int flags, int file, off_t offset) {
  Call* call = currentCall();
  // What lies over memory that was mapped before counts already, but for pieces of the region for precompiled headers,
  // where a compile with them has all that it would else allocate.
  const bool piece = call != nullptr && file >= 0 && file == call->memoryDescriptor;
  if ((flags & MAP_FIXED) == 0 || piece) count(call, static_cast<std::int64_t>(std::min(bytes, std::size_t{1} << 60)));
  enterLibc(call);
  void* memory = wanted;
  if (call != nullptr && call->precompiled != nullptr) {
    memory = mapPiece(*call, wanted, bytes, protection, flags, file, offset);
  } else {
    memory = mmap(wanted, bytes, protection, flags, file, offset);
  }
  if (call != nullptr && (flags & MAP_FIXED) == 0 && memory != MAP_FAILED) call->library.mappings().add(memory, bytes);
  exitLibc(call);
  return memory;
}

int unmap(void* memory, std::size_t bytes) {
  Call* call = currentCall();
  count(call, -static_cast<std::int64_t>(std::min(bytes, std::size_t{1} << 60)));
  enterLibc(call);
  if (call != nullptr) call->library.mappings().remove(memory);
  const int result = munmap(memory, bytes);
  exitLibc(call);
  return result;
}

template <typename Function>
void* address(Function* function) {
  return reinterpret_cast<void*>(function);
}

}  // namespace

std::vector<Import> memoryFunctions() {
  return {{"malloc", address(allocatePlain)},
          {"calloc", address(allocateZeroed)},
          {"realloc", address(reallocate)},
          {"free", address(freeMemory)},
          {"strdup", address(duplicate)},
          {"__strdup", address(duplicate)},
          {"posix_memalign", address(allocateAligned)},
          {"aligned_alloc", address(allocateAligned2)},
          {"memalign", address(allocateAligned2)},
          {"mmap", address(map)},
          {"mmap64", address(map)},
          {"munmap", address(unmap)}};
}

}  // namespace warpsmith::nvrtc
