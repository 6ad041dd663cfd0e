#pragma once

#include <cstddef>
#include <cstdint>

namespace warpsmith::nvrtc {

// What the loader would run when it opens a library: addresses relative to where that comes to lie, zero for none.
struct Initialisers {
  std::uintptr_t function = 0;
  std::uintptr_t array = 0;
  std::size_t arrayBytes = 0;
};

// Takes them out of a library's file, so that the loader runs none and the library can be confined before them: most of
// what NVRTC takes from a process it takes there. What the loader would run at the process's end is taken out for good,
// as a compile may be under way then. False when the file can't be read or written.
bool takeInitialisers(int file, Initialisers& taken);

// Runs them, as the loader would have done, in the opened library.
void runInitialisers(void* handle, const Initialisers& taken);

}  // namespace warpsmith::nvrtc
