#include "bindings/buffer.h"

namespace warpsmith::bindings {

template <typename Backend>
Napi::Function Buffer<Backend>::define(Napi::Env env) {
  return Buffer::DefineClass(env, "Buffer",
                             {Buffer::template InstanceAccessor<&Buffer::bytes>("bytes"),
                              Buffer::template InstanceAccessor<&Buffer::address>("address"),
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
void Buffer<Backend>::free(const Napi::CallbackInfo&) {
  memory_.release();
}

template class Buffer<Gpu>;
template class Buffer<Simulator>;

}  // namespace warpsmith::bindings
