#include "bindings/simulated_device.h"

#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "bindings/buffer.h"
#include "bindings/cancel.h"
#include "bindings/commands.h"
#include "bindings/pin.h"
#include "bindings/promise.h"
#include "bindings/read.h"
#include "bindings/simulated_run.h"

namespace warpsmith::bindings {

namespace {

struct MemoryState {
  std::size_t free;
  std::size_t total;
};

std::size_t readSizeOr(const Napi::Object& object, const char* field, std::size_t otherwise) {
  return object.Get(field).IsUndefined() ? otherwise : readSize(object, field);
}

sim::RunOptions readRunOptions(const Napi::Object& object) {
  sim::RunOptions options;
  options.deadline = std::chrono::milliseconds(readSize(object, "deadlineMs"));
  options.instructionBudget = readSizeOr(object, "instructionBudget", options.instructionBudget);
  if (!object.Get("races").IsUndefined()) options.races = readBoolean(object, "races");
  return options;
}

}  // namespace

Napi::Function SimulatedDevice::define(Napi::Env env) {
  return DefineClass(
      env, "SimulatedDevice",
      {InstanceMethod<&SimulatedDevice::memory>("memory"), InstanceMethod<&SimulatedDevice::allocate>("allocate"),
       InstanceMethod<&SimulatedDevice::pin>("pin"), InstanceMethod<&SimulatedDevice::loadModule>("loadModule"),
       InstanceMethod<&SimulatedDevice::run>("run")});
}

Napi::Value SimulatedDevice::open(const Napi::CallbackInfo& info) {
  const Napi::Object object = asObject(info[0], "options");
  sim::DeviceOptions options;
  options.memoryBytes = readSizeOr(object, "memoryBytes", options.memoryBytes);
  options.workers = static_cast<unsigned>(readSizeOr(object, "workers", options.workers));
  return construct(Environment::of(info.Env()).simulator.device, std::make_shared<sim::Device>(options));
}

SimulatedDevice::SimulatedDevice(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<SimulatedDevice>(info),
      device_(takeState<std::shared_ptr<sim::Device>>(info)),
      queue_(std::make_shared<WorkQueue>()) {}

Napi::Value SimulatedDevice::memory(const Napi::CallbackInfo& info) {
  return runOn(
      *queue_, info.Env(), {}, [device = device_] { return MemoryState{device->memoryFree(), device->memoryTotal()}; },
      [](Napi::Env env, MemoryState state) -> Napi::Value {
        Napi::Object result = Napi::Object::New(env);
        result.Set("free", static_cast<double>(state.free));
        result.Set("total", static_cast<double>(state.total));
        return result;
      });
}

Napi::Value SimulatedDevice::allocate(const Napi::CallbackInfo& info) {
  return runOn(
      *queue_, info.Env(), {},
      [device = device_, bytes = readSize(asObject(info[0], "options"), "bytes")] { return device->allocate(bytes); },
      [queue = queue_](Napi::Env env, std::shared_ptr<sim::Allocation> memory) -> Napi::Value {
        return construct(Environment::of(env).simulator.buffer, OnQueue<sim::Allocation>(std::move(memory), queue));
      });
}

Napi::Value SimulatedDevice::pin(const Napi::CallbackInfo& info) {
  readBytes(info[0], "the array to pin");
  // The host's memory is the simulator's own: there is nothing to lock.
  const auto deferred = Napi::Promise::Deferred::New(info.Env());
  deferred.Resolve(construct(Environment::of(info.Env()).pin,
                             Pin::State{Napi::Persistent(info[0].As<Napi::Object>()), nullptr, queue_}));
  return deferred.Promise();
}

Napi::Value SimulatedDevice::loadModule(const Napi::CallbackInfo& info) {
  const Bytes ptx = readBytes(info[0], "a compiled module");
  return runOn(
      *queue_, info.Env(), {},
      [device = device_, text = std::string(reinterpret_cast<const char*>(ptx.data), ptx.size)]() mutable {
        return device->load(std::move(text));
      },
      [queue = queue_](Napi::Env env, std::shared_ptr<sim::Module> module) -> Napi::Value {
        return construct(Environment::of(env).simulator.module, OnQueue<sim::Module>(std::move(module), queue));
      });
}

Napi::Value SimulatedDevice::run(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  Held held;
  auto commands = std::make_shared<std::vector<sim::Command>>();
  try {
    *commands = readCommands<Simulator>(readArray(options, "commands"), held);
  } catch (const Error& error) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), error));
  }
  static const std::atomic<bool> never{false};
  static_assert(sizeof(std::atomic<bool>) == 1, "the flag is the lowest byte of the script's Int32, which is 0 or 1");
  const auto* flag = reinterpret_cast<const std::atomic<bool>*>(readCancel(options, held));
  return runOn(
      *queue_, info.Env(), std::move(held),
      [device = device_, commands, runOptions = readRunOptions(options), cancel = flag == nullptr ? &never : flag] {
        sim::RunReport report = device->run(*commands, runOptions, *cancel);
        commands->clear();
        return report;
      },
      convertRun);
}

}  // namespace warpsmith::bindings
