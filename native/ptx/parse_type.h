#pragma once

#include <string_view>

#include "ptx/module.h"

namespace warpsmith::ptx {

// Type::other for what is no type of a declaration.
Type typeNamed(std::string_view name);
// Space::none for what is no state space.
Space spaceNamed(std::string_view name);
// 2 for "v2" and so on; 1 for what is no vector.
std::uint32_t vectorNamed(std::string_view name);

}  // namespace warpsmith::ptx
