#pragma once

#include <vector>

#include "sim/exec/matrix_fragment.h"
#include "sim/exec/matrix_operands.h"
#include "sim/exec/matrix_product.h"

namespace warpsmith::sim {

// The modifiers of a wmma instruction.
struct WmmaForm {
  MatrixShape shape;
  std::vector<bool> byColumns;  // layouts: true for col
  std::vector<Number> numbers;  // types, in order
  bool satfinite = false;
  bool exclusiveOr = false;
};
bool readWmmaForm(Decoder& decoder, WmmaForm& form);

// The PTX ISA leaves to the hardware which lane holds what of a wmma matrix. This is how an H100 does it, so that
// kernels that know come out right: as the fragments of the mma instructions that a GPU makes of it. Null for what
// there is not.
const Fragment* wmmaFragmentOfA(const MatrixShape& shape, Number number);
const Fragment* wmmaFragmentOfB(const MatrixShape& shape, Number number);
const Fragment* wmmaFragmentOfC(const MatrixShape& shape, Number number);

bool decodeWmmaLoad(Decoder&, Op&);
bool decodeWmmaStore(Decoder&, Op&);

}  // namespace warpsmith::sim
