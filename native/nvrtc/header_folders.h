#pragma once

#include <optional>
#include <string>

namespace warpsmith::nvrtc {

// The folders whose files the compiler may read, each under a name that says nothing about this machine: no path of the
// host ever reaches the compiler, so that none can come out of it in a log, in __FILE__ or in line information.

// The name of a folder, such as "/cuda"; the same one for the same folder as long as the process lives.
std::string publishFolder(const std::string& folder);

// The host's path of a file in a published folder; nothing for any other path, however it is spelled.
std::optional<std::string> hostPath(const char* path);

}  // namespace warpsmith::nvrtc
