#include "nvrtc/confined_callbacks.h"

#include <link.h>

#include <cstdlib>

#include "nvrtc/escape.h"

namespace warpsmith::nvrtc {

namespace {

// Holds the loader's lock; every exception that NVRTC throws looks for its handler so.
int eachLibrary(int (*look)(dl_phdr_info*, std::size_t, void*), void* argument) {
  Call* call = currentCall();
  enterLibc(call);
  const int result = dl_iterate_phdr(look, argument);
  exitLibc(call);
  return result;
}

// Takes memory of libc's own for what is long.
void sort(void* first, std::size_t count, std::size_t size, int (*compare)(const void*, const void*)) {
  Call* call = currentCall();
  enterLibc(call);
  std::qsort(first, count, size, compare);
  exitLibc(call);
}

}  // namespace

std::vector<Import> callbackFunctions() {
  return {{"dl_iterate_phdr", reinterpret_cast<void*>(&eachLibrary)}, {"qsort", reinterpret_cast<void*>(&sort)}};
}

}  // namespace warpsmith::nvrtc
