#pragma once

#include "sim/exec/arithmetic/form.h"
#include "sim/numeric/rounding.h"

namespace warpsmith::sim {
namespace {

// The selector that names a class of numbers.
constexpr Selector named(FloatClass test) {
  switch (test) {
    case FloatClass::finite:
      return Selector::finite;
    case FloatClass::infinite:
      return Selector::infinite;
    case FloatClass::number:
      return Selector::number;
    case FloatClass::notANumber:
      return Selector::notanumber;
    case FloatClass::normal:
      return Selector::normal;
    case FloatClass::subnormal:
      return Selector::subnormal;
  }
  return Selector::none;
}

}  // namespace
}  // namespace warpsmith::sim
