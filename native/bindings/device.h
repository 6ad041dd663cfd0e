#pragma once

#include <napi.h>

#include <memory>

#include "cuda/device.h"
#include "work_queue.h"

namespace warpsmith::bindings {

// Device in lib/native/types.ts: a GPU with a thread of its own. What comes from it (buffers, modules, kernels, pins)
// shares that thread, so that it is also destroyed there: freeing memory waits for running kernels.
class Device : public Napi::ObjectWrap<Device> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Device(const Napi::CallbackInfo& info);

 private:
  Napi::Value lost(const Napi::CallbackInfo& info);
  Napi::Value holds(const Napi::CallbackInfo& info);
  Napi::Value memory(const Napi::CallbackInfo& info);
  Napi::Value allocate(const Napi::CallbackInfo& info);
  Napi::Value pin(const Napi::CallbackInfo& info);
  Napi::Value loadModule(const Napi::CallbackInfo& info);
  Napi::Value graph(const Napi::CallbackInfo& info);
  Napi::Value run(const Napi::CallbackInfo& info);
  Napi::Value repeat(const Napi::CallbackInfo& info);
  Napi::Value poke(const Napi::CallbackInfo& info);
  Napi::Value sharedPlace(const Napi::CallbackInfo& info);
  Napi::Value share(const Napi::CallbackInfo& info);
  Napi::Value busyMs(const Napi::CallbackInfo& info);
  Napi::Value assemble(const Napi::CallbackInfo& info);

  std::shared_ptr<cuda::Device> device_;
  std::shared_ptr<WorkQueue> queue_;
  // For what must not wait for running kernels, and what they need not wait for: pokes, and loading.
  WorkQueue aside_;
  // For the driver's compiler, which works on several texts at once.
  WorkQueue assemblers_;
};

}  // namespace warpsmith::bindings
