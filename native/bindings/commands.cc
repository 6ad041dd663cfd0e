#include "bindings/commands.h"

#include <string>
#include <utility>

#include "bindings/buffer.h"
#include "bindings/module.h"
#include "bindings/read.h"
#include "bindings/tensor_map.h"

namespace warpsmith::bindings {

namespace {

void checkRange(Napi::Env env, std::size_t offset, std::size_t bytes, std::size_t size, const char* what) {
  if (offset > size || bytes > size - offset) {
    throw Napi::RangeError::New(env, "Expected " + std::string(what) + " of at least " +
                                         std::to_string(offset + bytes) + " bytes but found " + std::to_string(size) +
                                         ".");
  }
}

std::shared_ptr<cuda::DeviceMemory> readMemory(const Napi::Object& object, const char* field, std::size_t offset,
                                               std::size_t bytes) {
  const auto& memory = Buffer::from(object.Get(field)).memory(object.Env());
  checkRange(object.Env(), offset, bytes, memory->bytes(), "a device buffer");
  return memory;
}

cuda::Dim3 readDim3(const Napi::Object& object, const char* field) {
  const Napi::Array array = readArray(object, field);
  if (array.Length() != 3) {
    throw Napi::TypeError::New(object.Env(), "Expected three sizes for `" + std::string(field) + "`.");
  }
  cuda::Dim3 dims{};
  for (uint32_t i = 0; i < 3; ++i) dims[i] = Napi::Value(array.Get(i)).As<Napi::Number>().Uint32Value();
  return dims;
}

// An argument is { buffer, offset }, { tensorMap, buffer } or { bytes }.
void readArgument(const Napi::Object& argument, cuda::Launch& launch) {
  if (argument.Has("tensorMap")) {
    const auto& memory = Buffer::from(argument.Get("buffer")).memory(argument.Env());
    // The driver looks the address up in the current context.
    const cuda::CurrentContext current(launch.kernel->context());
    const cuda::TensorMap map =
        readTensorMap(readObject(argument, "tensorMap"), launch.kernel->context().driver(), *memory);
    launch.arguments.add(&map, sizeof map);
    launch.arguments.keepAlive(memory);
  } else if (argument.Has("buffer")) {
    const std::size_t offset = readSize(argument, "offset");
    const auto memory = readMemory(argument, "buffer", offset, 0);
    const cuda::DeviceAddress address = memory->address() + offset;
    launch.arguments.add(&address, sizeof address);
    launch.arguments.keepAlive(memory);
  } else {
    const Bytes bytes = readBytes(argument.Get("bytes"), "bytes");
    launch.arguments.add(bytes.data, bytes.size);
  }
}

cuda::Launch readLaunch(const Napi::Object& object) {
  cuda::Launch launch;
  launch.kernel = Kernel::from(object.Get("kernel")).kernel(object.Env());
  launch.grid = readDim3(object, "grid");
  launch.block = readDim3(object, "block");
  if (!object.Get("cluster").IsNull()) launch.cluster = readDim3(object, "cluster");
  launch.sharedBytes = static_cast<unsigned>(readSize(object, "sharedBytes"));
  launch.cooperative = readBoolean(object, "cooperative");
  const Napi::Array arguments = readArray(object, "arguments");
  for (uint32_t i = 0; i < arguments.Length(); ++i) {
    readArgument(asObject(arguments.Get(i), "arguments"), launch);
  }
  cuda::checkArguments(launch);
  return launch;
}

cuda::Command readCommand(const Napi::Object& object, Held& held) {
  const std::string op = readString(object, "op");
  if (op == "launch") return readLaunch(object);
  if (op == "timed") {
    cuda::Timed timed;
    const Napi::Array launches = readArray(object, "launches");
    for (uint32_t i = 0; i < launches.Length(); ++i) {
      timed.launches.push_back(readLaunch(asObject(launches.Get(i), "launches")));
    }
    return timed;
  }
  if (op == "set") {
    const std::size_t offset = readSize(object, "offset");
    const std::size_t bytes = readSize(object, "bytes");
    return cuda::SetBytes{readMemory(object, "buffer", offset, bytes), offset, bytes,
                          static_cast<std::uint8_t>(readSize(object, "value"))};
  }
  if (op == "upload" || op == "download") {
    const std::size_t offset = readSize(object, "offset");
    const Bytes host = readBytes(object.Get("array"), "array");
    held.push_back(Napi::Persistent(object.Get("array").As<Napi::Object>()));
    auto memory = readMemory(object, "buffer", offset, host.size);
    if (op == "upload") return cuda::Upload{std::move(memory), offset, host.data, host.size};
    return cuda::Download{std::move(memory), offset, host.data, host.size};
  }
  if (op == "copy") {
    const std::size_t fromOffset = readSize(object, "fromOffset");
    const std::size_t toOffset = readSize(object, "toOffset");
    const std::size_t bytes = readSize(object, "bytes");
    return cuda::CopyOnDevice{readMemory(object, "from", fromOffset, bytes), fromOffset,
                              readMemory(object, "to", toOffset, bytes), toOffset, bytes};
  }
  throw Napi::TypeError::New(object.Env(),
                             "Expected op to be launch, timed, set, upload, download or copy but found " + op + ".");
}

}  // namespace

std::vector<cuda::Command> readCommands(const Napi::Array& list, Held& held) {
  std::vector<cuda::Command> commands;
  commands.reserve(list.Length());
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::HandleScope scope(list.Env());
    commands.push_back(readCommand(asObject(list.Get(i), "commands"), held));
  }
  return commands;
}

}  // namespace warpsmith::bindings
