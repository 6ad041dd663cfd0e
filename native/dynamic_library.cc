#include "dynamic_library.h"

#include <dlfcn.h>

#include "error.h"
#include "opening.h"

namespace warpsmith {

DynamicLibrary::DynamicLibrary(const std::string& path, Scope scope) : handle_(nullptr) {
  const Opening opening;
  handle_ = dlopen(path.c_str(), RTLD_NOW | (scope == Scope::Global ? RTLD_GLOBAL : RTLD_LOCAL));
  if (handle_ == nullptr) {
    const char* reason = dlerror();
    throw Error("native", reason != nullptr ? reason : "The loader could not open " + path + ".");
  }
}

DynamicLibrary::~DynamicLibrary() {
  if (handle_ != nullptr) dlclose(handle_);
}

void* DynamicLibrary::find(const char* symbol) const noexcept { return dlsym(handle_, symbol); }

}  // namespace warpsmith
