#pragma once

#include <napi.h>

#include "bindings/resource.h"
#include "cuda/module.h"

namespace warpsmith::bindings {

// Module and Kernel in lib/native/types.ts.
class Module : public Napi::ObjectWrap<Module> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Module(const Napi::CallbackInfo& info);

 private:
  Napi::Value kernel(const Napi::CallbackInfo& info);
  void unload(const Napi::CallbackInfo& info);

  OnQueue<cuda::Module> module_;
};

class Kernel : public Napi::ObjectWrap<Kernel> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Kernel(const Napi::CallbackInfo& info);

  const std::shared_ptr<cuda::Kernel>& kernel(Napi::Env env) const { return kernel_.get(env); }

  // The kernel behind a script value; throws a TypeError for anything else.
  static Kernel& from(const Napi::Value& value);

 private:
  Napi::Value parameterBytes(const Napi::CallbackInfo& info);
  Napi::Value resources(const Napi::CallbackInfo& info);
  void free(const Napi::CallbackInfo& info);

  OnQueue<cuda::Kernel> kernel_;
};

}  // namespace warpsmith::bindings
