#pragma once

#include <cstdint>
#include <vector>

#include "sim/exec/matrix_number.h"
#include "sim/numeric/rounding.h"

namespace warpsmith::sim {

// What D = A * B + C is computed as.
struct ProductForm {
  unsigned m = 0;
  unsigned n = 0;  // a multiple of 8
  unsigned k = 0;
  Number a = Number::none;
  Number b = Number::none;
  Number c = Number::none;  // f16, f32, s32, f64
  Number d = Number::none;
  bool satfinite = false;
  bool exclusiveOr = false;  // of b1: .xor.popc rather than .and.popc
  bool negateA = false;
  bool negateB = false;
  Rounding rounding = Rounding::nearestEven;  // of f64
  unsigned block = 0;                         // elements along K that are summed before rounding
  unsigned fractionBits = 0;                  // that a term keeps, below the greatest term's exponent
};

// Tiles of codes, row by row: A is m x k, B k x n, C and D m x n. One for each host thread, reused.
struct Tiles {
  std::vector<std::uint32_t> a;
  std::vector<std::uint32_t> b;
  std::vector<std::uint32_t> c;
  void fit(const ProductForm& form);
};
Tiles& tilesOfThread();

// Sets how the tensor cores of an H100 sum the types of `form`. `asynchronous`: for wgmma.
void chooseNumerics(ProductForm& form, bool asynchronous);

// C becomes D. Of all types but f64.
void multiply(const ProductForm& form, Tiles& tiles);
void multiplyDoubles(const ProductForm& form, const double* a, const double* b, double* c);

}  // namespace warpsmith::sim
