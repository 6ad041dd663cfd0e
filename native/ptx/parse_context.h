#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ptx/lexer.h"
#include "ptx/locations.h"
#include "ptx/module.h"
#include "ptx/parser.h"

namespace warpsmith::ptx {

// What all parts of the parser share while one text is read.
struct ParseContext {
  // A name that must turn out to be a variable or function of the module.
  struct Use {
    std::string_view name;
    std::uint32_t line = 0;
  };

  Lexer& lexer;
  Module& module;
  const ParseLimits& limits;
  Locations& locations;
  std::size_t initialBytes = 0;
  std::size_t namesOfRanges = 0;
  std::vector<Use> uses{};
  // Of module scope, by name.
  std::unordered_map<std::string_view, std::uint32_t> variables{};
};

}  // namespace warpsmith::ptx
