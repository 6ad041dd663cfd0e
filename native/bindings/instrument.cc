#include "bindings/instrument.h"

#include <string>
#include <utility>

#include "bindings/environment.h"
#include "bindings/promise.h"
#include "bindings/read.h"
#include "instrument/instrument.h"

namespace warpsmith::bindings {

namespace {

const char* nameOf(instrument::Access access) {
  switch (access) {
    case instrument::Access::read:
      return "read";
    case instrument::Access::write:
      return "write";
    case instrument::Access::atomic:
      return "atomic";
  }
  return "read";
}

const char* nameOf(instrument::Window window) {
  switch (window) {
    case instrument::Window::generic:
      return "";
    case instrument::Window::global:
      return "global";
    case instrument::Window::shared:
    case instrument::Window::cluster:
      return "shared";
    case instrument::Window::local:
      return "local";
    case instrument::Window::constant:
      return "constant";
    case instrument::Window::parameter:
      return "parameter";
  }
  return "";
}

Napi::Value numberOrNull(Napi::Env env, bool isNumber, double number) {
  return isNumber ? Napi::Value(Napi::Number::New(env, number)) : env.Null();
}

Napi::Object toObject(Napi::Env env, const instrument::Bound& bound) {
  const bool ofKernel = bound.parameter != instrument::noParameter;
  Napi::Object object = Napi::Object::New(env);
  object.Set("kernel", bound.kernel);
  object.Set("parameter", numberOrNull(env, ofKernel, bound.parameter));
  object.Set("range", numberOrNull(env, !ofKernel, bound.range));
  object.Set("kind", instrument::nameOf(bound.kind));
  object.Set("first", static_cast<double>(bound.first));
  object.Set("bytes", static_cast<double>(bound.bytes));
  object.Set("writes", bound.writes);
  return object;
}

Napi::Object toObject(Napi::Env env, const instrument::Site& site) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("kind", instrument::nameOf(site.kind));
  object.Set("kernel", site.kernel);
  object.Set("file", site.file);
  object.Set("line", site.line);
  object.Set("instruction", site.instruction);
  object.Set("access", site.isAccess ? nameOf(site.access) : "none");
  object.Set("space", nameOf(site.window));
  object.Set("bytes", site.bytes);
  object.Set("alignment", site.alignment);
  object.Set("parameter", numberOrNull(env, site.parameter != instrument::noParameter, site.parameter));
  object.Set("symbol", site.symbol);
  object.Set("symbolBytes", static_cast<double>(site.symbolBytes));
  object.Set("message", site.message);
  return object;
}

template <typename Item>
Napi::Array toArray(Napi::Env env, const std::vector<Item>& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (std::size_t i = 0; i < items.size(); ++i) array.Set(static_cast<uint32_t>(i), toObject(env, items[i]));
  return array;
}

Napi::Value convert(Napi::Env env, const instrument::Instrumented& found) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("ptx", found.ptx);
  object.Set("bounds", toArray(env, found.bounds));
  object.Set("sites", toArray(env, found.sites));
  Napi::Array unchecked = Napi::Array::New(env, found.unchecked.size());
  for (std::size_t i = 0; i < found.unchecked.size(); ++i) unchecked.Set(static_cast<uint32_t>(i), found.unchecked[i]);
  object.Set("unchecked", unchecked);
  object.Set("boundsBytes", static_cast<double>(found.boundsBytes));
  object.Set("reportBytes", static_cast<double>(found.reportBytes));
  return object;
}

instrument::Options readOptions(const Napi::Object& object) {
  instrument::Options options;
  options.mode = readString(object, "mode") == "precise" ? instrument::Mode::precise : instrument::Mode::screen;
  options.ranges = static_cast<std::uint32_t>(readSize(object, "ranges"));
  const Napi::Object kernels = readObject(object, "kernels");
  for (const auto& entry : kernels) {
    const Napi::Object use = asObject(Napi::Value(entry.second), "kernels");
    instrument::KernelUse& kernel = options.kernels[entry.first.ToString().Utf8Value()];
    kernel.threads = static_cast<std::uint32_t>(readSize(use, "threads"));
    kernel.clusterBlocks = static_cast<std::uint32_t>(readSize(use, "clusterBlocks"));
    kernel.dynamicShared = readSize(use, "dynamicShared");
    const Napi::Array tensors = readArray(use, "tensors");
    for (uint32_t i = 0; i < tensors.Length(); ++i) {
      kernel.tensors.push_back(Napi::Value(tensors.Get(i)).As<Napi::Number>().Uint32Value());
    }
  }
  return options;
}

}  // namespace

Napi::Value instrument(const Napi::CallbackInfo& info) {
  return runOn(
      Environment::of(info.Env()).readers, info.Env(), {},
      [ptx = info[0].ToString().Utf8Value(), options = readOptions(asObject(info[1], "options"))] {
        return warpsmith::instrument::instrument(ptx, options);
      },
      [](Napi::Env env, const instrument::Instrumented& found) { return convert(env, found); });
}

}  // namespace warpsmith::bindings
