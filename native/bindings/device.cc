#include "bindings/device.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "bindings/buffer.h"
#include "bindings/commands.h"
#include "bindings/graph.h"
#include "bindings/launch.h"
#include "bindings/memory.h"
#include "bindings/module.h"
#include "bindings/pin.h"
#include "bindings/promise.h"
#include "bindings/read.h"
#include "cuda/assemble.h"
#include "cuda/guarded_memory.h"
#include "send_descriptor.h"

namespace warpsmith::bindings {

namespace {

struct MemoryState {
  std::size_t free = 0;
  std::size_t total = 0;
};

Napi::Value convertElapsed(Napi::Env env, const std::vector<double>& elapsed) {
  Napi::Array result = Napi::Array::New(env, elapsed.size());
  for (std::size_t i = 0; i < elapsed.size(); ++i) {
    result.Set(static_cast<uint32_t>(i), Napi::Number::New(env, elapsed[i]));
  }
  return result;
}

}  // namespace

Napi::Function Device::define(Napi::Env env) {
  return DefineClass(env, "Device",
                     {InstanceAccessor<&Device::lost>("lost"), InstanceAccessor<&Device::holds>("holds"),
                      InstanceMethod<&Device::memory>("memory"), InstanceMethod<&Device::allocate>("allocate"),
                      InstanceMethod<&Device::pin>("pin"), InstanceMethod<&Device::loadModule>("loadModule"),
                      InstanceMethod<&Device::graph>("graph"), InstanceMethod<&Device::run>("run"),
                      InstanceMethod<&Device::repeat>("repeat"), InstanceMethod<&Device::poke>("poke"),
                      InstanceMethod<&Device::sharedPlace>("sharedPlace"), InstanceMethod<&Device::share>("share"),
                      InstanceAccessor<&Device::busyMs>("busyMs"), InstanceMethod<&Device::assemble>("assemble")});
}

Device::Device(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Device>(info),
      device_(takeState<std::shared_ptr<cuda::Device>>(info)),
      queue_(std::make_shared<WorkQueue>()),
      assemblers_(coreThreads()) {}

Napi::Value Device::lost(const Napi::CallbackInfo& info) {
  if (!device_->context()->lost()) return info.Env().Null();
  return Napi::String::New(info.Env(), device_->context()->lostReason());
}

Napi::Value Device::holds(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), device_->holds()); }

Napi::Value Device::busyMs(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), device_->busyMs()); }

Napi::Value Device::memory(const Napi::CallbackInfo& info) {
  return runOn(
      *queue_, info.Env(), {},
      [context = device_->context()] {
        const cuda::CurrentContext current(*context);
        MemoryState state;
        context->driver().check(context->driver().memGetInfo(&state.free, &state.total), "cuMemGetInfo");
        return state;
      },
      [](Napi::Env env, MemoryState state) -> Napi::Value {
        Napi::Object result = Napi::Object::New(env);
        result.Set("free", static_cast<double>(state.free));
        result.Set("total", static_cast<double>(state.total));
        return result;
      });
}

Napi::Value Device::allocate(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  const bool guarded = !options.Get("guarded").IsUndefined() && readBoolean(options, "guarded");
  return runOn(
      *queue_, info.Env(), {},
      [context = device_->context(), bytes = readSize(options, "bytes"),
       guarded]() -> std::shared_ptr<cuda::DeviceMemory> {
        if (guarded) return std::make_shared<cuda::GuardedMemory>(context, bytes);
        return std::make_shared<cuda::AllocatedMemory>(context, bytes);
      },
      [queue = queue_](Napi::Env env, std::shared_ptr<cuda::DeviceMemory> memory) -> Napi::Value {
        return construct(Environment::of(env).gpu.buffer, OnQueue<cuda::DeviceMemory>(std::move(memory), queue));
      });
}

Napi::Value Device::pin(const Napi::CallbackInfo& info) {
  const Bytes bytes = readBytes(info[0], "the array to pin");
  // Held twice: while the work runs, and by the pin afterwards.
  auto array = std::make_shared<Napi::ObjectReference>(Napi::Persistent(info[0].As<Napi::Object>()));
  return runOn(
      *queue_, info.Env(), {},
      [context = device_->context(), bytes] {
        return std::make_shared<cuda::PinnedMemory>(context, bytes.data, bytes.size);
      },
      [queue = queue_, array](Napi::Env env, std::shared_ptr<cuda::PinnedMemory> memory) -> Napi::Value {
        return construct(Environment::of(env).pin, Pin::State{std::move(*array), std::move(memory), queue});
      });
}

