#pragma once

#include <napi.h>

#include "bindings/resource.h"
#include "cuda/memory.h"

namespace warpsmith::bindings {

// Buffer in lib/native/types.ts: device memory.
class Buffer : public Napi::ObjectWrap<Buffer> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Buffer(const Napi::CallbackInfo& info);

  const std::shared_ptr<cuda::DeviceMemory>& memory(Napi::Env env) const { return memory_.get(env); }

  // The buffer behind a script value; throws a TypeError for anything else.
  static Buffer& from(const Napi::Value& value);

 private:
  Napi::Value bytes(const Napi::CallbackInfo& info);
  Napi::Value address(const Napi::CallbackInfo& info);
  void free(const Napi::CallbackInfo& info);

  OnQueue<cuda::DeviceMemory> memory_;
};

// Pin in lib/native/types.ts: a typed array's memory, page-locked. Keeps the array alive.
class Pin : public Napi::ObjectWrap<Pin> {
 public:
  struct State {
    // Declared first: the array's memory must outlive the pin.
    Napi::ObjectReference array;
    std::shared_ptr<cuda::PinnedMemory> memory;
    std::shared_ptr<WorkQueue> queue;
  };

  static Napi::Function define(Napi::Env env);
  explicit Pin(const Napi::CallbackInfo& info);

 private:
  void free(const Napi::CallbackInfo& info);

  State state_;
};

}  // namespace warpsmith::bindings
