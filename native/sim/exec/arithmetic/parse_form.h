#pragma once

#include "sim/decoder.h"
#include "sim/exec/arithmetic/form.h"

namespace warpsmith::sim {

// How a comparison or a lop3 is combined with a predicate.
enum class Combination : std::uint8_t { none, conjunction, disjunction, exclusive };

struct ParsedForm {
  Form form;
  Combination combination = Combination::none;
};

// Takes an opcode apart. False when a part of it is no modifier, selector or type that is known here.
bool parseForm(const Decoder& decoder, ParsedForm& parsed);

// What executes a form: null when nothing does.
const Entry* findHandler(const Form& form);
const Entry* findLane(const Form& form);

// What counts the instruction.
OpClass classOf(const Form& form);

}  // namespace warpsmith::sim
