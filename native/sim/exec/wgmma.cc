#include <algorithm>
#include <cstring>
#include <memory>

#include "sim/block.h"
#include "sim/exec/families.h"
#include "sim/exec/matrix_fragment.h"
#include "sim/exec/matrix_operands.h"
#include "sim/exec/matrix_product.h"
#include "sim/exec/wgmma_descriptor.h"
#include "sim/grid.h"
#include "sim/report.h"

// wgmma (PTX ISA, Asynchronous Warpgroup Level Matrix Instructions). Warp w of a warpgroup makes rows 16w to 16w + 15
// of D from the same rows of A and all of B: each warp does its part when it comes to the instruction, at once.
namespace warpsmith::sim {

namespace {

constexpr unsigned warpsOfGroup = 4;
constexpr unsigned rowsOfWarp = 16;

struct WgmmaDetail : OpDetail {
  ProductForm form;
  const Fragment* a = nullptr;  // null: A lies in shared memory too
  const Fragment* d = nullptr;
  std::vector<Slot> aSlots, dSlots;
  Slot aDescriptor = 0;
  Slot bDescriptor = 0;
  std::uint32_t keeps = noIndex;  // scale-d: whether D's old value is added
  bool keepsNegated = false;
  bool transposedA = false;
  bool transposedB = false;
};

// Reads `rows` (of M or N) by `columns` (of K) elements; element (r, c) goes to codes[r * rowStep + c * columnStep].
struct TileRead {
  MatrixDescriptor descriptor;
  unsigned firstRow;
  unsigned rows;
  unsigned columns;
  unsigned bytes;
  bool transposed;
  unsigned rowStep;
  unsigned columnStep;
};

template <class Element>
void spread(const std::uint8_t* from, unsigned count, std::uint32_t* codes, unsigned step) {
  for (unsigned i = 0; i < count; ++i) {
    Element element;
    std::memcpy(&element, from + i * sizeof element, sizeof element);
    codes[std::size_t(i) * step] = element;
  }
}

// Every warp of a group reads all of B. Each checks a quarter of it, for speed.
bool readTile(Warp& warp, const Op& op, const TileRead& tile, bool shared, std::uint32_t* codes) {
  const unsigned unit = 16 / tile.bytes;
  const unsigned lines = tile.transposed ? tile.columns : tile.rows;
  const unsigned chunks = (tile.transposed ? tile.rows : tile.columns) / unit;
  const std::uint32_t memory = warp.block.sharedBytes;
  for (unsigned line = 0; line < lines; ++line) {
    const bool checks = !shared || (line / 2) % warpsOfGroup == warp.index % warpsOfGroup;
    for (unsigned chunk = 0; chunk < chunks; ++chunk) {
      const unsigned row = tile.transposed ? chunk * unit : line;
      const unsigned column = tile.transposed ? line : chunk * unit;
      const std::uint32_t address = tile.descriptor.addressOf(tile.firstRow + row, column, tile.bytes, tile.transposed);
      const std::uint8_t* from = warp.block.shared + address;
      if (checks || address + 16 > memory) {
        from = reachShared(warp, op, (line * chunks + chunk) % warpSize, address, 16, {});
        if (!from) return false;
      }
      std::uint32_t* to = codes + std::size_t(row) * tile.rowStep + std::size_t(column) * tile.columnStep;
      const unsigned step = tile.transposed ? tile.rowStep : tile.columnStep;
      if (tile.bytes == 1) {
        spread<std::uint8_t>(from, unit, to, step);
      } else if (tile.bytes == 2) {
        spread<std::uint16_t>(from, unit, to, step);
      } else {
        spread<std::uint32_t>(from, unit, to, step);
      }
    }
  }
  return true;
}

Step multiplyGroup(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<WgmmaDetail>();
  const ProductForm& form = detail.form;
  const auto first = static_cast<unsigned>(__builtin_ctz(warp.active));
  const unsigned bytes = bitsOf(form.a) / 8;
  Tiles& tiles = tilesOfThread();
  tiles.fit(form);
  if (detail.a) {
    takeCodes(warp, detail.aSlots, *detail.a, tiles.a.data());
  } else {
    const TileRead a{MatrixDescriptor(warp.in64(detail.aDescriptor)[first]),
                     warp.index % warpsOfGroup * rowsOfWarp,
                     rowsOfWarp,
                     form.k,
                     bytes,
                     detail.transposedA,
                     form.k,
                     1};
    if (!readTile(warp, op, a, false, tiles.a.data())) return Step::stop;
  }
  const TileRead b{
      MatrixDescriptor(warp.in64(detail.bDescriptor)[first]), 0, form.n, form.k, bytes, detail.transposedB, 1, form.n};
  if (!readTile(warp, op, b, true, tiles.b.data())) return Step::stop;
  bool keeps = !detail.keepsNegated;
  if (detail.keeps != noIndex) keeps = ((warp.predicate(detail.keeps) >> first & 1) != 0) != detail.keepsNegated;
  if (keeps) {
    takeCodes(warp, detail.dSlots, *detail.d, tiles.c.data());
  } else {
    std::fill(tiles.c.begin(), tiles.c.begin() + detail.d->size(), 0u);
  }
  multiply(form, tiles);
  warp.block.extraWork += form.m * form.n * form.k / 256;
  putCodes(warp, detail.dSlots, *detail.d, tiles.c.data());
  return warp.block.grid.stopped() ? Step::stop : Step::next;
}

Step nothing(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  return gatherWarp(warp, op, lanes) ? Step::next : Step::wait;
}

// Behind it every lane knows that the group has read its matrices: not only those that stood for the reads above.
Step waitGroup(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  if (warp.block.grid.strict && warp.block.grid.races) warp.block.clock.barrierOfLanes(warp.index, lanes, warp.live);
  return Step::next;
}

bool isTyped(const ProductForm& form) {
  const auto quarter = [](Number number) { return number == Number::e4m3 || number == Number::e5m2; };
  const auto byte = [](Number number) { return number == Number::s8 || number == Number::u8; };
  const bool half = form.d == Number::f16 || form.d == Number::f32;
  switch (form.a) {
    case Number::f16:
      return form.b == form.a && half && form.k == 16;
    case Number::bf16:
      return form.b == form.a && form.d == Number::f32 && form.k == 16;
    case Number::tf32:
      return form.b == form.a && form.d == Number::f32 && form.k == 8;
    case Number::e4m3:
    case Number::e5m2:
      return quarter(form.b) && half && form.k == 32;
    case Number::s8:
    case Number::u8:
      return byte(form.b) && form.d == Number::s32 && form.k == 32;
    default:
      return false;
  }
}

// imm-scale: 1, or -1 to negate.
bool readScale(const Decoder& decoder, std::size_t operand, bool& negated) {
  std::int64_t value = 0;
  if (operand >= decoder.operands() || !decoder.literal(decoder.operand(operand), value)) return false;
  negated = value == -1;
  return value == 1 || value == -1;
}

bool readTransposed(const Decoder& decoder, std::size_t operand, bool& transposed) {
  std::int64_t value = 0;
  if (operand >= decoder.operands() || !decoder.literal(decoder.operand(operand), value)) return false;
  transposed = value == 1;
  return value == 0 || value == 1;
}

// d, a, b, scale-d, then of floats imm-scale-a and -b, and of 16-bit ones imm-trans-a (of A in memory) and -b.
bool readOperands(Decoder& decoder, WgmmaDetail& detail) {
  ProductForm& form = detail.form;
  if (decoder.operands() < 4) return false;
  detail.d = &fragmentOfC(form.m, form.n, bitsOf(form.d));
  if (!vectorDestinations(decoder, decoder.operand(0), 32, detail.d->registers, detail.dSlots)) return false;
  if (decoder.operand(1).kind == ptx::OperandKind::vector) {
    detail.a = &fragmentOfA(form.m, form.k, bitsOf(form.a));
    if (!vectorSources(decoder, decoder.operand(1), 32, detail.a->registers, detail.aSlots)) return false;
  } else if (!decoder.source(1, 64, detail.aDescriptor)) {
    return false;
  }
  if (!decoder.source(2, 64, detail.bDescriptor)) return false;
  if (!decoder.condition(decoder.operand(3), detail.keeps, detail.keepsNegated)) return false;
  std::size_t next = 4;
  if (isFloat(form.a)) {
    if (!readScale(decoder, next, form.negateA) || !readScale(decoder, next + 1, form.negateB)) return false;
    next += 2;
  }
  if (bitsOf(form.a) == 16) {
    if (!detail.a && !readTransposed(decoder, next++, detail.transposedA)) return false;
    if (!readTransposed(decoder, next++, detail.transposedB)) return false;
  }
  return next == decoder.operands();
}

bool decodeProduct(Decoder& decoder, Op& op) {
  auto detail = std::make_unique<WgmmaDetail>();
  ProductForm& form = detail->form;
  MatrixShape shape;
  std::vector<Number> numbers;
  for (std::size_t i = 2; i < decoder.parts().size(); ++i) {
    const std::string_view part = decoder.parts()[i];
    const Number number = numberNamed(part);
    if (number != Number::none) {
      numbers.push_back(number);
    } else if (part == "satfinite") {
      form.satfinite = true;
    } else if (part != "sync" && part != "aligned" && !shapeNamed(part, shape)) {
      return false;
    }
  }
  if (numbers.size() != 3 || shape.m != rowsOfWarp * warpsOfGroup || shape.n % 8 != 0 || shape.n > 256) return false;
  form.m = rowsOfWarp;
  form.n = shape.n;
  form.k = shape.k;
  form.d = form.c = numbers[0];
  form.a = numbers[1];
  form.b = numbers[2];
  if (!isTyped(form) || !readOperands(decoder, *detail)) return false;
  chooseNumerics(form, true);
  decoder.program().noteAccess(true, false, 16);
  op.kind = OpClass::matrix;
  op.run = multiplyGroup;
  op.detail = decoder.keep(std::move(detail));
  return true;
}

}  // namespace

bool decodeWarpgroup(Decoder& decoder, Op& op) {
  const std::string_view what = decoder.parts().size() > 1 ? decoder.parts()[1] : std::string_view{};
  if (what == "mma_async") return decodeProduct(decoder, op);
  op.kind = OpClass::synchronisation;
  if (what == "fence" || what == "commit_group") op.run = nothing;
  if (what == "wait_group") op.run = waitGroup;
  return op.run != nullptr;
}

}  // namespace warpsmith::sim
