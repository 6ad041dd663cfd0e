#pragma once

#include <vector>

#include "sim/exec/matrix_fragment.h"
#include "sim/exec/matrix_operands.h"
#include "sim/exec/matrix_product.h"

namespace warpsmith::sim {

// D = A * B + C of a warp, all in registers: of mma and of wmma.mma.
struct MmaDetail : OpDetail {
  ProductForm form;
  const Fragment* a = nullptr;
  const Fragment* b = nullptr;
  const Fragment* c = nullptr;
  const Fragment* d = nullptr;
  std::vector<Slot> aSlots, bSlots, cSlots, dSlots;
};

// Finds the operands of `detail`, whose form and fragments are set, and finishes the decoding.
bool decodeProduct(Decoder& decoder, Op& op, std::unique_ptr<MmaDetail> detail);

}  // namespace warpsmith::sim
