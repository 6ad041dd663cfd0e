// Bits and fields of single lanes: what is not among the common integer forms.

#include "sim/exec/arithmetic/form_names.h"
#include "sim/exec/arithmetic/lane_call.h"
#include "sim/numeric/bit_field.h"

namespace warpsmith::sim {

namespace {

template <typename T>
void putFind(Registry& registry) {
  putEach<bfind<T>>(registry, Operation::bfind, 0, Named<T>::type);
  putEach<bfind<T, true>>(registry, Operation::bfind, bit(Modifier::shiftamt), Named<T>::type);
}

template <typename T, bool clamp>
void putExtension(Registry& registry) {
  constexpr Modifiers modifiers = bit(clamp ? Modifier::clamp : Modifier::wrap);
  putEach<szext<T, clamp>>(registry, Operation::szext, modifiers, Named<T>::type);
  if constexpr (!isSigned<T>) putEach<bmsk<clamp>>(registry, Operation::bmsk, modifiers, Type::b32);
}

template <typename U>
void putChoice(Registry& registry, Type type) {
  put<static_cast<U (*)(U, U, s32)>(slct<U>)>(registry, formOf(Operation::slct, 0, type, Type::s32));
  put<static_cast<U (*)(U, U, float)>(slct<U, false>)>(registry, formOf(Operation::slct, 0, type, Type::f32));
  put<static_cast<U (*)(U, U, float)>(slct<U, true>)>(registry,
                                                      formOf(Operation::slct, bit(Modifier::ftz), type, Type::f32));
}

}  // namespace

void putBitLanes(Registry& registry) {
  putFind<u32>(registry);
  putFind<s32>(registry);
  putFind<u64>(registry);
  putFind<s64>(registry);
  putExtension<u32, true>(registry);
  putExtension<u32, false>(registry);
  putExtension<s32, true>(registry);
  putExtension<s32, false>(registry);
  putEach<fns>(registry, Operation::fns, 0, Type::b32);
  putEach<cnot<u16>>(registry, Operation::cnot, 0, Type::b16);
  putEach<cnot<u32>>(registry, Operation::cnot, 0, Type::b32);
  putEach<cnot<u64>>(registry, Operation::cnot, 0, Type::b64);
  for (const Type type : {Type::b16, Type::u16, Type::s16}) putChoice<u16>(registry, type);
  for (const Type type : {Type::b32, Type::u32, Type::s32, Type::f32}) putChoice<u32>(registry, type);
  for (const Type type : {Type::b64, Type::u64, Type::s64, Type::f64}) putChoice<u64>(registry, type);
  const auto mode = [](Selector selector) { return formOf(Operation::prmt, selector, 0, Type::b32); };
  put<permute<Permute::forwardExtract>>(registry, mode(Selector::f4e));
  put<permute<Permute::backwardExtract>>(registry, mode(Selector::b4e));
  put<permute<Permute::replicate8>>(registry, mode(Selector::rc8));
  put<permute<Permute::edgeClampLeft>>(registry, mode(Selector::ecl));
  put<permute<Permute::edgeClampRight>>(registry, mode(Selector::ecr));
  put<permute<Permute::replicate16>>(registry, mode(Selector::rc16));
}

}  // namespace warpsmith::sim
