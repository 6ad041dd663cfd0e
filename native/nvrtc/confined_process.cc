#include "nvrtc/confined_process.h"

#include <signal.h>

#include <cerrno>
#include <cstdlib>

#include "nvrtc/escape.h"

namespace warpsmith::nvrtc {

namespace {

[[noreturn]] void end() {
  // Without a call nothing of a candidate runs: the library itself is at its end.
  Call* call = currentCall();
  if (call == nullptr) std::abort();
  leave(*call, Ending::Crashed);
}

[[noreturn]] void endWithStatus(int) { end(); }

int raiseSignal(int) { end(); }

int refuse() {
  errno = EPERM;
  return -1;
}

// NVRTC lifts the limit of the stack for all threads and child processes to come.
int keepLimits() { return 0; }

// NVRTC takes SIGINT and SIGTERM while it compiles, and would keep them where it does not come back. It leaves those
// alone that are ignored, and so it is told of all.
using Handler = void (*)(int);
Handler keepHandler(int, Handler) { return SIG_IGN; }

int keepAction(int, const struct sigaction*, struct sigaction* before) {
  if (before != nullptr) {
    *before = {};
    before->sa_handler = SIG_IGN;
  }
  return 0;
}

unsigned int keepAlarm(unsigned int) { return 0; }

// A compile may be under way when the process ends: nothing of its library is taken down then. What is registered for
// that end before a library is confined is copies.cc's concern.
int forgetAtExit(void (*)(void*), void*, void*) { return 0; }

template <typename Function>
void* address(Function* function) {
  return reinterpret_cast<void*>(function);
}

}  // namespace

std::vector<Import> processFunctions() {
  std::vector<Import> imports{{"abort", address(end)},           {"exit", address(endWithStatus)},
                              {"_exit", address(endWithStatus)}, {"_Exit", address(endWithStatus)},
                              {"raise", address(raiseSignal)},   {"setrlimit", address(keepLimits)},
                              {"signal", address(keepHandler)},  {"sigaction", address(keepAction)},
                              {"alarm", address(keepAlarm)},     {"__cxa_atexit", address(forgetAtExit)}};
  for (const char* name :
       {"system", "fork", "vfork", "execv", "execve", "execvp", "posix_spawn", "posix_spawnp", "kill"}) {
    imports.push_back({name, address(refuse)});
  }
  return imports;
}

}  // namespace warpsmith::nvrtc
