#pragma once

#include <napi.h>

#include <memory>

#include "sim/device.h"
#include "work_queue.h"

namespace warpsmith::bindings {

// SimulatedDevice in lib/native/types.ts: the simulator with a thread of its own, from which it starts its workers.
class SimulatedDevice : public Napi::ObjectWrap<SimulatedDevice> {
 public:
  static Napi::Function define(Napi::Env env);
  static Napi::Value open(const Napi::CallbackInfo& info);
  explicit SimulatedDevice(const Napi::CallbackInfo& info);

 private:
  Napi::Value memory(const Napi::CallbackInfo& info);
  Napi::Value allocate(const Napi::CallbackInfo& info);
  Napi::Value pin(const Napi::CallbackInfo& info);
  Napi::Value loadModule(const Napi::CallbackInfo& info);
  Napi::Value run(const Napi::CallbackInfo& info);

  std::shared_ptr<sim::Device> device_;
  std::shared_ptr<WorkQueue> queue_;
};

}  // namespace warpsmith::bindings
