#include <memory>

#include "sim/exec/arithmetic/lane_handlers.h"
#include "sim/exec/special_register.h"
#include "sim/warp.h"

namespace warpsmith::sim {

namespace {

// Reads a special register into the row that nobody reads, and converts it from there.
struct ReadAndConvert : OpDetail {
  Op read;
  Op convert;
};

Step run(Warp& warp, const Op& op) {
  const auto& detail = op.as<ReadAndConvert>();
  detail.read.run(warp, detail.read);
  return detail.convert.run(warp, detail.convert);
}

}  // namespace

bool decodeSpecialSource(Decoder& decoder, const Entry& entry, Op& op) {
  auto detail = std::make_unique<ReadAndConvert>();
  const unsigned bits = entry.sources[0];
  Slot between = 0;
  // An operand `_`.
  if (decoder.operands() != 2 || !decoder.destination(ptx::Operand(), bits, between)) return false;
  if (bits < 32 || !decodeSpecialRegister(decoder.operand(1).text, bits, detail->read)) return false;
  detail->read.d = between;
  detail->convert.run = entry.run;
  detail->convert.a = between;
  if (!decoder.destination(0, entry.result, detail->convert.d)) return false;
  op.run = run;
  op.detail = decoder.keep(std::move(detail));
  return true;
}

}  // namespace warpsmith::sim
