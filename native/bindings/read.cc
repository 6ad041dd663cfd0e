#include "bindings/read.h"

#include <array>
#include <cmath>

namespace warpsmith::bindings {

namespace {

std::string textOf(const Napi::Value& value) {
  // What has no text of its own would throw an error about that instead of ours.
  if (value.IsSymbol() || value.IsObject()) return value.IsSymbol() ? "a symbol" : "an object of another kind";
  return value.ToString().Utf8Value();
}

[[noreturn]] void refuse(const Napi::Value& found, const char* field, const char* expected) {
  throw Napi::TypeError::New(
      found.Env(), std::string("Expected ") + expected + " for `" + field + "` but found " + textOf(found) + ".");
}

std::size_t bytesPerElement(napi_typedarray_type type) {
  constexpr std::array<std::size_t, 11> sizes{1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  return sizes.at(static_cast<std::size_t>(type));
}

}  // namespace

Napi::Object asObject(const Napi::Value& value, const char* what) {
  if (!value.IsObject()) refuse(value, what, "an object");
  return value.As<Napi::Object>();
}

double readNumber(const Napi::Object& object, const char* field) {
  const Napi::Value value = object.Get(field);
  if (!value.IsNumber()) refuse(value, field, "a number");
  return value.As<Napi::Number>().DoubleValue();
}

std::size_t readSize(const Napi::Object& object, const char* field) {
  const double value = readNumber(object, field);
  if (!(value >= 0) || value > 9007199254740991.0 || std::floor(value) != value) {
    refuse(object.Get(field), field, "a whole number from 0");
  }
  return static_cast<std::size_t>(value);
}

std::string readString(const Napi::Object& object, const char* field) {
  const Napi::Value value = object.Get(field);
  if (!value.IsString()) refuse(value, field, "a string");
  return value.As<Napi::String>().Utf8Value();
}

std::vector<std::string> readStrings(const Napi::Object& object, const char* field) {
  const Napi::Array array = readArray(object, field);
  std::vector<std::string> strings;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::Value value = array.Get(i);
    if (!value.IsString()) refuse(value, field, "an array of strings");
    strings.push_back(value.As<Napi::String>().Utf8Value());
  }
  return strings;
}

bool readBoolean(const Napi::Object& object, const char* field) {
  const Napi::Value value = object.Get(field);
  if (!value.IsBoolean()) refuse(value, field, "a boolean");
  return value.As<Napi::Boolean>().Value();
}

Napi::Object readObject(const Napi::Object& object, const char* field) { return asObject(object.Get(field), field); }

Napi::Array readArray(const Napi::Object& object, const char* field) {
  const Napi::Value value = object.Get(field);
  if (!value.IsArray()) refuse(value, field, "an array");
  return value.As<Napi::Array>();
}

Bytes readBytes(const Napi::Value& value, const char* what) {
  if (!value.IsTypedArray()) refuse(value, what, "a typed array");
  napi_typedarray_type type = napi_uint8_array;
  std::size_t length = 0;
  void* data = nullptr;
  // node-addon-api's own accessor asks for the ArrayBuffer, which a SharedArrayBuffer is not.
  if (napi_get_typedarray_info(value.Env(), value, &type, &length, &data, nullptr, nullptr) != napi_ok) {
    refuse(value, what, "a readable typed array");
  }
  return {static_cast<unsigned char*>(data), length * bytesPerElement(type)};
}

}  // namespace warpsmith::bindings
