#pragma once

#include <napi.h>

#include <memory>

#include "bindings/backend.h"
#include "bindings/resource.h"

namespace warpsmith::bindings {

// Buffer in lib/native/types.ts: device memory.
template <typename Backend>
class Buffer : public Napi::ObjectWrap<Buffer<Backend>> {
 public:
  using Memory = typename Backend::Memory;

  static Napi::Function define(Napi::Env env);
  explicit Buffer(const Napi::CallbackInfo& info);

  const std::shared_ptr<Memory>& memory(Napi::Env env) const { return memory_.get(env); }

  // The buffer behind a script value; throws a TypeError for anything else.
  static Buffer& from(const Napi::Value& value);

 private:
  Napi::Value bytes(const Napi::CallbackInfo& info);
  Napi::Value address(const Napi::CallbackInfo& info);
  Napi::Value slice(const Napi::CallbackInfo& info);
  void free(const Napi::CallbackInfo& info);

  OnQueue<Memory> memory_;
};

extern template class Buffer<Gpu>;
extern template class Buffer<Simulator>;

}  // namespace warpsmith::bindings
