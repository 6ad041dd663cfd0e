#pragma once

#include <cstdint>
#include <string>

#include "descriptor.h"

namespace warpsmith {

// Gives a copy of the descriptor to the process of this user that listens at the socket `name`, a name without a file
// (unix(7): abstract), with `id` as 8 bytes in front of it. Throws Error("native") when nobody listens there.
void sendDescriptor(const std::string& name, const Descriptor& descriptor, std::uint64_t id);

}  // namespace warpsmith
