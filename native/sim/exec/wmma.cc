#include <memory>

#include "sim/exec/matrix.h"
#include "sim/exec/mma_product.h"
#include "sim/exec/wmma_form.h"

// wmma.mma (PTX ISA, Warp-level Matrix Multiply-and-Accumulate Instruction: wmma.mma).
namespace warpsmith::sim {

namespace {

bool decodeWmmaProduct(Decoder& decoder, Op& op) {
  WmmaForm form;
  if (!readWmmaForm(decoder, form) || form.byColumns.size() != 2) return false;
  auto detail = std::make_unique<MmaDetail>();
  ProductForm& product = detail->form;
  product.m = form.shape.m;
  product.n = form.shape.n;
  product.k = form.shape.k;
  product.satfinite = form.satfinite;
  product.exclusiveOr = form.exclusiveOr;
  // Of f16 only D's and C's types are named.
  const bool halves = form.numbers.size() == 2;
  if (!halves && form.numbers.size() != 4) return false;
  product.d = form.numbers.front();
  product.c = form.numbers.back();
  product.a = halves ? Number::f16 : form.numbers[1];
  product.b = halves ? Number::f16 : form.numbers[2];
  detail->a = wmmaFragmentOfA(form.shape, product.a);
  detail->b = wmmaFragmentOfB(form.shape, product.b);
  detail->c = wmmaFragmentOfC(form.shape, product.c);
  detail->d = wmmaFragmentOfC(form.shape, product.d);
  if (!detail->a || !detail->b || !detail->c || !detail->d) return false;
  if (isFloat(product.a) != isFloat(product.c) || isFloat(product.a) != isFloat(product.d)) return false;
  return decodeProduct(decoder, op, std::move(detail));
}

}  // namespace

bool decodeWmma(Decoder& decoder, Op& op) {
  const std::string_view what = decoder.parts().size() > 1 ? decoder.parts()[1] : std::string_view{};
  if (what == "load") return decodeWmmaLoad(decoder, op);
  if (what == "store") return decodeWmmaStore(decoder, op);
  return what == "mma" && decodeWmmaProduct(decoder, op);
}

}  // namespace warpsmith::sim
