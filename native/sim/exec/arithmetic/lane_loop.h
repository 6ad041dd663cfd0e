// Handlers that execute all lanes of a warp at once, as loops that compilers vectorise. Compiled once for each kind of
// machine: everything here is of internal linkage, so that the linker never takes one build's copy for the other's.

#pragma once

#include "sim/exec/arithmetic/compare_result.h"
#include "sim/exec/arithmetic/lane_traits.h"
#include "sim/warp.h"

namespace warpsmith::sim {
namespace {

constexpr unsigned rowAlignment = 64;

template <typename Word>
WARPSMITH_LANE const Word* sourceRow(const Warp& warp, Slot slot) {
  return static_cast<const Word*>(
      __builtin_assume_aligned(reinterpret_cast<const Word*>(warp.in32(slot)), rowAlignment));
}

// Lane i's bit.
alignas(rowAlignment) constexpr u32 laneBits[warpSize] = {
    1u << 0,  1u << 1,  1u << 2,  1u << 3,  1u << 4,  1u << 5,  1u << 6,  1u << 7,  1u << 8,  1u << 9,  1u << 10,
    1u << 11, 1u << 12, 1u << 13, 1u << 14, 1u << 15, 1u << 16, 1u << 17, 1u << 18, 1u << 19, 1u << 20, 1u << 21,
    1u << 22, 1u << 23, 1u << 24, 1u << 25, 1u << 26, 1u << 27, 1u << 28, 1u << 29, 1u << 30, 1u << 31};

// Takes over the active lanes.
template <typename Word>
__attribute__((noinline)) void merge(Word* into, const Word* results, LaneMask active) {
  Word* to = static_cast<Word*>(__builtin_assume_aligned(into, rowAlignment));
  const Word* from = static_cast<const Word*>(__builtin_assume_aligned(results, rowAlignment));
#pragma GCC ivdep
  for (unsigned i = 0; i < warpSize; ++i) {
    const Word mask = (active & laneBits[i]) != 0 ? static_cast<Word>(~Word{0}) : Word{0};
    to[i] = static_cast<Word>((to[i] & ~mask) | (from[i] & mask));
  }
}

// Where a handler's results go: straight to the row when all lanes are active, else by way of `merge`. A row may be
// source and destination at once, but rows never overlap otherwise, so the loops need no check (ivdep).
template <typename Word>
class Destination {
 public:
  __attribute__((always_inline)) explicit Destination(Warp& warp, Slot slot)
      : row_(reinterpret_cast<Word*>(warp.row(slot))), active_(warp.active) {}
  __attribute__((always_inline)) Word* lanes() {
    return static_cast<Word*>(__builtin_assume_aligned(active_ == allLanes ? row_ : apart_, rowAlignment));
  }
  __attribute__((always_inline)) Step finish() {
    if (active_ != allLanes) merge(row_, apart_, active_);
    return Step::next;
  }

 private:
  Word* row_;
  LaneMask active_;
  alignas(rowAlignment) Word apart_[warpSize];
};

template <typename T>
using WordOf = typename Lane<T>::Word;

template <auto function>
struct Loop;

template <typename R, typename A, R (*function)(A)>
struct Loop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<WordOf<A>>(warp, op.a);
    Destination<WordOf<R>> destination(warp, op.d);
    auto* d = destination.lanes();
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) d[i] = Lane<R>::to(function(Lane<A>::from(a[i])));
    return destination.finish();
  }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, 0, 0, 0};
};

template <typename R, typename A, typename B, R (*function)(A, B)>
struct Loop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<WordOf<A>>(warp, op.a);
    const auto* b = sourceRow<WordOf<B>>(warp, op.b);
    Destination<WordOf<R>> destination(warp, op.d);
    auto* d = destination.lanes();
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) d[i] = Lane<R>::to(function(Lane<A>::from(a[i]), Lane<B>::from(b[i])));
    return destination.finish();
  }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, Lane<B>::bits, 0, 0};
};

template <typename R, typename A, typename B, typename C, R (*function)(A, B, C)>
struct Loop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<WordOf<A>>(warp, op.a);
    const auto* b = sourceRow<WordOf<B>>(warp, op.b);
    const auto* c = sourceRow<WordOf<C>>(warp, op.c);
    Destination<WordOf<R>> destination(warp, op.d);
    auto* d = destination.lanes();
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) {
      d[i] = Lane<R>::to(function(Lane<A>::from(a[i]), Lane<B>::from(b[i]), Lane<C>::from(c[i])));
    }
    return destination.finish();
  }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, Lane<B>::bits, Lane<C>::bits, 0};
};

// The fourth source's slot is in op.x.
template <typename R, typename A, typename B, typename C, typename E, R (*function)(A, B, C, E)>
struct Loop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<WordOf<A>>(warp, op.a);
    const auto* b = sourceRow<WordOf<B>>(warp, op.b);
    const auto* c = sourceRow<WordOf<C>>(warp, op.c);
    const auto* e = sourceRow<WordOf<E>>(warp, static_cast<Slot>(op.x));
    Destination<WordOf<R>> destination(warp, op.d);
    auto* d = destination.lanes();
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) {
      d[i] = Lane<R>::to(function(Lane<A>::from(a[i]), Lane<B>::from(b[i]), Lane<C>::from(c[i]), Lane<E>::from(e[i])));
    }
    return destination.finish();
  }
  static constexpr u8 result = Lane<R>::bits;
  static constexpr u8 sources[4] = {Lane<A>::bits, Lane<B>::bits, Lane<C>::bits, Lane<E>::bits};
};

// Comparisons: of two sources of one type.
template <auto function>
struct ComparisonLoop;

