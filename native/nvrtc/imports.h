#pragma once

#include <cstddef>
#include <vector>

namespace warpsmith::nvrtc {

// A function that a library calls, and the one that it shall call in its place.
struct Import {
  const char* name;
  void* replacement;
};

// Makes an opened library call other functions than those the loader gave it: writes its own table of addresses (the
// ELF "global offset table"), so that no other library of the process is touched. Must be called before any of the
// library's functions run on another thread. Returns how many of the names the library calls at all.
std::size_t replaceImports(void* handle, const std::vector<Import>& imports);

}  // namespace warpsmith::nvrtc
