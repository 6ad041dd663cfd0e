#pragma once

#include <napi.h>

#include <cstddef>
#include <string>
#include <vector>

namespace warpsmith::bindings {

// Reads plain script values. Each throws a TypeError that names the field, what was expected and what was found.

// A value that has to be an object; `what` is what messages call it.
Napi::Object asObject(const Napi::Value& value, const char* what);

double readNumber(const Napi::Object& object, const char* field);
// A whole number from 0 to 2^53 - 1.
std::size_t readSize(const Napi::Object& object, const char* field);
std::string readString(const Napi::Object& object, const char* field);
std::vector<std::string> readStrings(const Napi::Object& object, const char* field);
bool readBoolean(const Napi::Object& object, const char* field);
Napi::Object readObject(const Napi::Object& object, const char* field);
Napi::Array readArray(const Napi::Object& object, const char* field);

// The bytes behind a typed array, over an ArrayBuffer or a SharedArrayBuffer.
struct Bytes {
  unsigned char* data;
  std::size_t size;
};
Bytes readBytes(const Napi::Value& value, const char* what);

}  // namespace warpsmith::bindings
