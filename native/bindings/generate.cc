#include "bindings/generate.h"

#include <cstdint>
#include <string>

#include "bindings/read.h"
#include "device/generator.h"

namespace warpsmith::bindings {

namespace {

template <typename T>
void make(const Bytes& out, const device::Fill& fill, device::u64 stream, device::u64 seed) {
  T* elements = reinterpret_cast<T*>(out.data);
  const std::size_t count = out.size / sizeof(T);
  for (std::size_t pair = 0; pair < (count + 1) / 2; ++pair) {
    T first;
    T second;
    device::pairOf(fill, pair, stream, seed, first, second);
    elements[2 * pair] = first;
    if (2 * pair + 1 < count) elements[2 * pair + 1] = second;
  }
}

}  // namespace

void generate(const Napi::CallbackInfo& info) {
  const Bytes out = readBytes(info[0], "the array to fill");
  const Napi::Object plan = asObject(info[1], "plan");
  device::Fill fill{};
  fill.kind = static_cast<int>(readSize(plan, "kind"));
  fill.a = readNumber(plan, "a");
  fill.b = readNumber(plan, "b");
  fill.low = static_cast<long long>(readNumber(plan, "low"));
  fill.span = static_cast<device::u64>(readSize(plan, "span"));
  fill.share = static_cast<device::u32>(readSize(plan, "share"));
  const Napi::Array values = readArray(plan, "values");
  if (values.Length() > device::Fill::mostValues) {
    throw Napi::TypeError::New(info.Env(),
                               "Expected at most 8 values but found " + std::to_string(values.Length()) + ".");
  }
  fill.count = static_cast<int>(values.Length());
  for (std::uint32_t i = 0; i < values.Length(); ++i) {
    const Napi::Value value = values.Get(i);
    if (!value.IsNumber()) throw Napi::TypeError::New(info.Env(), "Expected numbers as the values of a mixture.");
    fill.values[i] = value.As<Napi::Number>().DoubleValue();
  }
  const auto stream = static_cast<device::u64>(readSize(plan, "stream"));
  const auto seed = static_cast<device::u64>(readSize(plan, "seed"));
  const std::string dtype = readString(plan, "dtype");
  if (dtype == "f64") {
    make<double>(out, fill, stream, seed);
  } else if (dtype == "f32") {
    make<float>(out, fill, stream, seed);
  } else if (dtype == "f16") {
    make<device::F16>(out, fill, stream, seed);
  } else if (dtype == "bf16") {
    make<device::Bf16>(out, fill, stream, seed);
  } else if (dtype == "i64") {
    make<std::int64_t>(out, fill, stream, seed);
  } else if (dtype == "i32") {
    make<std::int32_t>(out, fill, stream, seed);
  } else if (dtype == "i8") {
    make<std::int8_t>(out, fill, stream, seed);
  } else if (dtype == "u8") {
    make<std::uint8_t>(out, fill, stream, seed);
  } else if (dtype == "bool") {
    make<device::Bool>(out, fill, stream, seed);
  } else {
    throw Napi::TypeError::New(info.Env(), "Expected a dtype but found " + dtype + ".");
  }
}

}  // namespace warpsmith::bindings
