#pragma once

#include <cstdint>

#include "sim/lanes.h"

namespace warpsmith::sim {

class Warp;
struct Op;

// What a handler leaves its warp to do.
enum class Step : std::uint8_t {
  next,     // go on with the instruction after this one
  jumped,   // the handler has set the program counter of the lanes that go on
  wait,     // these lanes can't go on yet: the instruction is run again once something changed
  yielded,  // like next, but others get a turn first (a failed poll)
  gone,     // none of these lanes goes on from here: they exited, diverged or returned
  stop,     // a finding ends the launch
};

using Handler = Step (*)(Warp&, const Op&);

enum class OpClass : std::uint8_t {
  integer,
  bits,
  float16,
  float32,
  float64,
  conversion,
  special,
  matrix,
  load,
  store,
  atomic,
  control,
  synchronisation,
  exchange,
  move,
  count,
};

// Where an operand's 32 lanes lie: at or above 0 a row of the function's frame, below it a constant of the program
// (row -1 - slot). A row is 32 values of 4 bytes; a 64-bit operand takes two rows, a 128-bit one four, 8- and 16-bit
// ones a row of 4-byte values with zeros above.
using Slot = std::int32_t;

// What an instruction needs besides its slots; made once by the decoder, owned by the program.
struct OpDetail {
  virtual ~OpDetail() = default;
};

constexpr std::uint32_t noIndex = 0xffffffffu;

// One decoded instruction. What `x` and `y` mean is the handler's business.
struct Op {
  Handler run = nullptr;
  Slot d = 0;
  Slot a = 0;
  Slot b = 0;
  Slot c = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t guard = noIndex;  // predicate
  bool guardNegated = false;
  bool isBranch = false;  // counted as one also where no lane takes it
  OpClass kind = OpClass::move;
  std::uint32_t instruction = 0;  // of the ptx function
  std::uint32_t id = noIndex;     // of all the program's instructions
  const OpDetail* detail = nullptr;

  template <class Detail>
  const Detail& as() const {
    return static_cast<const Detail&>(*detail);
  }
};

}  // namespace warpsmith::sim
