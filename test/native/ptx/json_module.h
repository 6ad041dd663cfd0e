#pragma once

#include <string>
#include <string_view>

#include "ptx/module.h"

std::string jsonText(std::string_view text);

// Everything in the module. Without `places`, that of two texts which say the same is equal: no lines of the text, no
// debug sections.
std::string jsonOf(const warpsmith::ptx::Module& module, bool places);
