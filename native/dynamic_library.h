#pragma once

#include <string>

namespace warpsmith {

// A shared library opened at run time and closed with the object. Throws Error("native") with the loader's own words.
class DynamicLibrary {
 public:
  enum class Scope { Local, Global };

  explicit DynamicLibrary(const std::string& path, Scope scope = Scope::Local);
  ~DynamicLibrary();
  DynamicLibrary(DynamicLibrary&& other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
  DynamicLibrary(const DynamicLibrary&) = delete;
  DynamicLibrary& operator=(const DynamicLibrary&) = delete;
  DynamicLibrary& operator=(DynamicLibrary&&) = delete;

  // The address of a symbol, or null when the library has none of that name.
  void* find(const char* symbol) const noexcept;
  // The loader's own handle.
  void* handle() const noexcept { return handle_; }

 private:
  void* handle_;
};

}  // namespace warpsmith
