#pragma once

#include <cstdint>
#include <string>

#include "instrument/touch.h"

namespace warpsmith::instrument {

// Why a thread left its kernel.
enum class SiteKind : std::uint8_t {
  suspicion,      // of a screen: some access of a group may be wrong
  access,         // an access that is not allowed
  coordinate,     // a copy by a tensor map whose innermost coordinate is at no multiple of 16 bytes
  deadline,       // still in a loop when the launch's time was over
  barrier,        // still at a barrier when the launch's time was over
  trap,           // trap, brkpt
  assertion,      // a failed assert
  heap,           // malloc, free
  stackOverflow,  // no room for the frame of the function that would have been called
  call,           // a pointer to no function, or a jump beyond its table
};

// As the script knows them: "stack-overflow".
const char* nameOf(SiteKind kind);

constexpr std::uint32_t noParameter = 0xffffffffu;

// A place at which a thread may leave.
struct Site {
  SiteKind kind = SiteKind::suspicion;
  std::string kernel;  // symbol of the function it stands in
  std::string file;    // as .file names it; empty without line information
  std::uint32_t line = 0;
  std::string instruction;
  Access access = Access::read;
  bool isAccess = false;
  Window window = Window::generic;
  std::uint32_t bytes = 0;  // 0: the record says how many
  std::uint32_t alignment = 1;
  std::uint32_t parameter = noParameter;  // the kernel's, which the address comes from
  std::string symbol;                     // or the variable
  std::uint64_t symbolBytes = 0;
  std::string message;
};

enum class BoundKind : std::uint8_t {
  access,  // the first right address, and how many there are
  map,     // of a parameter that is a tensor map: the bytes of its box, and 1 if its tensor may be written
  form,    // of such a parameter: the bits that are 0 in an innermost coordinate, and the map's form (tensor_copies.cc)
  stack,   // the lowest address of local memory that a thread has, and the end of it; 0: not known
};

// As the script knows them.
const char* nameOf(BoundKind kind);

// One entry of `warpsmith_bounds`: two numbers for a check.
struct Bound {
  std::string kernel;       // symbol
  std::uint32_t parameter;  // noParameter: of the launch's buffer number `range`
  std::uint32_t range;
  std::int64_t first;   // from the address that is compared to the first byte that is touched
  std::uint64_t bytes;  // from the first to the last byte that is touched
  bool writes;
  BoundKind kind = BoundKind::access;
};

}  // namespace warpsmith::instrument
