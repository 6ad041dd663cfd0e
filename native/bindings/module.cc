#include "bindings/module.h"

#include <cstddef>
#include <string>

#include "bindings/promise.h"
#include "bindings/read.h"

namespace warpsmith::bindings {

namespace {

struct Resources {
  int registers;
  int staticShared;
  int local;
  int maxThreadsPerBlock;
  int residentBlocks;
};

}  // namespace

Napi::Function Module::define(Napi::Env env) {
  return DefineClass(env, "Module",
                     {InstanceMethod<&Module::kernel>("kernel"), InstanceMethod<&Module::unload>("unload")});
}

Module::Module(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Module>(info), module_(takeState<OnQueue<cuda::Module>>(info)) {}

Napi::Value Module::kernel(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected a kernel's symbol.");
  return runOn(
      module_.queue(), info.Env(), {},
      [module = module_.get(info.Env()), name = info[0].As<Napi::String>().Utf8Value()] {
        return std::make_shared<cuda::Kernel>(module, name);
      },
      [queue = module_.sharedQueue()](Napi::Env env, std::shared_ptr<cuda::Kernel> kernel) -> Napi::Value {
        return construct(Environment::of(env).kernel, OnQueue<cuda::Kernel>(std::move(kernel), queue));
      });
}

void Module::unload(const Napi::CallbackInfo&) { module_.release(); }

Napi::Function Kernel::define(Napi::Env env) {
  return DefineClass(env, "Kernel",
                     {InstanceAccessor<&Kernel::parameterBytes>("parameterBytes"),
                      InstanceMethod<&Kernel::resources>("resources"), InstanceMethod<&Kernel::free>("free")});
}

Kernel::Kernel(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Kernel>(info), kernel_(takeState<OnQueue<cuda::Kernel>>(info)) {}

Kernel& Kernel::from(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(Environment::of(env).kernel.Value())) {
    throw Napi::TypeError::New(env, "Expected a kernel that the addon made.");
  }
  return *Kernel::Unwrap(value.As<Napi::Object>());
}

Napi::Value Kernel::parameterBytes(const Napi::CallbackInfo& info) {
  const auto& sizes = kernel_.get(info.Env())->parameterBytes();
  Napi::Array result = Napi::Array::New(info.Env(), sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    result.Set(static_cast<uint32_t>(i), Napi::Number::New(info.Env(), static_cast<double>(sizes[i])));
  }
  return result;
}

void Kernel::free(const Napi::CallbackInfo&) { kernel_.release(); }

Napi::Value Kernel::resources(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "launch");
  return runOn(
      kernel_.queue(), info.Env(), {},
      [kernel = kernel_.get(info.Env()), threads = readSize(options, "threadsPerBlock"),
       shared = readSize(options, "dynamicShared")] {
        return Resources{kernel->attribute(cuda::FunctionRegisters), kernel->attribute(cuda::FunctionStaticShared),
                         kernel->attribute(cuda::FunctionLocalBytes),
                         kernel->attribute(cuda::FunctionMaxThreadsPerBlock),
                         kernel->residentBlocks(static_cast<int>(threads), shared)};
      },
      [](Napi::Env env, Resources found) -> Napi::Value {
        Napi::Object result = Napi::Object::New(env);
        result.Set("registers", found.registers);
        result.Set("staticShared", found.staticShared);
        result.Set("local", found.local);
        result.Set("maxThreadsPerBlock", found.maxThreadsPerBlock);
        result.Set("residentBlocks", found.residentBlocks);
        return result;
      });
}

}  // namespace warpsmith::bindings
