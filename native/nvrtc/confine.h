#pragma once

#include <cstddef>

namespace warpsmith::nvrtc {

// Puts functions of ours between an opened libnvrtc and libc: files are those of published folders only, memory is
// counted, and what would end the process ends the call. Returns false for a library that opens files in a way that we
// don't know; such a one must not be used.
bool confine(void* handle);

}  // namespace warpsmith::nvrtc
