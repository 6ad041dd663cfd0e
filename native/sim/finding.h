#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace warpsmith::sim {

enum class FindingKind : std::uint8_t {
  outOfBounds,
  misaligned,
  writeToInput,
  uninitialisedRead,
  race,
  barrierDivergence,
  budget,
  leftover,
  trap,
  stackOverflow,
  unsupported,
};

// As they stand in verdicts: "out-of-bounds".
const char* nameOf(FindingKind kind);

enum class Access : std::uint8_t { none, read, write, atomic };

using Index3 = std::array<std::uint32_t, 3>;

// One thread of a launch and the source line it stands at.
struct Place {
  Index3 block{};
  Index3 thread{};
  std::string file;        // as .file names it; empty when the PTX has no line information
  std::uint32_t line = 0;  // from 1; 0 when unknown
};

// What a launch did that a right kernel never does.
struct Finding {
  FindingKind kind = FindingKind::unsupported;
  std::string kernel;
  Place at;
  std::string instruction;  // the PTX instruction's opcode
  Access access = Access::none;
  std::string space;        // "global", "shared", "local", "constant", "parameter"; empty when it is no access
  std::string buffer;       // name of the tensor or of the variable that was meant; empty when none can be told
  std::int64_t offset = 0;  // bytes from the start of `buffer`, or of the space; negative before it
  std::uint32_t bytes = 0;  // width of the access
  std::uint64_t bufferBytes = 0;
  // For a race: the earlier access.
  bool hasOther = false;
  Place other;
  Access otherAccess = Access::none;
  std::string message;  // a sentence with what else is known
};

}  // namespace warpsmith::sim
