#include "bindings/launch.h"

#include <string>
#include <utility>

#include "bindings/memory.h"
#include "bindings/module.h"
#include "bindings/read.h"
#include "bindings/tensor_map.h"

namespace warpsmith::bindings {

namespace {

using Dim3 = std::array<std::uint32_t, 3>;

Dim3 readDim3(const Napi::Object& object, const char* field) {
  const Napi::Array array = readArray(object, field);
  if (array.Length() != 3) {
    throw Napi::TypeError::New(object.Env(), "Expected three sizes for `" + std::string(field) + "`.");
  }
  Dim3 dims{};
  for (uint32_t i = 0; i < 3; ++i) dims[i] = Napi::Value(array.Get(i)).As<Napi::Number>().Uint32Value();
  return dims;
}

void addPointer(cuda::Launch& launch, std::shared_ptr<cuda::DeviceMemory> memory, std::size_t offset) {
  const cuda::DeviceAddress address = memory->address() + offset;
  launch.arguments.add(&address, sizeof address);
  launch.arguments.keepAlive(std::move(memory));
}

void addPointer(sim::Launch& launch, std::shared_ptr<sim::Allocation> memory, std::size_t offset) {
  launch.arguments.emplace_back(sim::PointerArgument{std::move(memory), offset});
}

void addTensorMap(cuda::Launch& launch, const cuda::TensorMapPlan& plan, std::shared_ptr<cuda::DeviceMemory> memory) {
  // The driver looks the address up in the current context.
  const cuda::CurrentContext current(launch.kernel->context());
  const cuda::TensorMap map = cuda::encodeTensorMap(launch.kernel->context().driver(), plan, memory->address());
  launch.arguments.add(&map, sizeof map);
  launch.arguments.keepAlive(std::move(memory));
}

void addTensorMap(sim::Launch& launch, const cuda::TensorMapPlan& plan, std::shared_ptr<sim::Allocation> memory) {
  sim::TensorMap map;
  map.allocation = std::move(memory);
  map.type = static_cast<std::uint32_t>(plan.type);
  map.shape = plan.shape;
  map.stridesBytes = plan.stridesBytes;
  map.box = plan.box;
  map.elementStrides = plan.elementStrides;
  map.interleave = static_cast<std::uint32_t>(plan.interleave);
  map.swizzle = static_cast<std::uint32_t>(plan.swizzle);
  map.l2Promotion = static_cast<std::uint32_t>(plan.l2Promotion);
  map.fill = static_cast<std::uint32_t>(plan.fill);
  launch.arguments.emplace_back(std::move(map));
}

void addBytes(cuda::Launch& launch, const Bytes& bytes) { launch.arguments.add(bytes.data, bytes.size); }

void addBytes(sim::Launch& launch, const Bytes& bytes) {
  launch.arguments.emplace_back(std::vector<std::uint8_t>(bytes.data, bytes.data + bytes.size));
}

// An argument is { buffer, offset }, { tensorMap, buffer } or { bytes }.
template <typename Backend>
void readArgument(const Napi::Object& argument, typename Backend::Launch& launch) {
  if (argument.Has("tensorMap")) {
    auto memory = readMemory<Backend>(argument, "buffer", 0, 0);
    const cuda::TensorMapPlan plan = readTensorMap(readObject(argument, "tensorMap"), memory->bytes());
    addTensorMap(launch, plan, std::move(memory));
  } else if (argument.Has("buffer")) {
    const std::size_t offset = readSize(argument, "offset");
    addPointer(launch, readMemory<Backend>(argument, "buffer", offset, 0), offset);
  } else {
    addBytes(launch, readBytes(argument.Get("bytes"), "bytes"));
  }
}

struct BytesOfArgument {
  std::size_t operator()(const sim::PointerArgument&) const { return sizeof(std::uint64_t); }
  std::size_t operator()(const sim::TensorMap&) const { return sizeof(cuda::TensorMap); }
  std::size_t operator()(const std::vector<std::uint8_t>& bytes) const { return bytes.size(); }
};

void checkArguments(const sim::Launch& launch) {
  const auto& expected = launch.kernel->parameterBytes();
  if (launch.arguments.size() != expected.size()) {
    throw Error("bad-plan", "Expected " + std::to_string(expected.size()) + " kernel arguments but found " +
                                std::to_string(launch.arguments.size()) + ".");
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::size_t found = std::visit(BytesOfArgument{}, launch.arguments[i]);
    if (found != expected[i]) {
      throw Error("bad-plan", "Expected " + std::to_string(expected[i]) + " bytes for kernel argument " +
                                  std::to_string(i) + " but found " + std::to_string(found) + ".");
    }
  }
}

// What a guarded launch may touch; a GPU has no use for it.
void readGuard(const Napi::Object&, cuda::Launch&) {}

void readGuard(const Napi::Object& object, sim::Launch& launch) {
  if (object.Get("guard").IsUndefined()) return;
  launch.guarded = true;
  const Napi::Array guard = readArray(object, "guard");
  for (uint32_t i = 0; i < guard.Length(); ++i) {
    const Napi::Object entry = asObject(guard.Get(i), "guard");
    launch.buffers.push_back(
        {readMemory<Simulator>(entry, "buffer", 0, 0), readString(entry, "name"), readBoolean(entry, "writable")});
  }
}

}  // namespace

template <typename Backend>
typename Backend::Launch readLaunch(const Napi::Object& object) {
  typename Backend::Launch launch;
  launch.kernel = Kernel<Backend>::from(object.Get("kernel")).kernel(object.Env());
  launch.grid = readDim3(object, "grid");
  launch.block = readDim3(object, "block");
  if (!object.Get("cluster").IsNull()) launch.cluster = readDim3(object, "cluster");
  launch.sharedBytes = static_cast<unsigned>(readSize(object, "sharedBytes"));
  launch.cooperative = readBoolean(object, "cooperative");
  const Napi::Array arguments = readArray(object, "arguments");
  for (uint32_t i = 0; i < arguments.Length(); ++i) {
    readArgument<Backend>(asObject(arguments.Get(i), "arguments"), launch);
  }
  checkArguments(launch);
  readGuard(object, launch);
  return launch;
}

template cuda::Launch readLaunch<Gpu>(const Napi::Object& object);
template sim::Launch readLaunch<Simulator>(const Napi::Object& object);

}  // namespace warpsmith::bindings
