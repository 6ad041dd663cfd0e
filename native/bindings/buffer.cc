#include "bindings/buffer.h"

#include <string>

#include "bindings/read.h"

namespace warpsmith::bindings {

namespace {

// The simulator keeps a bit for each byte, so that a part's bits must begin with a byte's.
constexpr std::size_t sliceAlignment = 8;

}  // namespace

template <typename Backend>
Napi::Function Buffer<Backend>::define(Napi::Env env) {
  return Buffer::DefineClass(env, "Buffer",
                             {Buffer::template InstanceAccessor<&Buffer::bytes>("bytes"),
                              Buffer::template InstanceAccessor<&Buffer::address>("address"),
                              Buffer::template InstanceMethod<&Buffer::slice>("slice"),
                              Buffer::template InstanceMethod<&Buffer::free>("free")});
}

template <typename Backend>
Buffer<Backend>::Buffer(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Buffer>(info), memory_(takeState<OnQueue<Memory>>(info)) {}

template <typename Backend>
Buffer<Backend>& Buffer<Backend>::from(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(Backend::classes(env).buffer.Value())) {
    throw Napi::TypeError::New(env, "Expected a device buffer that this kind of device made.");
  }
  return *Buffer::Unwrap(value.As<Napi::Object>());
}

template <typename Backend>
Napi::Value Buffer<Backend>::bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(memory_.get(info.Env())->bytes()));
}

template <typename Backend>
Napi::Value Buffer<Backend>::address(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), static_cast<std::uint64_t>(memory_.get(info.Env())->address()));
}

template <typename Backend>
Napi::Value Buffer<Backend>::slice(const Napi::CallbackInfo& info) {
  const Napi::Object part = asObject(info[0], "part");
  const std::size_t offset = readSize(part, "offset");
  const std::size_t bytes = readSize(part, "bytes");
  const auto& whole = memory_.get(info.Env());
  if (offset % sliceAlignment != 0 || offset > whole->bytes() || bytes > whole->bytes() - offset) {
    throw Napi::RangeError::New(info.Env(), "Expected a part of " + std::to_string(whole->bytes()) +
                                                " bytes that begins at a multiple of " +
                                                std::to_string(sliceAlignment) + " but found " + std::to_string(bytes) +
                                                " bytes at " + std::to_string(offset) + ".");
  }
  return construct(Backend::classes(info.Env()).buffer,
                   OnQueue<Memory>(Backend::slice(whole, offset, bytes), memory_.sharedQueue()));
}

template <typename Backend>
void Buffer<Backend>::free(const Napi::CallbackInfo&) {
  memory_.release();
}

template class Buffer<Gpu>;
template class Buffer<Simulator>;

}  // namespace warpsmith::bindings
