#pragma once

#include "sim/decoder.h"
#include "sim/exec/arithmetic/parse_form.h"

// Decoders of the kinds of handlers; each sets `op` and returns true, or returns false.
namespace warpsmith::sim {

// The destination and sources of one lane's function, called for each active lane.
bool decodeLaneCall(Decoder& decoder, const Entry& entry, Op& op);
// setp: p or p|q, the sources, and the predicate to combine with.
bool decodeComparison(Decoder& decoder, const ParsedForm& parsed, Op& op);
// set: the same, but a register of numbers.
bool decodeSet(Decoder& decoder, const ParsedForm& parsed, Op& op);
// add.cc, addc, madc and the like.
bool decodeCarry(Decoder& decoder, const Form& form, Op& op);
// and.pred and the like.
bool decodePredicateLogic(Decoder& decoder, const Form& form, Op& op);
// lop3.or.b32 d|p, … and the like.
bool decodeCombinedLop3(Decoder& decoder, const ParsedForm& parsed, Op& op);
// cvt of a special register, by a handler of one source.
bool decodeSpecialSource(Decoder& decoder, const Entry& entry, Op& op);
// vadd, vadd2, vmad, …
bool decodeVideo(Decoder& decoder, Op& op);

}  // namespace warpsmith::sim
