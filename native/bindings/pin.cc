#include "bindings/pin.h"

#include <utility>

#include "bindings/wrap.h"

namespace warpsmith::bindings {

Napi::Function Pin::define(Napi::Env env) { return DefineClass(env, "Pin", {InstanceMethod<&Pin::free>("free")}); }

Pin::Pin(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Pin>(info), state_(takeState<State>(info)) {}

void Pin::free(const Napi::CallbackInfo&) {
  if (!state_.lock) return;
  state_.queue->post([lock = std::move(state_.lock)]() mutable { lock.reset(); });
}

}  // namespace warpsmith::bindings
