#include "bindings/shared_buffer.h"

#include <memory>
#include <utility>

#include "bindings/environment.h"
#include "bindings/read.h"
#include "shared_memory.h"

namespace warpsmith::bindings {

namespace {

// An ArrayBuffer over the memory, which it owns.
Napi::ArrayBuffer wrap(Napi::Env env, SharedMemory shared) {
  auto memory = std::make_unique<SharedMemory>(std::move(shared));
  void* const data = memory->data();
  const std::size_t bytes = memory->bytes();
  SharedMemory* const owned = memory.get();
  Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, data, bytes, [owned](Napi::Env, void*) { delete owned; });
  memory.release();
  return buffer;
}

// At least one byte: a mapping of none is refused by the system with words that help nobody.
std::size_t readBytesWanted(const Napi::Object& options) {
  const std::size_t bytes = readSize(options, "bytes");
  if (bytes == 0) throw Napi::RangeError::New(options.Env(), "Expected at least 1 byte to share but found 0.");
  return bytes;
}

}  // namespace

Napi::Value createShared(const Napi::CallbackInfo& info) {
  const std::size_t bytes = readBytesWanted(asObject(info[0], "options"));
  try {
    SharedMemory memory = SharedMemory::create(bytes);
    Napi::Object result = Napi::Object::New(info.Env());
    result.Set("descriptor", memory.descriptor());
    result.Set("buffer", wrap(info.Env(), std::move(memory)));
    return result;
  } catch (const Error& error) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), error));
  }
}

Napi::Value openShared(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  const std::string path = readString(options, "path");
  const std::size_t bytes = readBytesWanted(options);
  try {
    return wrap(info.Env(), SharedMemory::open(path, bytes));
  } catch (const Error& error) {
    throw Napi::Error(info.Env(), toJavaScript(info.Env(), error));
  }
}

}  // namespace warpsmith::bindings
