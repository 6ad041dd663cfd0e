#include "bindings/commands.h"

#include <string>
#include <type_traits>
#include <utility>

#include "bindings/graph.h"
#include "bindings/launch.h"
#include "bindings/memory.h"
#include "bindings/read.h"

namespace warpsmith::bindings {

namespace {

cuda::Command readTimed(const Napi::Object& object) {
  cuda::Timed timed;
  if (object.Has("graph")) {
    timed.graph = Graph::from(object.Get("graph")).graph(object.Env());
    return timed;
  }
  const Napi::Array launches = readArray(object, "launches");
  for (uint32_t i = 0; i < launches.Length(); ++i) {
    timed.launches.push_back(readLaunch<Gpu>(asObject(launches.Get(i), "launches")));
  }
  return timed;
}

// What is set: a byte, or a word that begins again every four bytes.
std::uint32_t readWord(const Napi::Object& object) {
  const auto value = static_cast<std::uint32_t>(readSize(object, "value"));
  const bool isWord = !object.Get("word").IsUndefined() && readBoolean(object, "word");
  return isWord ? value : 0x01010101u * (value & 0xffu);
}

template <typename Backend>
typename Backend::Command readSet(const Napi::Object& object) {
  const std::size_t offset = readSize(object, "offset");
  const std::size_t bytes = readSize(object, "bytes");
  typename Backend::SetBytes set{readMemory<Backend>(object, "buffer", offset, bytes), offset, bytes, readWord(object)};
  if constexpr (std::is_same_v<Backend, Simulator>) {
    if (!object.Get("poison").IsUndefined()) set.poison = readBoolean(object, "poison");
  }
  return set;
}

template <typename Backend>
typename Backend::Command readTransfer(const Napi::Object& object, bool upload, Held& held) {
  const std::size_t offset = readSize(object, "offset");
  const Bytes host = readBytes(object.Get("array"), "array");
  held.push_back(Napi::Persistent(object.Get("array").As<Napi::Object>()));
  auto memory = readMemory<Backend>(object, "buffer", offset, host.size);
  if (upload) return typename Backend::Upload{std::move(memory), offset, host.data, host.size};
  return typename Backend::Download{std::move(memory), offset, host.data, host.size};
}

template <typename Backend>
typename Backend::Command readCopy(const Napi::Object& object) {
  const std::size_t fromOffset = readSize(object, "fromOffset");
  const std::size_t toOffset = readSize(object, "toOffset");
  const std::size_t bytes = readSize(object, "bytes");
  return typename Backend::CopyOnDevice{readMemory<Backend>(object, "from", fromOffset, bytes), fromOffset,
                                        readMemory<Backend>(object, "to", toOffset, bytes), toOffset, bytes};
}

template <typename Backend>
typename Backend::Command readCommand(const Napi::Object& object, Held& held) {
  const std::string op = readString(object, "op");
  if (op == "launch") return readLaunch<Backend>(object);
  if (op == "set") return readSet<Backend>(object);
  if (op == "upload" || op == "download") return readTransfer<Backend>(object, op == "upload", held);
  if (op == "copy") return readCopy<Backend>(object);
  const char* known = "launch, set, upload, download or copy";
  if constexpr (std::is_same_v<Backend, Gpu>) {
    if (op == "timed") return readTimed(object);
    known = "launch, timed, set, upload, download or copy";
  }
  throw Napi::TypeError::New(object.Env(), "Expected op to be " + std::string(known) + " but found " + op + ".");
}

}  // namespace

template <typename Backend>
std::vector<typename Backend::Command> readCommands(const Napi::Array& list, Held& held) {
  std::vector<typename Backend::Command> commands;
  commands.reserve(list.Length());
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::HandleScope scope(list.Env());
    commands.push_back(readCommand<Backend>(asObject(list.Get(i), "commands"), held));
  }
  return commands;
}

template std::vector<cuda::Command> readCommands<Gpu>(const Napi::Array& list, Held& held);
template std::vector<sim::Command> readCommands<Simulator>(const Napi::Array& list, Held& held);

}  // namespace warpsmith::bindings