template <typename A, bool (*function)(A, A)>
struct ComparisonLoop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<WordOf<A>>(warp, op.a);
    const auto* b = sourceRow<WordOf<A>>(warp, op.b);
    WordOf<A> lanes = 0;
    for (unsigned i = 0; i < warpSize; ++i) {
      lanes |= function(Lane<A>::from(a[i]), Lane<A>::from(b[i])) ? laneBits[i] : 0u;
    }
    finishComparison(warp, op, static_cast<LaneMask>(lanes));
    return Step::next;
  }
  static constexpr u8 result = 1;
  static constexpr u8 sources[4] = {Lane<A>::bits, Lane<A>::bits, 0, 0};
};

// Packed pairs of halves, by the function of one half: the low halves and then the high ones, since loops over both at
// once don't vectorise.
template <auto function>
struct PackedLoop;

template <u16 (*function)(u16)>
struct PackedLoop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<u32>(warp, op.a);
    Destination<u32> destination(warp, op.d);
    auto* d = destination.lanes();
    alignas(rowAlignment) u32 low[warpSize];
    for (unsigned i = 0; i < warpSize; ++i) low[i] = function(static_cast<u16>(a[i]));
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) {
      d[i] = low[i] | static_cast<u32>(function(static_cast<u16>(a[i] >> 16))) << 16;
    }
    return destination.finish();
  }
  static constexpr u8 result = 32;
  static constexpr u8 sources[4] = {32, 0, 0, 0};
};

template <u16 (*function)(u16, u16)>
struct PackedLoop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<u32>(warp, op.a);
    const auto* b = sourceRow<u32>(warp, op.b);
    Destination<u32> destination(warp, op.d);
    auto* d = destination.lanes();
    alignas(rowAlignment) u32 low[warpSize];
    for (unsigned i = 0; i < warpSize; ++i) low[i] = function(static_cast<u16>(a[i]), static_cast<u16>(b[i]));
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) {
      const u16 high = function(static_cast<u16>(a[i] >> 16), static_cast<u16>(b[i] >> 16));
      d[i] = low[i] | static_cast<u32>(high) << 16;
    }
    return destination.finish();
  }
  static constexpr u8 result = 32;
  static constexpr u8 sources[4] = {32, 32, 0, 0};
};

template <u16 (*function)(u16, u16, u16)>
struct PackedLoop<function> {
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<u32>(warp, op.a);
    const auto* b = sourceRow<u32>(warp, op.b);
    const auto* c = sourceRow<u32>(warp, op.c);
    Destination<u32> destination(warp, op.d);
    auto* d = destination.lanes();
    alignas(rowAlignment) u32 low[warpSize];
    for (unsigned i = 0; i < warpSize; ++i) {
      low[i] = function(static_cast<u16>(a[i]), static_cast<u16>(b[i]), static_cast<u16>(c[i]));
    }
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) {
      const u16 high =
          function(static_cast<u16>(a[i] >> 16), static_cast<u16>(b[i] >> 16), static_cast<u16>(c[i] >> 16));
      d[i] = low[i] | static_cast<u32>(high) << 16;
    }
    return destination.finish();
  }
  static constexpr u8 result = 32;
  static constexpr u8 sources[4] = {32, 32, 32, 0};
};

// lop3 with its table in op.x: a choice by a's bits between the table's halves, then by b's and by c's.
struct Lop3Loop {
  WARPSMITH_LANE u32 choose(u32 by, u32 one, u32 zero) { return zero ^ (by & (one ^ zero)); }
  WARPSMITH_LANE u32 entryOf(u32 table, u32 i) { return 0u - (table >> i & 1); }
  static Step run(Warp& warp, const Op& op) {
    const auto* a = sourceRow<u32>(warp, op.a);
    const auto* b = sourceRow<u32>(warp, op.b);
    const auto* c = sourceRow<u32>(warp, op.c);
    Destination<u32> destination(warp, op.d);
    auto* d = destination.lanes();
    const u32 table = op.x;
    const u32 t0 = entryOf(table, 0), t1 = entryOf(table, 1), t2 = entryOf(table, 2), t3 = entryOf(table, 3);
    const u32 t4 = entryOf(table, 4), t5 = entryOf(table, 5), t6 = entryOf(table, 6), t7 = entryOf(table, 7);
#pragma GCC ivdep
    for (unsigned i = 0; i < warpSize; ++i) {
      const u32 x = a[i];
      const u32 ofB1 = choose(b[i], choose(x, t7, t3), choose(x, t5, t1));
      const u32 ofB0 = choose(b[i], choose(x, t6, t2), choose(x, t4, t0));
      d[i] = choose(c[i], ofB1, ofB0);
    }
    return destination.finish();
  }
  static constexpr u8 result = 32;
  static constexpr u8 sources[4] = {32, 32, 32, 0};
};

template <typename Executing>
void putEntry(Registry& registry, const Form& form) {
  Entry entry;
  entry.form = form;
  entry.run = &Executing::run;
  entry.result = Executing::result;
  for (unsigned i = 0; i < 4; ++i) entry.sources[i] = Executing::sources[i];
  registry.put(entry);
}

template <auto function>
void put(Registry& registry, const Form& form) {
  putEntry<Loop<function>>(registry, form);
}
// A form of packed halves: `function` is of one half, `packed` of both.
template <auto function, auto>
void putPacked(Registry& registry, const Form& form) {
  putEntry<PackedLoop<function>>(registry, form);
}
template <auto function>
void putComparison(Registry& registry, const Form& form) {
  putEntry<ComparisonLoop<function>>(registry, form);
}
void putLop3(Registry& registry) { putEntry<Lop3Loop>(registry, formOf(Operation::lop3, 0, ptx::Type::b32)); }

}  // namespace
}  // namespace warpsmith::sim
