#include "nvrtc/header_folders.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <vector>

namespace warpsmith::nvrtc {

namespace {

struct Published {
  std::mutex mutex;
  std::vector<std::string> folders;
};

Published& published() {
  // Never destroyed: a compile that was left behind may still ask while the process ends.
  static Published& it = *new Published;
  return it;
}

std::string nameOf(std::size_t number) { return number == 0 ? "cuda" : "cuda" + std::to_string(number); }

// The parts of an absolute path, "." and ".." resolved; nothing for a relative one and for one that climbs out of "/".
std::optional<std::vector<std::string_view>> partsOf(std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  return parts;
}

}  // namespace

std::string publishFolder(const std::string& folder) {
  Published& all = published();
  const std::lock_guard<std::mutex> lock(all.mutex);
  const auto found = std::find(all.folders.begin(), all.folders.end(), folder);
  const auto number = static_cast<std::size_t>(found - all.folders.begin());
  if (found == all.folders.end()) all.folders.push_back(folder);
  return "/" + nameOf(number);
}

std::optional<std::string> hostPath(const char* path) {
  const auto parts = partsOf(path == nullptr ? "" : path);
  if (!parts || parts->empty()) return std::nullopt;
  Published& all = published();
  const std::lock_guard<std::mutex> lock(all.mutex);
  for (std::size_t i = 0; i < all.folders.size(); ++i) {
    if (parts->front() != nameOf(i)) continue;
    std::string host = all.folders[i];
    for (std::size_t part = 1; part < parts->size(); ++part) host.append("/").append((*parts)[part]);
    return host;
  }
  return std::nullopt;
}

}  // namespace warpsmith::nvrtc
