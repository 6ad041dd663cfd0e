#pragma once

#include <napi.h>

#include <memory>

#include "bindings/backend.h"
#include "bindings/resource.h"

namespace warpsmith::bindings {

// Module and Kernel in lib/native/types.ts.
template <typename Backend>
class Module : public Napi::ObjectWrap<Module<Backend>> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Module(const Napi::CallbackInfo& info);

 private:
  Napi::Value kernel(const Napi::CallbackInfo& info);
  Napi::Value symbol(const Napi::CallbackInfo& info);
  void unload(const Napi::CallbackInfo& info);

  OnQueue<typename Backend::Module> module_;
};

template <typename Backend>
class Kernel : public Napi::ObjectWrap<Kernel<Backend>> {
 public:
  using Native = typename Backend::Kernel;

  static Napi::Function define(Napi::Env env);
  explicit Kernel(const Napi::CallbackInfo& info);

  const std::shared_ptr<Native>& kernel(Napi::Env env) const { return kernel_.get(env); }

  // The kernel behind a script value; throws a TypeError for anything else.
  static Kernel& from(const Napi::Value& value);

 private:
  Napi::Value parameterBytes(const Napi::CallbackInfo& info);
  Napi::Value resources(const Napi::CallbackInfo& info);
  void free(const Napi::CallbackInfo& info);

  OnQueue<Native> kernel_;
};

extern template class Module<Gpu>;
extern template class Module<Simulator>;
extern template class Kernel<Gpu>;
extern template class Kernel<Simulator>;

}  // namespace warpsmith::bindings
