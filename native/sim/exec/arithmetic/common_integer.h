// The integer forms that compilers emit all the time.

#pragma once

#include "sim/exec/arithmetic/form_names.h"
#include "sim/numeric/bit_field.h"
#include "sim/numeric/integer.h"

namespace warpsmith::sim {
namespace {

template <typename U>
WARPSMITH_LANE U bitAnd(U a, U b) {
  return static_cast<U>(a & b);
}
template <typename U>
WARPSMITH_LANE U bitOr(U a, U b) {
  return static_cast<U>(a | b);
}
template <typename U>
WARPSMITH_LANE U bitXor(U a, U b) {
  return static_cast<U>(a ^ b);
}
template <typename U>
WARPSMITH_LANE U bitNot(U a) {
  return static_cast<U>(~a);
}

// What is the same for signed and unsigned numbers.
template <typename U>
void putSignless(Registry& registry) {
  constexpr Type asUnsigned = Named<U>::type;
  constexpr Type asSigned = Named<SignedOf<U>>::type;
  constexpr Type bits = Named<U>::bits;
  putEach<addInt<U>>(registry, Operation::add, 0, asUnsigned, asSigned);
  putEach<subInt<U>>(registry, Operation::sub, 0, asUnsigned, asSigned);
  putEach<mulLo<U>>(registry, Operation::mul, bit(Modifier::lo), asUnsigned, asSigned);
  putEach<madLo<U>>(registry, Operation::mad, bit(Modifier::lo), asUnsigned, asSigned);
  putEach<bitAnd<U>>(registry, Operation::bitAnd, 0, bits);
  putEach<bitOr<U>>(registry, Operation::bitOr, 0, bits);
  putEach<bitXor<U>>(registry, Operation::bitXor, 0, bits);
  putEach<bitNot<U>>(registry, Operation::bitNot, 0, bits);
  putEach<shl<U>>(registry, Operation::shl, 0, bits);
  putEach<shr<U>>(registry, Operation::shr, 0, bits, asUnsigned);
}

template <typename T>
void putOrdered(Registry& registry) {
  constexpr Type type = Named<T>::type;
  putEach<minInt<T>>(registry, Operation::min, 0, type);
  putEach<maxInt<T>>(registry, Operation::max, 0, type);
  putEach<mulHi<T>>(registry, Operation::mul, bit(Modifier::hi), type);
  putEach<madHi<T>>(registry, Operation::mad, bit(Modifier::hi), type);
}

template <typename T>
void putSigned(Registry& registry) {
  constexpr Type type = Named<T>::type;
  putEach<negInt<T>>(registry, Operation::neg, 0, type);
  putEach<absInt<T>>(registry, Operation::abs, 0, type);
  putEach<shr<T>>(registry, Operation::shr, 0, type);
}

template <typename T>
void putWide(Registry& registry) {
  constexpr Type type = Named<T>::type;
  putEach<mulWide<T>>(registry, Operation::mul, bit(Modifier::wide), type);
  putEach<madWide<T>>(registry, Operation::mad, bit(Modifier::wide), type);
}

template <typename T>
void putFields(Registry& registry) {
  constexpr Type type = Named<T>::type;
  putEach<bfe<T>>(registry, Operation::bfe, 0, type);
  if constexpr (!isSigned<T>) {
    constexpr Type bits = Named<T>::bits;
    putEach<bfi<T>>(registry, Operation::bfi, 0, bits);
    putEach<static_cast<u32 (*)(T)>(popc)>(registry, Operation::popc, 0, bits);
    putEach<static_cast<u32 (*)(T)>(clz)>(registry, Operation::clz, 0, bits);
    putEach<static_cast<T (*)(T)>(brev)>(registry, Operation::brev, 0, bits);
  }
}

template <typename A, typename B>
void putCommonDot(Registry& registry) {
  const Type a = isSigned<A> ? Type::s32 : Type::u32;
  const Type b = isSigned<B> ? Type::s32 : Type::u32;
  put<dp4a<A, B>>(registry, formOf(Operation::dp4a, 0, a, b));
}

void putCommonIntegers(Registry& registry) {
  putSignless<u16>(registry);
  putSignless<u32>(registry);
  putSignless<u64>(registry);
  putOrdered<u16>(registry);
  putOrdered<s16>(registry);
  putOrdered<u32>(registry);
  putOrdered<s32>(registry);
  putOrdered<u64>(registry);
  putOrdered<s64>(registry);
  putSigned<s16>(registry);
  putSigned<s32>(registry);
  putSigned<s64>(registry);
  putWide<u16>(registry);
  putWide<s16>(registry);
  putWide<u32>(registry);
  putWide<s32>(registry);
  putFields<u32>(registry);
  putFields<s32>(registry);
  putFields<u64>(registry);
  putFields<s64>(registry);
  putEach<addSaturated>(registry, Operation::add, bit(Modifier::sat), Type::s32);
  putEach<subSaturated>(registry, Operation::sub, bit(Modifier::sat), Type::s32);
  putEach<shfLeft<true>>(registry, Operation::shf, bit(Modifier::left) | bit(Modifier::clamp), Type::b32);
  putEach<shfLeft<false>>(registry, Operation::shf, bit(Modifier::left) | bit(Modifier::wrap), Type::b32);
  putEach<shfRight<true>>(registry, Operation::shf, bit(Modifier::right) | bit(Modifier::clamp), Type::b32);
  putEach<shfRight<false>>(registry, Operation::shf, bit(Modifier::right) | bit(Modifier::wrap), Type::b32);
  putCommonDot<u8, u8>(registry);
  putCommonDot<u8, s8>(registry);
  putCommonDot<s8, u8>(registry);
  putCommonDot<s8, s8>(registry);
  putEach<prmt>(registry, Operation::prmt, 0, Type::b32);
}

}  // namespace
}  // namespace warpsmith::sim
