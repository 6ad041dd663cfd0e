#include "nvrtc/escape.h"

#include <pthread.h>
#include <signal.h>
#include <ucontext.h>

#include <array>
#include <memory>
#include <mutex>

namespace warpsmith::nvrtc {

namespace {

// A model that needs no memory at the first look, which may be in a signal handler.
__attribute__((tls_model("initial-exec"))) thread_local Call* current = nullptr;

// Stack that a function of libc's finds below it at least; so none of them runs into the end of the stack.
constexpr std::size_t stackReserve = 128 << 10;
constexpr std::size_t handlerStack = 64 << 10;

// Ones that say: this thread can't go on. Overflows of the stack are among them.
constexpr std::array<int, 4> faults{SIGSEGV, SIGBUS, SIGFPE, SIGILL};
std::array<struct sigaction, faults.size()> previous;

int leavingSignal() { return SIGRTMIN + 11; }

void onFault(int signal, siginfo_t* info, void* context) {
  Call* call = current;
  if (call != nullptr && call->inLibc == 0) siglongjmp(call->start, static_cast<int>(Ending::Crashed));
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (faults[i] != signal) continue;
    const struct sigaction& before = previous[i];
    if ((before.sa_flags & SA_SIGINFO) != 0) {
      before.sa_sigaction(signal, info, context);
    } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
      // The instruction runs again when this returns, and does what it would have done without us; a signal that
      // somebody sent does not come again by itself.
      sigaction(signal, &before, nullptr);
      if (info->si_code <= 0) raise(signal);
    } else {
      before.sa_handler(signal);
    }
  }
}

void onLeave(int, siginfo_t*, void* context) {
  Call* call = current;
  if (call == nullptr) return;
  if (call->inLibc != 0) {
    call->wanted = static_cast<int>(Ending::Stopped);
    return;
  }
  const auto at = static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP];
  if (call->library.isCode(reinterpret_cast<const void*>(at))) {
    siglongjmp(call->start, static_cast<int>(Ending::Stopped));
  }
}

void installHandlers() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action{};
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    action.sa_sigaction = &onFault;
    for (std::size_t i = 0; i < faults.size(); ++i) sigaction(faults[i], &action, &previous[i]);
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    action.sa_sigaction = &onLeave;
    sigaction(leavingSignal(), &action, nullptr);
  });
}

const char* lowestOfStack() {
  pthread_attr_t attributes;
  void* lowest = nullptr;
  std::size_t bytes = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return nullptr;
  pthread_attr_getstack(&attributes, &lowest, &bytes);
  pthread_attr_destroy(&attributes);
  return static_cast<const char*>(lowest);
}

}  // namespace

Ending runCall(Call& call, void (*work)(void*), void* argument) {
  installHandlers();
  call.stackFloor = lowestOfStack() + stackReserve;
  // A handler can't stand on a stack that has overflown.
  const auto memory = std::make_unique<char[]>(handlerStack);
  stack_t handler{};
  handler.ss_sp = memory.get();
  handler.ss_size = handlerStack;
  stack_t before{};
  sigaltstack(&handler, &before);
  const int ending = sigsetjmp(call.start, 1);
  if (ending == 0) {
    current = &call;
    work(argument);
  }
  current = nullptr;
  sigaltstack(&before, nullptr);
  return static_cast<Ending>(ending);
}

void leaveCall(pthread_t thread) { pthread_kill(thread, leavingSignal()); }

Call* currentCall() noexcept { return current; }

void enterLibc(Call* call) noexcept {
  if (call == nullptr) return;
  if (static_cast<const char*>(__builtin_frame_address(0)) < call->stackFloor) leave(*call, Ending::Crashed);
  call->inLibc = call->inLibc + 1;
}

void exitLibc(Call* call) noexcept {
  if (call == nullptr) return;
  call->inLibc = call->inLibc - 1;
  if (call->inLibc == 0 && call->wanted != 0) leave(*call, static_cast<Ending>(call->wanted));
}

void leave(Call& call, Ending ending) noexcept { siglongjmp(call.start, static_cast<int>(ending)); }

}  // namespace warpsmith::nvrtc
