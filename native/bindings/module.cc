#include "bindings/module.h"

#include <optional>
#include <string>

#include "bindings/promise.h"
#include "bindings/read.h"

namespace warpsmith::bindings {

namespace {

Napi::Value numberOrNull(Napi::Env env, std::optional<int> value) {
  return value ? Napi::Value(Napi::Number::New(env, *value)) : env.Null();
}

}  // namespace

template <typename Backend>
Napi::Function Module<Backend>::define(Napi::Env env) {
  return Module::DefineClass(env, "Module",
                             {Module::template InstanceMethod<&Module::kernel>("kernel"),
                              Module::template InstanceMethod<&Module::symbol>("symbol"),
                              Module::template InstanceMethod<&Module::unload>("unload")});
}

template <typename Backend>
Module<Backend>::Module(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Module>(info), module_(takeState<OnQueue<typename Backend::Module>>(info)) {}

template <typename Backend>
Napi::Value Module<Backend>::kernel(const Napi::CallbackInfo& info) {
  using Native = typename Backend::Kernel;
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected a kernel's symbol.");
  return runOn(
      module_.queue(), info.Env(), {},
      [module = module_.get(info.Env()), symbol = info[0].As<Napi::String>().Utf8Value()] {
        return Backend::kernel(module, symbol);
      },
      [queue = module_.sharedQueue()](Napi::Env env, std::shared_ptr<Native> kernel) -> Napi::Value {
        return construct(Backend::classes(env).kernel, OnQueue<Native>(std::move(kernel), queue));
      });
}

template <typename Backend>
Napi::Value Module<Backend>::symbol(const Napi::CallbackInfo& info) {
  using Memory = typename Backend::Memory;
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected the name of a module's variable.");
  return runOn(
      module_.queue(), info.Env(), {},
      [module = module_.get(info.Env()), name = info[0].As<Napi::String>().Utf8Value()] {
        return Backend::variable(module, name);
      },
      [queue = module_.sharedQueue()](Napi::Env env, std::shared_ptr<Memory> memory) -> Napi::Value {
        return construct(Backend::classes(env).buffer, OnQueue<Memory>(std::move(memory), queue));
      });
}

template <typename Backend>
void Module<Backend>::unload(const Napi::CallbackInfo&) {
  module_.release();
}

template <typename Backend>
Napi::Function Kernel<Backend>::define(Napi::Env env) {
  return Kernel::DefineClass(env, "Kernel",
                             {Kernel::template InstanceAccessor<&Kernel::parameterBytes>("parameterBytes"),
                              Kernel::template InstanceMethod<&Kernel::resources>("resources"),
                              Kernel::template InstanceMethod<&Kernel::free>("free")});
}

template <typename Backend>
Kernel<Backend>::Kernel(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Kernel>(info), kernel_(takeState<OnQueue<Native>>(info)) {}

template <typename Backend>
Kernel<Backend>& Kernel<Backend>::from(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(Backend::classes(env).kernel.Value())) {
    throw Napi::TypeError::New(env, "Expected a kernel that this kind of device loaded.");
  }
  return *Kernel::Unwrap(value.As<Napi::Object>());
}

template <typename Backend>
Napi::Value Kernel<Backend>::parameterBytes(const Napi::CallbackInfo& info) {
  const auto& sizes = kernel_.get(info.Env())->parameterBytes();
  Napi::Array result = Napi::Array::New(info.Env(), sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    result.Set(static_cast<uint32_t>(i), Napi::Number::New(info.Env(), static_cast<double>(sizes[i])));
  }
  return result;
}

template <typename Backend>
void Kernel<Backend>::free(const Napi::CallbackInfo&) {
  kernel_.release();
}

template <typename Backend>
Napi::Value Kernel<Backend>::resources(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "launch");
  return runOn(
      kernel_.queue(), info.Env(), {},
      [kernel = kernel_.get(info.Env()), threads = readSize(options, "threadsPerBlock"),
       shared = readSize(options, "dynamicShared")] { return Backend::resources(*kernel, threads, shared); },
      [](Napi::Env env, Resources found) -> Napi::Value {
        Napi::Object result = Napi::Object::New(env);
        result.Set("registers", numberOrNull(env, found.registers));
        result.Set("staticShared", found.staticShared);
        result.Set("local", found.local);
        result.Set("maxThreadsPerBlock", found.maxThreadsPerBlock);
        result.Set("residentBlocks", numberOrNull(env, found.residentBlocks));
        return result;
      });
}

template class Module<Gpu>;
template class Module<Simulator>;
template class Kernel<Gpu>;
template class Kernel<Simulator>;

}  // namespace warpsmith::bindings
