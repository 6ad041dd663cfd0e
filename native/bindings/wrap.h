#pragma once

#include <napi.h>

#include <memory>
#include <utility>

namespace warpsmith::bindings {

// Objects of these classes are made by the addon only: the script gets them from promises.
template <typename State>
Napi::Object construct(const Napi::FunctionReference& constructor, State state) {
  auto owned = std::make_unique<State>(std::move(state));
  return constructor.New({Napi::External<State>::New(constructor.Env(), owned.get())});
}

// The state that `construct` handed over; moved out, so it may be taken once.
template <typename State>
State takeState(const Napi::CallbackInfo& info) {
  if (info.Length() != 1 || !info[0].IsExternal()) {
    throw Napi::TypeError::New(info.Env(), "Objects of this class are made by the addon, not by `new`.");
  }
  return std::move(*info[0].As<Napi::External<State>>().Data());
}

}  // namespace warpsmith::bindings
