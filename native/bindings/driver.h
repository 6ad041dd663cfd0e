#pragma once

#include <napi.h>

#include <memory>

#include "cuda/driver.h"

namespace warpsmith::bindings {

// Driver in lib/native/types.ts.
class Driver : public Napi::ObjectWrap<Driver> {
 public:
  static Napi::Function define(Napi::Env env);
  static Napi::Value open(const Napi::CallbackInfo& info);
  explicit Driver(const Napi::CallbackInfo& info);

 private:
  Napi::Value cudaVersion(const Napi::CallbackInfo& info);
  Napi::Value deviceCount(const Napi::CallbackInfo& info);
  Napi::Value facts(const Napi::CallbackInfo& info);
  Napi::Value openDevice(const Napi::CallbackInfo& info);

  std::shared_ptr<const cuda::Driver> driver_;
};

}  // namespace warpsmith::bindings
