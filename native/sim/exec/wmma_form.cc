#include "sim/exec/wmma_form.h"

namespace warpsmith::sim {

namespace {

bool isShape(const MatrixShape& shape, unsigned m, unsigned n, unsigned k) {
  return shape.m == m && shape.n == n && shape.k == k;
}

bool isMultiplied(const MatrixShape& shape, Number number) {
  switch (number) {
    case Number::f16:
    case Number::bf16:
    case Number::s8:
    case Number::u8:
      return isShape(shape, 16, 16, 16) || isShape(shape, 32, 8, 16) || isShape(shape, 8, 32, 16);
    case Number::tf32:
      return isShape(shape, 16, 16, 8);
    case Number::f64:
      return isShape(shape, 8, 8, 4);
    case Number::s4:
    case Number::u4:
      return isShape(shape, 8, 8, 32);
    case Number::b1:
      return isShape(shape, 8, 8, 128);
    default:
      return false;
  }
}

// Matrices of f16 take 8 registers in every shape, since Volta's did.
unsigned registersOf(Number number) { return number == Number::f16 ? 8 : 0; }

// A GPU computes m8n32k16 as the transposed product, of 32 rows by 8 columns.
bool isTransposed(const MatrixShape& shape) { return shape.m == 8 && shape.n == 32; }

}  // namespace

bool readWmmaForm(Decoder& decoder, WmmaForm& form) {
  for (const std::string_view part : decoder.parts()) {
    const Number number = numberNamed(part);
    if (part == "row" || part == "col") {
      form.byColumns.push_back(part == "col");
    } else if (number != Number::none) {
      form.numbers.push_back(number);
    } else if (part == "satfinite") {
      form.satfinite = true;
    } else if (part == "xor") {
      form.exclusiveOr = true;
    } else if (part == "rz" || part == "rm" || part == "rp") {
      return false;
    } else {
      shapeNamed(part, form.shape);
    }
  }
  return form.shape.m != 0 && form.shape.k != 0;
}

const Fragment* wmmaFragmentOfA(const MatrixShape& shape, Number number) {
  if (!isMultiplied(shape, number)) return nullptr;
  return &fragmentOfA(shape.m, shape.k, bitsOf(number), registersOf(number));
}

const Fragment* wmmaFragmentOfB(const MatrixShape& shape, Number number) {
  if (!isMultiplied(shape, number)) return nullptr;
  if (isTransposed(shape)) return &fragmentOfBLikeA(shape.k, shape.n, bitsOf(number), registersOf(number));
  return &fragmentOfB(shape.k, shape.n, bitsOf(number), registersOf(number));
}

const Fragment* wmmaFragmentOfC(const MatrixShape& shape, Number number) {
  const bool large = isMultiplied(shape, Number::f16) || isMultiplied(shape, Number::tf32);
  const bool small = isMultiplied(shape, Number::s4) || isMultiplied(shape, Number::b1);
  const bool known = number == Number::f64   ? isMultiplied(shape, Number::f64)
                     : number == Number::s32 ? large || small
                                             : large && (number == Number::f16 || number == Number::f32);
  if (!known) return nullptr;
  return isTransposed(shape) ? &transposedFragmentOfC(shape.m, shape.n, bitsOf(number))
                             : &fragmentOfC(shape.m, shape.n, bitsOf(number));
}

}  // namespace warpsmith::sim
