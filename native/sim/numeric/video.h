// Video instructions (PTX ISA, Video Instructions): scalar ones on parts of registers, and SIMD ones on halves and
// bytes. The machine emulates them too, so their modifiers stay arguments.

#pragma once

#include "sim/numeric/bits.h"

namespace warpsmith::sim {

enum class VideoOperation { add, sub, absDiff, min, max, average, shl, shr };
enum class VideoPart { word, b0, b1, b2, b3, h0, h1 };
enum class VideoSecond { none, add, min, max };

WARPSMITH_LANE s64 extend(u32 x, u32 width, bool asSigned) {
  const u64 top = static_cast<u64>(x) << (64 - width);
  return asSigned ? static_cast<s64>(top) >> (64 - width) : static_cast<s64>(top >> (64 - width));
}

WARPSMITH_LANE u32 widthOfPart(VideoPart part) {
  if (part == VideoPart::word) return 32;
  return part == VideoPart::h0 || part == VideoPart::h1 ? 16 : 8;
}
WARPSMITH_LANE u32 offsetOfPart(VideoPart part) {
  if (part == VideoPart::h1) return 16;
  return part >= VideoPart::b0 && part <= VideoPart::b3 ? 8 * (static_cast<u32>(part) - 1) : 0;
}
WARPSMITH_LANE s64 selectPart(u32 x, VideoPart part, bool asSigned) {
  return extend(x >> offsetOfPart(part), widthOfPart(part), asSigned);
}

WARPSMITH_LANE s64 clampToWidth(s64 x, u32 width, bool asSigned) {
  const s64 most = (s64{1} << (asSigned ? width - 1 : width)) - 1;
  const s64 least = asSigned ? -most - 1 : 0;
  return x < least ? least : (x > most ? most : x);
}

// Shifts take b modulo 32 (.wrap) or at most 32 (.clamp), which is the caller's to do.
WARPSMITH_LANE s64 videoOperation(VideoOperation operation, s64 a, s64 b) {
  switch (operation) {
    case VideoOperation::add:
      return a + b;
    case VideoOperation::sub:
      return a - b;
    case VideoOperation::absDiff:
      return a < b ? b - a : a - b;
    case VideoOperation::min:
      return a < b ? a : b;
    case VideoOperation::max:
      return a > b ? a : b;
    case VideoOperation::average:
      return a + b >= 0 ? (a + b + 1) >> 1 : (a + b) >> 1;
    case VideoOperation::shl:
      return static_cast<s64>(static_cast<u64>(a) << b);
    case VideoOperation::shr:
      return a >> b;
  }
  return 0;
}

struct ScalarVideo {
  bool signedD, signedA, signedB, saturated;
  VideoPart partD, partA, partB;
  VideoSecond second;
};

// The operation's result merged into c's part, or joined with all of c.
WARPSMITH_LANE u32 finishVideo(s64 result, u32 c, const ScalarVideo& form) {
  const u32 width = widthOfPart(form.partD);
  const s64 clamped = form.saturated ? clampToWidth(result, width, form.signedD) : result;
  const s64 third = extend(c, 32, form.signedD);
  const s64 word = extend(static_cast<u32>(static_cast<u64>(clamped)), 32, form.signedD);
  if (form.second == VideoSecond::add) return static_cast<u32>(static_cast<u64>(word + third));
  if (form.second == VideoSecond::min) return static_cast<u32>(static_cast<u64>(word < third ? word : third));
  if (form.second == VideoSecond::max) return static_cast<u32>(static_cast<u64>(word > third ? word : third));
  if (form.partD == VideoPart::word) return static_cast<u32>(static_cast<u64>(clamped));
  const u32 mask = ((1u << width) - 1) << offsetOfPart(form.partD);
  return (c & ~mask) | (static_cast<u32>(static_cast<u64>(clamped)) << offsetOfPart(form.partD) & mask);
}

// vadd, vsub, vabsdiff, vmin, vmax.
WARPSMITH_LANE u32 scalarVideo(VideoOperation operation, u32 a, u32 b, u32 c, const ScalarVideo& form) {
  const s64 x = selectPart(a, form.partA, form.signedA);
  return finishVideo(videoOperation(operation, x, selectPart(b, form.partB, form.signedB)), c, form);
}

// vshl and vshr: b is unsigned.
WARPSMITH_LANE u32 scalarVideoShift(VideoOperation operation, u32 a, u32 b, u32 c, bool clamp,
                                    const ScalarVideo& form) {
  const s64 by = selectPart(b, form.partB, false);
  const s64 amount = clamp ? (by > 32 ? 32 : by) : by & 31;
  return finishVideo(videoOperation(operation, selectPart(a, form.partA, form.signedA), amount), c, form);
}

// vset: the comparison's result is 1 or 0.
WARPSMITH_LANE u32 scalarVideoSet(bool result, u32 c, const ScalarVideo& form) {
  return finishVideo(result ? 1 : 0, c, form);
}

struct VideoMad {
  bool signedA, signedB, negatedProduct, negatedC, plusOne, saturated;
  VideoPart partA, partB;
  u32 scale;  // 0, 7 or 15
};

WARPSMITH_LANE u32 vmad(u32 a, u32 b, u32 c, const VideoMad& form) {
  const s128 product = static_cast<s128>(selectPart(a, form.partA, form.signedA)) *
                       static_cast<s128>(selectPart(b, form.partB, form.signedB));
  const bool isSigned = form.signedA || form.signedB || form.negatedProduct || form.negatedC;
  const bool flipC = !form.plusOne && !form.negatedProduct && form.negatedC;
  const s128 factor = !form.plusOne && form.negatedProduct ? -product : product;
  const s128 addend = static_cast<s128>(extend(flipC ? ~c : c, 32, isSigned)) + (form.plusOne || flipC ? 1 : 0);
  const s64 result = static_cast<s64>((factor + addend) >> form.scale);
  return static_cast<u32>(static_cast<u64>(form.saturated ? clampToWidth(result, 32, isSigned) : result));
}

// The selectors hold a nibble per element, the lowest element's first, numbering the elements of {b, a}.
struct SimdVideo {
  bool signedD, signedA, signedB, saturated, accumulated;
  u32 mask, selectorA, selectorB;
};

// Elements of 16 bits (v*2) or 8 (v*4); `element` gives one's result.
template <u32 width, typename Element>
WARPSMITH_LANE u32 simdVideoOf(u32 a, u32 b, u32 c, const SimdVideo& form, Element element) {
  const u64 both = static_cast<u64>(b) << 32 | a;
  constexpr u32 ones = (1u << width) - 1;
  u32 sum = c;
  u32 merged = 0;
  for (u32 i = 0; i < 32 / width; i++) {
    const u32 shift = width * i;
    const u32 first = static_cast<u32>(both >> (width * (form.selectorA >> (4 * i) & 7)));
    const u32 second = static_cast<u32>(both >> (width * (form.selectorB >> (4 * i) & 7)));
    const s64 result = element(extend(first, width, form.signedA), extend(second, width, form.signedB));
    const s64 clamped = form.saturated ? clampToWidth(result, width, form.signedD) : result;
    const bool chosen = (form.mask >> i & 1) != 0;
    const u32 bits = static_cast<u32>(static_cast<u64>(clamped));
    sum += chosen ? bits : 0;
    merged |= chosen ? (bits & ones) << shift : c & ones << shift;
  }
  return form.accumulated ? sum : merged;
}

template <u32 width>
WARPSMITH_LANE u32 simdVideo(VideoOperation operation, u32 a, u32 b, u32 c, const SimdVideo& form) {
  return simdVideoOf<width>(a, b, c, form, [operation](s64 x, s64 y) { return videoOperation(operation, x, y); });
}

// vset2 and vset4: `compare` is of two numbers.
template <u32 width, typename Compare>
WARPSMITH_LANE u32 simdVideoSet(u32 a, u32 b, u32 c, const SimdVideo& form, Compare compare) {
  return simdVideoOf<width>(a, b, c, form, [compare](s64 x, s64 y) { return compare(x, y) ? s64{1} : s64{0}; });
}

}  // namespace warpsmith::sim