Napi::Value Device::loadModule(const Napi::CallbackInfo& info) {
  const Bytes image = readBytes(info[0], "a compiled module");
  return runOn(
      aside_, info.Env(), {},
      [context = device_->context(), copy = std::vector<unsigned char>(image.data, image.data + image.size)] {
        return std::make_shared<cuda::Module>(context, copy);
      },
      [queue = queue_](Napi::Env env, std::shared_ptr<cuda::Module> module) -> Napi::Value {
        return construct(Environment::of(env).gpu.module, OnQueue<cuda::Module>(std::move(module), queue));
      });
}

Napi::Value Device::assemble(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected PTX as a string.");
  return runOn(
      assemblers_, info.Env(), {},
      [context = device_->context(), ptx = info[0].As<Napi::String>().Utf8Value()] {
        return cuda::assemble(*context, ptx);
      },
      [](Napi::Env env, const std::vector<unsigned char>& cubin) -> Napi::Value {
        return Napi::Buffer<unsigned char>::Copy(env, cubin.data(), cubin.size());
      });
}

Napi::Value Device::graph(const Napi::CallbackInfo& info) {
  const Napi::Array list = readArray(asObject(info[0], "options"), "launches");
  auto launches = std::make_shared<std::vector<cuda::Launch>>();
  try {
    for (uint32_t i = 0; i < list.Length(); ++i) {
      launches->push_back(readLaunch<Gpu>(asObject(list.Get(i), "launches")));
    }
  } catch (const Error& error) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), error));
  }
  return runOn(
      *queue_, info.Env(), {},
      [context = device_->context(), launches] { return std::make_shared<cuda::Graph>(context, std::move(*launches)); },
      [queue = queue_](Napi::Env env, std::shared_ptr<cuda::Graph> graph) -> Napi::Value {
        return construct(Environment::of(env).graph, OnQueue<cuda::Graph>(std::move(graph), queue));
      });
}

Napi::Value Device::run(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  Held held;
  auto commands = std::make_shared<std::vector<cuda::Command>>();
  try {
    *commands = readCommands<Gpu>(readArray(options, "commands"), held);
  } catch (const Error& error) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), error));
  }
  const std::chrono::milliseconds deadline(readSize(options, "deadlineMs"));
  return runOn(
      *queue_, info.Env(), std::move(held),
      [device = device_, commands, deadline, hold = readBoolean(options, "hold")] {
        std::vector<double> elapsed = device->run(*commands, deadline, hold);
        commands->clear();
        return elapsed;
      },
      convertElapsed);
}

Napi::Value Device::repeat(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  const Napi::Array list = readArray(options, "batches");
  if (list.Length() == 0) throw Napi::RangeError::New(info.Env(), "Expected at least one batch for `batches`.");
  Held held;
  auto repeated = std::make_shared<cuda::Repeated>();
  repeated->first = readSize(options, "first");
  repeated->runs = readSize(options, "runs");
  repeated->resetsRounds = readBoolean(options, "resetsRounds");
  try {
    for (uint32_t i = 0; i < list.Length(); ++i) {
      repeated->batches.push_back(readCommands<Gpu>(readArray(asObject(list.Get(i), "batches"), "commands"), held));
    }
  } catch (const Error& error) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), error));
  }
  const std::chrono::milliseconds deadline(readSize(options, "deadlineMs"));
  return runOn(
      *queue_, info.Env(), std::move(held),
      [device = device_, repeated, deadline, hold = readBoolean(options, "hold")] {
        std::vector<double> elapsed = device->repeat(*repeated, deadline, hold);
        repeated->batches.clear();
        return elapsed;
      },
      convertElapsed);
}

Napi::Value Device::poke(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  const std::size_t offset = readSize(options, "offset");
  auto memory = readMemory<Gpu>(options, "buffer", offset, sizeof(std::uint32_t));
  return runOn(
      aside_, info.Env(), {},
      [device = device_, memory = std::move(memory), offset,
       value = static_cast<std::uint32_t>(readSize(options, "value"))] {
        device->poke(*memory, offset, value);
        return true;
      },
      [](Napi::Env env, bool) -> Napi::Value { return env.Undefined(); });
}

Napi::Value Device::sharedPlace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  try {
    const cuda::SharedPlace place = Buffer<Gpu>::from(info[0]).memory(env)->sharedPlace();
    Napi::Object result = Napi::Object::New(env);
    result.Set("id", static_cast<double>(place.id));
    result.Set("bytes", static_cast<double>(place.bytes));
    result.Set("offset", static_cast<double>(place.offset));
    return result;
  } catch (const Error& error) {
    throw Napi::Error(env, toJavaScript(env, error));
  }
}

Napi::Value Device::share(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  return runOn(
      *queue_, info.Env(), {},
      [memory = readMemory<Gpu>(options, "buffer", 0, 0), socket = readString(options, "socket")] {
        sendDescriptor(socket, memory->exported(), memory->sharedPlace().id);
        return true;
      },
      [](Napi::Env env, bool) -> Napi::Value { return env.Undefined(); });
}

}  // namespace warpsmith::bindings
