#pragma once

#include <napi.h>

#include <atomic>

#include "bindings/promise.h"
#include "bindings/read.h"

namespace warpsmith::bindings {

// The flag in the optional field `cancel`: one Int32 that the script sets with Atomics.store, or null without one.
// The array is added to `held`.
inline const std::atomic<int>* readCancel(const Napi::Object& options, Held& held) {
  const Napi::Value cancel = options.Get("cancel");
  if (cancel.IsUndefined()) return nullptr;
  const Bytes flag = readBytes(cancel, "cancel");
  if (flag.size != sizeof(int)) throw Napi::TypeError::New(options.Env(), "Expected one Int32 for `cancel`.");
  static_assert(sizeof(std::atomic<int>) == sizeof(int), "the flag is shared with Atomics.store");
  held.push_back(Napi::Persistent(cancel.As<Napi::Object>()));
  return reinterpret_cast<const std::atomic<int>*>(flag.data);
}

}  // namespace warpsmith::bindings
