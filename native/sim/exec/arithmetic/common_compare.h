// The comparisons that compilers emit all the time: all of integers, f32 and f64.

#pragma once

#include "sim/exec/arithmetic/form_names.h"
#include "sim/numeric/compare.h"

namespace warpsmith::sim {
namespace {

// The selector that names a comparison.
constexpr Selector named(Comparison comparison) {
  switch (comparison) {
    case Comparison::eq:
      return Selector::eq;
    case Comparison::ne:
      return Selector::ne;
    case Comparison::lt:
      return Selector::lt;
    case Comparison::le:
      return Selector::le;
    case Comparison::gt:
      return Selector::gt;
    case Comparison::ge:
      return Selector::ge;
    case Comparison::lo:
      return Selector::below;
    case Comparison::ls:
      return Selector::ls;
    case Comparison::hi:
      return Selector::above;
    case Comparison::hs:
      return Selector::hs;
    case Comparison::equ:
      return Selector::equ;
    case Comparison::neu:
      return Selector::neu;
    case Comparison::ltu:
      return Selector::ltu;
    case Comparison::leu:
      return Selector::leu;
    case Comparison::gtu:
      return Selector::gtu;
    case Comparison::geu:
      return Selector::geu;
    case Comparison::num:
      return Selector::num;
    case Comparison::nan:
      return Selector::isNan;
  }
  return Selector::none;
}

template <typename T, Comparison comparison>
void putIntegerComparison(Registry& registry, Selector alias = Selector::none) {
  constexpr auto function = compareInteger<comparison, T>;
  putComparison<function>(registry, formOf(Operation::setp, named(comparison), 0, Named<T>::type));
  if (alias != Selector::none) putComparison<function>(registry, formOf(Operation::setp, alias, 0, Named<T>::type));
}

template <typename T>
void putOrderedComparisons(Registry& registry) {
  // .lo and its kind are of unsigned numbers only.
  constexpr bool aliased = !isSigned<T>;
  putIntegerComparison<T, Comparison::lt>(registry, aliased ? Selector::below : Selector::none);
  putIntegerComparison<T, Comparison::le>(registry, aliased ? Selector::ls : Selector::none);
  putIntegerComparison<T, Comparison::gt>(registry, aliased ? Selector::above : Selector::none);
  putIntegerComparison<T, Comparison::ge>(registry, aliased ? Selector::hs : Selector::none);
}

template <typename U, Comparison comparison>
void putEquality(Registry& registry) {
  constexpr auto function = compareInteger<comparison, U>;
  constexpr Selector selector = named(comparison);
  putComparison<function>(registry, formOf(Operation::setp, selector, 0, Named<U>::type));
  putComparison<function>(registry, formOf(Operation::setp, selector, 0, Named<U>::bits));
  putComparison<function>(registry, formOf(Operation::setp, selector, 0, Named<SignedOf<U>>::type));
}

template <typename U>
void putIntegerComparisons(Registry& registry) {
  putEquality<U, Comparison::eq>(registry);
  putEquality<U, Comparison::ne>(registry);
  putOrderedComparisons<U>(registry);
  putOrderedComparisons<SignedOf<U>>(registry);
}

template <Comparison comparison>
void putFloatComparison(Registry& registry) {
  constexpr Selector selector = named(comparison);
  putComparison<compareF32<comparison, false>>(registry, formOf(Operation::setp, selector, 0, Type::f32));
  putComparison<compareF32<comparison, true>>(registry,
                                              formOf(Operation::setp, selector, bit(Modifier::ftz), Type::f32));
  putComparison<compareF64<comparison>>(registry, formOf(Operation::setp, selector, 0, Type::f64));
}

template <Comparison... comparisons>
void putFloatComparisonsOf(Registry& registry) {
  (putFloatComparison<comparisons>(registry), ...);
}

void putCommonComparisons(Registry& registry) {
  putIntegerComparisons<u16>(registry);
  putIntegerComparisons<u32>(registry);
  putIntegerComparisons<u64>(registry);
  putFloatComparisonsOf<Comparison::eq, Comparison::ne, Comparison::lt, Comparison::le, Comparison::gt, Comparison::ge,
                        Comparison::equ, Comparison::neu, Comparison::ltu, Comparison::leu, Comparison::gtu,
                        Comparison::geu, Comparison::num, Comparison::nan>(registry);
}

}  // namespace
}  // namespace warpsmith::sim
