#include <memory>

#include "sim/exec/matrix.h"
#include "sim/exec/mma_product.h"
#include "sim/numeric/float16.h"

// mma.sync (PTX ISA, Multiply-and-Accumulate Instruction: mma).
namespace warpsmith::sim {

namespace {

// mma.m8n8k4 of f16: four products, one above the other. Since Ampere a GPU makes them of multiply-adds in f32, one
// after the other along K, and adds C at last. (Measured on an H100.)
Step multiplyQuads(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<MmaDetail>();
  const ProductForm& form = detail.form;
  const auto halfAt = [](std::uint32_t code) { return widen<F16>(static_cast<u16>(code)); };
  std::uint32_t a[32 * 4];
  std::uint32_t b[16 * 8];
  std::uint32_t c[32 * 8];
  takeCodes(warp, detail.aSlots, *detail.a, a);
  takeCodes(warp, detail.bSlots, *detail.b, b);
  takeCodes(warp, detail.cSlots, *detail.c, c);
  for (unsigned row = 0; row < 32; ++row) {
    for (unsigned column = 0; column < 8; ++column) {
      std::uint32_t& code = c[row * 8 + column];
      // The product of two f16 is exact.
      const auto product = [&](unsigned i) {
        return halfAt(a[row * 4 + i]) * halfAt(b[(row / 8 * 4 + i) * 8 + column]);
      };
      const float products = ((product(0) + product(1)) + product(2)) + product(3);
      const float sum = products + (form.c == Number::f16 ? halfAt(code) : floatOf(code));
      code = form.d == Number::f16 ? narrow<F16, Rounding::nearestEven>(sum) : bitsOf(canonical(sum));
    }
  }
  putCodes(warp, detail.dSlots, *detail.d, c);
  return Step::next;
}

// Bits along K of the shapes that there are.
bool isShape(const ProductForm& form) {
  const unsigned depth = form.k * bitsOf(form.a);
  if (form.n != 8) return false;
  if (form.a == Number::f64) {
    return (form.m == 8 && form.k == 4) || (form.m == 16 && (form.k == 4 || form.k == 8 || form.k == 16));
  }
  if (form.a == Number::e4m3 || form.a == Number::e5m2) return form.m == 16 && depth == 256;
  if (isFloat(form.a)) return form.m == 16 && (depth == 128 || depth == 256);
  return (form.m == 8 && depth == 128) || (form.m == 16 && (depth == 128 || depth == 256));
}

bool isTyped(const ProductForm& form) {
  const auto half = [](Number number) { return number == Number::f16 || number == Number::f32; };
  const auto quarter = [](Number number) { return number == Number::e4m3 || number == Number::e5m2; };
  switch (form.a) {
    case Number::f16:
      return form.b == form.a && half(form.c) && half(form.d);
    case Number::e4m3:
    case Number::e5m2:
      return quarter(form.b) && half(form.c) && form.c == form.d;
    case Number::bf16:
    case Number::tf32:
      return form.b == form.a && form.c == Number::f32 && form.d == Number::f32;
    case Number::f64:
      return form.b == form.a && form.c == form.a && form.d == form.a;
    case Number::none:
    case Number::f32:
    case Number::s32:
      return false;
    default:
      return isInteger(form.b) && bitsOf(form.a) == bitsOf(form.b) && form.c == Number::s32 && form.d == Number::s32;
  }
}

bool roundingNamed(std::string_view part, Rounding& rounding) {
  if (part == "rn")
    rounding = Rounding::nearestEven;
  else if (part == "rz")
    rounding = Rounding::towardZero;
  else if (part == "rm")
    rounding = Rounding::down;
  else if (part == "rp")
    rounding = Rounding::up;
  else
    return false;
  return true;
}

}  // namespace

bool decodeMma(Decoder& decoder, Op& op) {
  auto detail = std::make_unique<MmaDetail>();
  ProductForm& form = detail->form;
  MatrixShape shape;
  std::vector<Number> numbers;
  std::vector<bool> byColumns;
  bool rounded = false;
  for (std::size_t i = 1; i < decoder.parts().size(); ++i) {
    const std::string_view part = decoder.parts()[i];
    const Number number = numberNamed(part);
    if (part == "row" || part == "col") {
      byColumns.push_back(part == "col");
    } else if (number != Number::none) {
      numbers.push_back(number);
    } else if (part == "satfinite") {
      form.satfinite = true;
    } else if (part == "xor") {
      form.exclusiveOr = true;
    } else if (roundingNamed(part, form.rounding)) {
      rounded = true;
    } else if (part != "sync" && part != "aligned" && part != "and" && part != "popc" && !shapeNamed(part, shape)) {
      return false;
    }
  }
  if (numbers.size() != 4 || byColumns.size() != 2 || (rounded && numbers[0] != Number::f64)) return false;
  form.m = shape.m;
  form.n = shape.n;
  form.k = shape.k;
  form.d = numbers[0];
  form.a = numbers[1];
  form.b = numbers[2];
  form.c = numbers[3];
  if (!isTyped(form)) return false;
  if (form.a == Number::f16 && form.m == 8 && form.n == 8 && form.k == 4) {
    detail->a = &quadFragmentOfA(byColumns[0]);
    detail->b = &quadFragmentOfB(!byColumns[1]);
    detail->c = &quadFragmentOfC(bitsOf(form.c));
    detail->d = &quadFragmentOfC(bitsOf(form.d));
    if (!decodeProduct(decoder, op, std::move(detail))) return false;
    op.run = multiplyQuads;
    return true;
  }
  if (byColumns[0] || !byColumns[1] || !isShape(form)) return false;
  detail->a = &fragmentOfA(form.m, form.k, bitsOf(form.a));
  detail->b = &fragmentOfB(form.k, form.n, bitsOf(form.b));
  detail->c = &fragmentOfC(form.m, form.n, bitsOf(form.c));
  detail->d = &fragmentOfC(form.m, form.n, bitsOf(form.d));
  return decodeProduct(decoder, op, std::move(detail));
}

}  // namespace warpsmith::sim
