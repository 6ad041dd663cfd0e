#include "bindings/buffer.h"

#include "bindings/environment.h"

namespace warpsmith::bindings {

Napi::Function Buffer::define(Napi::Env env) {
  return DefineClass(env, "Buffer",
                     {InstanceAccessor<&Buffer::bytes>("bytes"), InstanceAccessor<&Buffer::address>("address"),
                      InstanceMethod<&Buffer::free>("free")});
}

Buffer::Buffer(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Buffer>(info), memory_(takeState<OnQueue<cuda::DeviceMemory>>(info)) {}

Buffer& Buffer::from(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(Environment::of(env).buffer.Value())) {
    throw Napi::TypeError::New(env, "Expected a device buffer that the addon made.");
  }
  return *Buffer::Unwrap(value.As<Napi::Object>());
}

Napi::Value Buffer::bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(memory_.get(info.Env())->bytes()));
}

Napi::Value Buffer::address(const Napi::CallbackInfo& info) {
  return Napi::BigInt::New(info.Env(), static_cast<uint64_t>(memory_.get(info.Env())->address()));
}

void Buffer::free(const Napi::CallbackInfo&) { memory_.release(); }

Napi::Function Pin::define(Napi::Env env) { return DefineClass(env, "Pin", {InstanceMethod<&Pin::free>("free")}); }

Pin::Pin(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Pin>(info), state_(takeState<State>(info)) {}

void Pin::free(const Napi::CallbackInfo&) {
  if (!state_.memory) return;
  state_.queue->post([memory = std::move(state_.memory)]() mutable { memory.reset(); });
}

}  // namespace warpsmith::bindings
