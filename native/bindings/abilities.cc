#include "bindings/abilities.h"

#include <string>
#include <vector>

#include "abilities/ability.h"
#include "bindings/environment.h"
#include "bindings/promise.h"
#include "bindings/read.h"

namespace warpsmith::bindings {

namespace {

namespace can = warpsmith::abilities;

std::vector<std::uint32_t> readIndices(const Napi::Object& object, const char* field) {
  const Napi::Array array = readArray(object, field);
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    indices.push_back(Napi::Value(array.Get(i)).As<Napi::Number>().Uint32Value());
  }
  return indices;
}

can::Options readOptions(const Napi::Object& object) {
  can::Options options;
  options.alignment = readSize(object, "alignment");
  const Napi::Object kernels = readObject(object, "kernels");
  for (const auto& entry : kernels) {
    const Napi::Object use = asObject(Napi::Value(entry.second), "kernels");
    can::KernelUse& kernel = options.kernels[entry.first.ToString().Utf8Value()];
    kernel.tensors = readIndices(use, "tensors");
    kernel.maps = readIndices(use, "maps");
  }
  return options;
}

Napi::Value convert(Napi::Env env, const std::vector<can::Ability>& found) {
  Napi::Array array = Napi::Array::New(env, found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const can::Ability& ability = found[i];
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", can::nameOf(ability.kind));
    object.Set("kernel", ability.kernel);
    object.Set("file", ability.file);
    object.Set("line", ability.line);
    object.Set("instruction", ability.instruction);
    object.Set("subject", ability.subject);
    object.Set("reaches", ability.reaches);
    object.Set("reachesLine", ability.reachesLine);
    array.Set(static_cast<std::uint32_t>(i), object);
  }
  return array;
}

}  // namespace

Napi::Value abilities(const Napi::CallbackInfo& info) {
  return runOn(
      Environment::of(info.Env()).readers, info.Env(), {},
      [ptx = info[0].ToString().Utf8Value(), options = readOptions(asObject(info[1], "options"))] {
        return can::abilitiesOf(ptx, options);
      },
      [](Napi::Env env, const std::vector<can::Ability>& found) { return convert(env, found); });
}

}  // namespace warpsmith::bindings
