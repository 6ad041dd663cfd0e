// Comparison operators of set and setp (PTX ISA, Comparisons; Comparison and Selection Instructions).

#pragma once

#include "sim/numeric/narrow.h"

namespace warpsmith::sim {

// lo, ls, hi and hs are lt, le, gt and ge of unsigned operands.
enum class Comparison { eq, ne, lt, le, gt, ge, lo, ls, hi, hs, equ, neu, ltu, leu, gtu, geu, num, nan };

template <Comparison comparison, typename T>
WARPSMITH_LANE bool compareInteger(T a, T b) {
  switch (comparison) {
    case Comparison::eq:
      return a == b;
    case Comparison::ne:
      return a != b;
    case Comparison::lt:
      return a < b;
    case Comparison::le:
      return a <= b;
    case Comparison::gt:
      return a > b;
    case Comparison::ge:
      return a >= b;
    case Comparison::lo:
      return static_cast<UnsignedOf<T>>(a) < static_cast<UnsignedOf<T>>(b);
    case Comparison::ls:
      return static_cast<UnsignedOf<T>>(a) <= static_cast<UnsignedOf<T>>(b);
    case Comparison::hi:
      return static_cast<UnsignedOf<T>>(a) > static_cast<UnsignedOf<T>>(b);
    case Comparison::hs:
      return static_cast<UnsignedOf<T>>(a) >= static_cast<UnsignedOf<T>>(b);
    default:
      return false;
  }
}

// The ordered operators are false of NaN, the ones ending in u true.
template <Comparison comparison, typename T>
WARPSMITH_LANE bool compareFloat(T a, T b) {
  switch (comparison) {
    case Comparison::eq:
      return a == b;
    case Comparison::ne:
      return a < b || a > b;
    case Comparison::lt:
      return a < b;
    case Comparison::le:
      return a <= b;
    case Comparison::gt:
      return a > b;
    case Comparison::ge:
      return a >= b;
    case Comparison::equ:
      return !(a < b || a > b);
    case Comparison::neu:
      return a != b;
    case Comparison::ltu:
      return !(a >= b);
    case Comparison::leu:
      return !(a > b);
    case Comparison::gtu:
      return !(a <= b);
    case Comparison::geu:
      return !(a < b);
    case Comparison::num:
      return a == a && b == b;
    case Comparison::nan:
      return a != a || b != b;
    default:
      return false;
  }
}

template <Comparison comparison, bool ftz = false>
WARPSMITH_LANE bool compareF32(float a, float b) {
  return compareFloat<comparison>(flushIf<ftz>(a), flushIf<ftz>(b));
}

template <Comparison comparison>
WARPSMITH_LANE bool compareF64(double a, double b) {
  return compareFloat<comparison>(a, b);
}

// One half of a packed comparison, too.
template <typename Half, Comparison comparison, bool ftz = false>
WARPSMITH_LANE bool compareHalf(u16 a, u16 b) {
  return compareFloat<comparison>(widen<Half>(flushHalf<Half, ftz>(a)), widen<Half>(flushHalf<Half, ftz>(b)));
}

}  // namespace warpsmith::sim
