#pragma once

#include <memory>
#include <string>

#include "ptx/module.h"

namespace warpsmith::ptx {

// What a text may ask for before it is refused. Sizes that a hostile text names (a gigabyte array, a million registers)
// cost nothing until someone allocates them, so only what the parser itself would pay for is limited here.
struct ParseLimits {
  std::size_t textBytes = 64u << 20;
  std::size_t nesting = 64;              // scopes, braces and parentheses inside one another
  std::size_t registers = 1u << 20;      // of one function
  std::size_t initialBytes = 64u << 20;  // of all initial values together
};

// Throws Error("bad-ptx") naming the line, what was expected and what was found.
std::shared_ptr<Module> parse(std::string text, const ParseLimits& limits = {});

}  // namespace warpsmith::ptx
