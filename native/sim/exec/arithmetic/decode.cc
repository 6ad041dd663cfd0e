#include "sim/exec/arithmetic/lane_handlers.h"
#include "sim/exec/arithmetic/parse_form.h"
#include "sim/exec/families.h"

namespace warpsmith::sim {

namespace {

unsigned sourceCount(const Entry& entry) {
  unsigned count = 0;
  while (count < 4 && entry.sources[count] != 0) ++count;
  return count;
}

// A result narrower than its register is extended there by cvt as its sign wants; the handlers put zeros above.
bool needsExtension(Decoder& decoder, const Form& form) {
  if (form.operation != Operation::cvt || !isSignedType(form.types[0]) || decoder.operands() == 0) return false;
  return decoder.registerBits(decoder.operand(0)) > typeBits(form.types[0]);
}

bool decodeLoop(Decoder& decoder, const Entry& entry, Op& op) {
  const bool hasTable = entry.form.operation == Operation::lop3;
  const unsigned count = sourceCount(entry);
  if (decoder.operands() != 1 + count + (hasTable ? 1 : 0)) return false;
  if (!decoder.destination(0, entry.result, op.d)) return false;
  Slot fourth = 0;
  Slot* const slots[4] = {&op.a, &op.b, &op.c, &fourth};
  for (unsigned i = 0; i < count; ++i) {
    if (!decoder.source(1 + i, entry.sources[i], *slots[i])) return false;
  }
  op.x = static_cast<std::uint32_t>(fourth);
  if (hasTable) {
    std::int64_t table = 0;
    if (!decoder.literal(decoder.operand(4), table)) return false;
    op.x = static_cast<std::uint32_t>(table) & 0xff;
  }
  op.run = entry.run;
  return true;
}

}  // namespace

bool decodeArithmetic(Decoder& decoder, Op& op) {
  ParsedForm parsed;
  if (!parseForm(decoder, parsed)) return decodeVideo(decoder, op);
  const Form& form = parsed.form;
  op.kind = classOf(form);
  if (form.types[0] == ptx::Type::pred) return decodePredicateLogic(decoder, form, op);
  if (parsed.combination != Combination::none) return decodeCombinedLop3(decoder, parsed, op);
  const bool carries = (form.modifiers & bit(Modifier::cc)) != 0 || form.operation == Operation::addc ||
                       form.operation == Operation::subc || form.operation == Operation::madc;
  if (carries) return decodeCarry(decoder, form, op);
  const Entry* all = findHandler(form);
  const bool ofSpecial = form.operation == Operation::cvt && decoder.operands() == 2 &&
                         decoder.operand(1).kind == ptx::OperandKind::special;
  if (ofSpecial && all && !needsExtension(decoder, form) && decodeSpecialSource(decoder, *all, op)) return true;
  if (all && !needsExtension(decoder, form) && decodeLoop(decoder, *all, op)) return true;
  const Entry* one = findLane(form);
  return one && decodeLaneCall(decoder, *one, op);
}

bool decodeCompare(Decoder& decoder, Op& op) {
  ParsedForm parsed;
  if (!parseForm(decoder, parsed)) return false;
  op.kind = classOf(parsed.form);
  if (parsed.form.operation == Operation::setp) return decodeComparison(decoder, parsed, op);
  return parsed.form.operation == Operation::set && decodeSet(decoder, parsed, op);
}

}  // namespace warpsmith::sim
