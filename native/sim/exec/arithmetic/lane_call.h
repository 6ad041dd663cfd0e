// Functions of one lane, for forms that are rare: a call for each lane, but little code for each form.

#pragma once

#include "sim/exec/arithmetic/lane_traits.h"

namespace warpsmith::sim {
namespace {

template <typename T>
WARPSMITH_LANE T laneValue(u64 word) {
  return Lane<T>::from(static_cast<typename Lane<T>::Word>(word));
}

template <auto function>
struct Call;

template <typename R, typename A, R (*function)(A)>
struct Call<function> {
  static u64 lane(u64 a, u64, u64, u64) { return Lane<R>::to(function(laneValue<A>(a))); }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, 0, 0, 0};
};
template <typename R, typename A, typename B, R (*function)(A, B)>
struct Call<function> {
  static u64 lane(u64 a, u64 b, u64, u64) { return Lane<R>::to(function(laneValue<A>(a), laneValue<B>(b))); }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, Lane<B>::bits, 0, 0};
};
template <typename R, typename A, typename B, typename C, R (*function)(A, B, C)>
struct Call<function> {
  static u64 lane(u64 a, u64 b, u64 c, u64) {
    return Lane<R>::to(function(laneValue<A>(a), laneValue<B>(b), laneValue<C>(c)));
  }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, Lane<B>::bits, Lane<C>::bits, 0};
};
template <typename R, typename A, typename B, typename C, typename E, R (*function)(A, B, C, E)>
struct Call<function> {
  static u64 lane(u64 a, u64 b, u64 c, u64 e) {
    return Lane<R>::to(function(laneValue<A>(a), laneValue<B>(b), laneValue<C>(c), laneValue<E>(e)));
  }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, Lane<B>::bits, Lane<C>::bits, Lane<E>::bits};
};

template <auto function>
void put(Registry& registry, const Form& form) {
  Entry entry;
  entry.form = form;
  entry.lane = &Call<function>::lane;
  entry.result = Call<function>::result;
  for (unsigned i = 0; i < 4; ++i) entry.sources[i] = Call<function>::sources[i];
  registry.put(entry);
}
template <auto, auto packed>
void putPacked(Registry& registry, const Form& form) {
  put<packed>(registry, form);
}
template <auto function>
void putComparison(Registry& registry, const Form& form) {
  put<function>(registry, form);
}

}  // namespace
}  // namespace warpsmith::sim
