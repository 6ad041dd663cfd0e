#include "sim/exec/mma_product.h"

#include <algorithm>
#include <memory>

#include "sim/numeric/float16.h"

namespace warpsmith::sim {

namespace {

// Hopper has no mma.sync of 8-bit floats. A GPU widens them to f16 and multiplies in two steps: first the lower halves
// of all registers, which is every other pair along K, then the upper ones.
void orderAsWidened(const ProductForm& form, Tiles& tiles) {
  std::uint32_t line[32];
  const auto placeOf = [](unsigned i) { return i / 4 * 2 + i % 2 + (i % 4 >= 2 ? 16 : 0); };
  for (unsigned row = 0; row < form.m; ++row) {
    std::uint32_t* codes = tiles.a.data() + std::size_t(row) * 32;
    for (unsigned i = 0; i < 32; ++i) line[placeOf(i)] = codes[i];
    std::copy(line, line + 32, codes);
  }
  for (unsigned column = 0; column < form.n; ++column) {
    std::uint32_t* codes = tiles.b.data() + column;
    for (unsigned i = 0; i < 32; ++i) line[placeOf(i)] = codes[std::size_t(i) * form.n];
    for (unsigned i = 0; i < 32; ++i) codes[std::size_t(i) * form.n] = line[i];
  }
}

// C is added at last, by an instruction of its own. (Measured on an H100.)
void multiplyWidened(const ProductForm& form, Tiles& tiles) {
  orderAsWidened(form, tiles);
  std::uint32_t own[16 * 8];
  std::copy(tiles.c.begin(), tiles.c.begin() + 16 * 8, own);
  std::fill(tiles.c.begin(), tiles.c.end(), 0u);
  multiply(form, tiles);
  for (unsigned i = 0; i < 16 * 8; ++i) {
    std::uint32_t& code = tiles.c[i];
    if (form.d == Number::f16) {
      code = addHalf<F16>(static_cast<u16>(code), static_cast<u16>(own[i]));
    } else {
      code = bitsOf(canonical(floatOf(code) + floatOf(own[i])));
    }
  }
}

Step multiplyWarp(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<MmaDetail>();
  Tiles& tiles = tilesOfThread();
  tiles.fit(detail.form);
  takeCodes(warp, detail.aSlots, *detail.a, tiles.a.data());
  takeCodes(warp, detail.bSlots, *detail.b, tiles.b.data());
  takeCodes(warp, detail.cSlots, *detail.c, tiles.c.data());
  if (isFloat(detail.form.a) && bitsOf(detail.form.a) == 8) {
    multiplyWidened(detail.form, tiles);
  } else {
    multiply(detail.form, tiles);
  }
  putCodes(warp, detail.dSlots, *detail.d, tiles.c.data());
  return Step::next;
}

Step multiplyWarpDoubles(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<MmaDetail>();
  double a[16 * 16];
  double b[16 * 8];
  double c[16 * 8];
  takeDoubles(warp, detail.aSlots, *detail.a, a);
  takeDoubles(warp, detail.bSlots, *detail.b, b);
  takeDoubles(warp, detail.cSlots, *detail.c, c);
  multiplyDoubles(detail.form, a, b, c);
  putDoubles(warp, detail.dSlots, *detail.d, c);
  return Step::next;
}

}  // namespace

bool decodeProduct(Decoder& decoder, Op& op, std::unique_ptr<MmaDetail> detail) {
  MmaDetail& x = *detail;
  if (decoder.operands() != 4) return false;
  if (!vectorDestinations(decoder, decoder.operand(0), x.d->registerBits(), x.d->registers, x.dSlots)) return false;
  if (!vectorSources(decoder, decoder.operand(1), x.a->registerBits(), x.a->registers, x.aSlots)) return false;
  if (!vectorSources(decoder, decoder.operand(2), x.b->registerBits(), x.b->registers, x.bSlots)) return false;
  if (!vectorSources(decoder, decoder.operand(3), x.c->registerBits(), x.c->registers, x.cSlots)) return false;
  op.run = x.form.a == Number::f64 ? multiplyWarpDoubles : multiplyWarp;
  chooseNumerics(x.form, false);
  op.kind = OpClass::matrix;
  op.detail = decoder.keep(std::move(detail));
  return true;
}

}  // namespace warpsmith::sim
