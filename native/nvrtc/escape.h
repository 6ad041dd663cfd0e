#pragma once

#include <csetjmp>
#include <csignal>
#include <cstddef>
#include <cstdint>

#include "nvrtc/library.h"
#include "nvrtc/precompiled.h"

namespace warpsmith::nvrtc {

// How a call into the compiler ended.
enum class Ending : int { Returned = 0, Stopped, MemoryExceeded, Crashed };

// One call into the compiler, which can be left from outside and from the functions that stand in for libc's. NVRTC
// asks between functions only whether it may go on; hostile sources (endless templates, macros that double themselves)
// keep it busy within one. A library whose call was left is in no order: nothing of it may be called again.
struct Call {
  explicit Call(Library& callLibrary, std::int64_t mostBytes) : library(callLibrary), ceiling(mostBytes) {}

  Library& library;
  // What the call may hold more than at its beginning, in bytes; and what it does hold.
  const std::int64_t ceiling;
  std::int64_t held = 0;
  // Whether `held` has passed the ceiling: the compiler is asked to end by itself, and only left when it goes on.
  volatile std::sig_atomic_t exceeded = 0;

  // Depth of functions of libc's, which may hold locks that the whole process needs: no leaving while in one.
  volatile std::sig_atomic_t inLibc = 0;
  // An Ending that waits for libc's functions to return.
  volatile std::sig_atomic_t wanted = 0;
  const char* stackFloor = nullptr;

  // A file that the call may open once beside the header folders; may be null.
  const PrecompiledFile* precompiled = nullptr;
  bool precompiledOpened = false;
  // Descriptors of that file and of the one that the compiler takes its memory from in such a call; -1 for none.
  int precompiledDescriptor = -1;
  int memoryDescriptor = -1;
  sigjmp_buf start;
};

// Runs `work` as a call on this thread. When the call is left, what stands on the stack of `work` is not destroyed.
Ending runCall(Call& call, void (*work)(void*), void* argument);

// Makes the call that runs on `thread`, which must not be joined yet, end: if it is in the library's own code at once,
// if it is in one of the functions of ours when that returns, and else not at all, because libc's may hold locks that
// the whole process needs. So ask again until it has ended.
void leaveCall(pthread_t thread);

// The call of this thread; null when there is none.
Call* currentCall() noexcept;

// Marks this thread as being in one of libc's functions. Not an object of its own with a destructor, because the
// end may be a leap out of the call.
void enterLibc(Call* call) noexcept;
void exitLibc(Call* call) noexcept;

// Leaps out of a call of this thread. Must not be called between enterLibc and exitLibc.
[[noreturn]] void leave(Call& call, Ending ending) noexcept;

}  // namespace warpsmith::nvrtc
