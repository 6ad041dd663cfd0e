#include "nvrtc/library.h"

#include "error.h"

namespace warpsmith::nvrtc {

namespace {

std::vector<DynamicLibrary> openAll(const std::vector<std::string>& paths) {
  std::vector<DynamicLibrary> opened;
  opened.reserve(paths.size());
  for (const std::string& path : paths) opened.emplace_back(path, DynamicLibrary::Scope::Global);
  return opened;
}

}  // namespace

Library::Library(const std::string& path, const std::vector<std::string>& companions)
    : companions_(openAll(companions)), library_(path) {
  std::string missing;
#define WARPSMITH_RESOLVE(member, symbol, ...)                        \
  member = reinterpret_cast<decltype(member)>(library_.find(symbol)); \
  if (member == nullptr) missing += std::string(missing.empty() ? "" : ", ") + (symbol);
  WARPSMITH_NVRTC_FUNCTIONS(WARPSMITH_RESOLVE)
#undef WARPSMITH_RESOLVE
  getErrorString = reinterpret_cast<decltype(getErrorString)>(library_.find("nvrtcGetErrorString"));
  setFlowCallback = reinterpret_cast<decltype(setFlowCallback)>(library_.find("nvrtcSetFlowCallback"));
  if (getErrorString == nullptr) missing += std::string(missing.empty() ? "" : ", ") + "nvrtcGetErrorString";
  if (!missing.empty()) {
    throw Error("no-compiler", "Expected NVRTC 11.1 or later, but " + path + " has no " + missing + ".");
  }
}

void Library::check(Result result, const char* call) const {
  if (result != Success) throw Error("native", std::string(call) + " failed: " + getErrorString(result) + ".");
}

}  // namespace warpsmith::nvrtc
