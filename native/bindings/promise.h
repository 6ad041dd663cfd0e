#pragma once

#include <napi.h>

#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "bindings/environment.h"
#include "work_queue.h"

namespace warpsmith::bindings {

// Script objects that must outlive work on another thread, such as the arrays it reads and writes.
using Held = std::vector<Napi::ObjectReference>;

namespace detail {

template <typename Result, typename Convert>
struct Pending {
  Napi::Promise::Deferred deferred;
  Held held;
  Convert convert;
  std::optional<Result> result;
  std::optional<Error> error;

  void settle(Napi::Env env) {
    const Napi::HandleScope scope(env);
    try {
      if (error) {
        deferred.Reject(toJavaScript(env, *error));
      } else {
        deferred.Resolve(convert(env, std::move(*result)));
      }
    } catch (const Napi::Error& thrown) {
      reject(thrown);
    }
  }

  void reject(const Napi::Error& thrown) noexcept {
    try {
      deferred.Reject(thrown.Value());
    } catch (const Napi::Error&) {
      // The worker is being ended: nobody waits any more.
    }
  }
};

}  // namespace detail

enum class EventLoop { StaysAlive, MayEnd };

// Runs `work` on the queue and settles a promise with `convert(env, work())` on the script's thread. Whatever `work`
// throws rejects it. The event loop stays alive until then, unless nobody is to wait for it.
template <typename Work, typename Convert>
Napi::Promise runOn(WorkQueue& queue, Napi::Env env, Held held, Work work, Convert convert,
                    EventLoop loop = EventLoop::StaysAlive) {
  using Result = decltype(work());
  using Pending = detail::Pending<Result, Convert>;
  auto pending = std::make_unique<Pending>(
      Pending{Napi::Promise::Deferred::New(env), std::move(held), std::move(convert), std::nullopt, std::nullopt});
  const Napi::Promise promise = pending->deferred.Promise();
  const auto nothing = [](const Napi::CallbackInfo&) {};
  Napi::ThreadSafeFunction settle =
      Napi::ThreadSafeFunction::New(env, Napi::Function::New(env, nothing), "warpsmith", 0, 1);
  if (loop == EventLoop::MayEnd) settle.Unref(env);
  // std::function wants copies, hence the bare pointer; the settling callback takes it back.
  queue.post([settle, raw = pending.release(), work = std::move(work)]() mutable {
    try {
      raw->result.emplace(work());
    } catch (const Error& error) {
      raw->error.emplace(error);
    } catch (const std::exception& error) {
      raw->error.emplace("native", error.what());
    }
    // When the environment is closing nobody waits any more, and the references may not be touched from this thread.
    const napi_status called = settle.BlockingCall(raw, [](Napi::Env callEnv, Napi::Function, Pending* done) {
      const std::unique_ptr<Pending> owned(done);
      owned->settle(callEnv);
    });
    // A closing one has let this thread go already and must not be touched again.
    if (called != napi_closing) settle.Release();
  });
  return promise;
}

}  // namespace warpsmith::bindings
