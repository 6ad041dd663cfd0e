#include <cxxabi.h>
#include <napi.h>

#include <cstdlib>
#include <memory>

#include "bindings/abilities.h"
#include "bindings/buffer.h"
#include "bindings/compiler.h"
#include "bindings/device.h"
#include "bindings/driver.h"
#include "bindings/environment.h"
#include "bindings/generate.h"
#include "bindings/graph.h"
#include "bindings/instrument.h"
#include "bindings/module.h"
#include "bindings/nvml.h"
#include "bindings/pin.h"
#include "bindings/process.h"
#include "bindings/shared_buffer.h"
#include "bindings/simulated_device.h"
#include "opening.h"

namespace warpsmith::bindings {

namespace {

void setErrorClass(const Napi::CallbackInfo& info) {
  if (!info[0].IsFunction()) throw Napi::TypeError::New(info.Env(), "Expected the class of errors.");
  Environment::of(info.Env()).errorClass = Napi::Persistent(info[0].As<Napi::Function>());
}

// The C++ text of an Itanium-ABI symbol, or null when it is none.
Napi::Value demangle(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected a symbol as a string.");
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(info[0].As<Napi::String>().Utf8Value().c_str(), nullptr, nullptr, &status), &std::free);
  if (status != 0 || text == nullptr) return info.Env().Null();
  return Napi::String::New(info.Env(), text.get());
}

template <typename DeviceClass, typename Backend>
DeviceClasses defineClasses(Napi::Env env) {
  return {Napi::Persistent(DeviceClass::define(env)), Napi::Persistent(Buffer<Backend>::define(env)),
          Napi::Persistent(Module<Backend>::define(env)), Napi::Persistent(Kernel<Backend>::define(env))};
}

}  // namespace

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  awaitOpeningsAtEnd();
  auto environment = std::make_unique<Environment>();
  environment->driver = Napi::Persistent(Driver::define(env));
  environment->gpu = defineClasses<Device, Gpu>(env);
  environment->simulator = defineClasses<SimulatedDevice, Simulator>(env);
  environment->graph = Napi::Persistent(Graph::define(env));
  environment->pin = Napi::Persistent(Pin::define(env));
  environment->compiler = Napi::Persistent(Compiler::define(env));
  env.SetInstanceData(environment.release());
  exports.Set("setErrorClass", Napi::Function::New<setErrorClass>(env, "setErrorClass"));
  exports.Set("openDriver", Napi::Function::New<Driver::open>(env, "openDriver"));
  exports.Set("openSimulator", Napi::Function::New<SimulatedDevice::open>(env, "openSimulator"));
  exports.Set("openCompiler", Napi::Function::New<Compiler::open>(env, "openCompiler"));
  exports.Set("demangle", Napi::Function::New<demangle>(env, "demangle"));
  exports.Set("generate", Napi::Function::New<generate>(env, "generate"));
  exports.Set("abilities", Napi::Function::New<abilities>(env, "abilities"));
  exports.Set("instrument", Napi::Function::New<instrument>(env, "instrument"));
  exports.Set("readNvml", Napi::Function::New<readNvml>(env, "readNvml"));
  exports.Set("createShared", Napi::Function::New<createShared>(env, "createShared"));
  exports.Set("openShared", Napi::Function::New<openShared>(env, "openShared"));
  exports.Set("endWithParent", Napi::Function::New<endWithParent>(env, "endWithParent"));
  return exports;
}

}  // namespace warpsmith::bindings

static Napi::Object start(Napi::Env env, Napi::Object exports) { return warpsmith::bindings::initialise(env, exports); }

NODE_API_MODULE(warpsmith, start)
