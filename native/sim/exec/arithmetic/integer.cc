// Integer arithmetic of single lanes.

#include "sim/exec/arithmetic/common_integer.h"
#include "sim/exec/arithmetic/lane_call.h"

namespace warpsmith::sim {

namespace {

template <typename T>
void putDivision(Registry& registry) {
  constexpr Type type = Named<T>::type;
  putEach<divInt<T>>(registry, Operation::div, 0, type);
  putEach<remInt<T>>(registry, Operation::rem, 0, type);
  putEach<sad<T>>(registry, Operation::sad, 0, type);
}

template <typename T, bool high>
void put24(Registry& registry) {
  constexpr Modifiers half = bit(high ? Modifier::hi : Modifier::lo);
  putEach<mul24<T, high>>(registry, Operation::mul24, half, Named<T>::type);
  putEach<mad24<T, high>>(registry, Operation::mad24, half, Named<T>::type);
}

// .relu
WARPSMITH_LANE s32 minClamped(s32 a, s32 b) { return reluInt(minInt(a, b)); }
WARPSMITH_LANE s32 maxClamped(s32 a, s32 b) { return reluInt(maxInt(a, b)); }

void putPacked(Registry& registry) {
  constexpr Modifiers relu = bit(Modifier::relu);
  constexpr Modifiers asUnsigned = bit(Modifier::u16x2);
  constexpr Modifiers asSigned = bit(Modifier::s16x2);
  // The list of ptx::Type has no .u16x2 and .s16x2; they are modifiers here.
  put<add16x2>(registry, formOf(Operation::add, asUnsigned));
  put<add16x2>(registry, formOf(Operation::add, asSigned));
  put<min16x2<u16>>(registry, formOf(Operation::min, asUnsigned));
  put<min16x2<s16>>(registry, formOf(Operation::min, asSigned));
  put<min16x2<s16, true>>(registry, formOf(Operation::min, asSigned | relu));
  put<max16x2<u16>>(registry, formOf(Operation::max, asUnsigned));
  put<max16x2<s16>>(registry, formOf(Operation::max, asSigned));
  put<max16x2<s16, true>>(registry, formOf(Operation::max, asSigned | relu));
}

template <typename A, typename B>
void putDots(Registry& registry) {
  const auto word = [](bool isSignedWord) { return isSignedWord ? Type::s32 : Type::u32; };
  const Type a = word(isSigned<A>);
  const Type b = word(isSigned<B>);
  put<dp2a<A, B, false>>(registry, formOf(Operation::dp2a, bit(Modifier::lo), a, b));
  put<dp2a<A, B, true>>(registry, formOf(Operation::dp2a, bit(Modifier::hi), a, b));
}

}  // namespace

void putIntegerLanes(Registry& registry) {
  putCommonIntegers(registry);
  putDivision<u16>(registry);
  putDivision<s16>(registry);
  putDivision<u32>(registry);
  putDivision<s32>(registry);
  putDivision<u64>(registry);
  putDivision<s64>(registry);
  put24<u32, false>(registry);
  put24<u32, true>(registry);
  put24<s32, false>(registry);
  put24<s32, true>(registry);
  constexpr Modifiers high = bit(Modifier::hi) | bit(Modifier::sat);
  putEach<madHiSaturated>(registry, Operation::mad, high, Type::s32);
  putEach<mad24HiSaturated>(registry, Operation::mad24, high, Type::s32);
  putEach<minClamped>(registry, Operation::min, bit(Modifier::relu), Type::s32);
  putEach<maxClamped>(registry, Operation::max, bit(Modifier::relu), Type::s32);
  putPacked(registry);
  putDots<u8, u8>(registry);
  putDots<u8, s8>(registry);
  putDots<s8, u8>(registry);
  putDots<s8, s8>(registry);
}

}  // namespace warpsmith::sim
