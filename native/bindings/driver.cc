#include "bindings/driver.h"

#include "bindings/device.h"
#include "bindings/promise.h"
#include "bindings/wrap.h"
#include "cuda/device_facts.h"

namespace warpsmith::bindings {

namespace {

using DriverPointer = std::shared_ptr<const cuda::Driver>;

int readOrdinal(const Napi::CallbackInfo& info) {
  if (!info[0].IsNumber()) throw Napi::TypeError::New(info.Env(), "Expected a device's ordinal, a number from 0.");
  return info[0].As<Napi::Number>().Int32Value();
}

}  // namespace

Napi::Function Driver::define(Napi::Env env) {
  return DefineClass(
      env, "Driver",
      {InstanceAccessor<&Driver::cudaVersion>("cudaVersion"), InstanceAccessor<&Driver::deviceCount>("deviceCount"),
       InstanceMethod<&Driver::facts>("facts"), InstanceMethod<&Driver::openDevice>("openDevice")});
}

Napi::Value Driver::open(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected the path of the CUDA driver's library.");
  return runOn(
      Environment::of(info.Env()).opener, info.Env(), {},
      [path = info[0].As<Napi::String>().Utf8Value()] {
        // The driver outlives every environment: closing its library while a context is open is not supported.
        static std::mutex mutex;
        static DriverPointer opened;
        const std::lock_guard<std::mutex> lock(mutex);
        if (!opened) opened = std::make_shared<const cuda::Driver>(path);
        return opened;
      },
      [](Napi::Env env, DriverPointer driver) -> Napi::Value {
        return construct(Environment::of(env).driver, std::move(driver));
      });
}

Driver::Driver(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Driver>(info), driver_(takeState<DriverPointer>(info)) {}

Napi::Value Driver::cudaVersion(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), driver_->version());
}

Napi::Value Driver::deviceCount(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), driver_->deviceCount());
}

Napi::Value Driver::facts(const Napi::CallbackInfo& info) {
  cuda::DeviceFacts facts;
  try {
    facts = cuda::readDeviceFacts(*driver_, readOrdinal(info));
  } catch (const Error& error) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), error));
  }
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("ordinal", facts.ordinal);
  result.Set("name", facts.name);
  result.Set("pciBusId", facts.pciBusId);
  result.Set("uuid", facts.uuid);
  result.Set("computeMajor", facts.computeMajor);
  result.Set("computeMinor", facts.computeMinor);
  result.Set("multiprocessors", facts.multiprocessors);
  result.Set("clockKhz", facts.clockKhz);
  result.Set("memoryClockKhz", facts.memoryClockKhz);
  result.Set("memoryBusBits", facts.memoryBusBits);
  result.Set("l2Bytes", facts.l2Bytes);
  result.Set("maxThreadsPerBlock", facts.maxThreadsPerBlock);
  result.Set("maxThreadsPerMultiprocessor", facts.maxThreadsPerMultiprocessor);
  result.Set("maxSharedPerBlock", facts.maxSharedPerBlock);
  result.Set("maxSharedPerMultiprocessor", facts.maxSharedPerMultiprocessor);
  result.Set("maxRegistersPerBlock", facts.maxRegistersPerBlock);
  result.Set("totalMemory", static_cast<double>(facts.totalMemory));
  result.Set("cudaVersion", facts.cudaVersion);
  return result;
}

Napi::Value Driver::openDevice(const Napi::CallbackInfo& info) {
  return runOn(
      Environment::of(info.Env()).opener, info.Env(), {},
      [driver = driver_, ordinal = readOrdinal(info)] { return std::make_shared<cuda::Device>(driver, ordinal); },
      [](Napi::Env env, std::shared_ptr<cuda::Device> device) -> Napi::Value {
        return construct(Environment::of(env).gpu.device, std::move(device));
      });
}

}  // namespace warpsmith::bindings
