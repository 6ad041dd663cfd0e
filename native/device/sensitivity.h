// How far a problem's outputs go when its inputs move by about a rounding: what a right kernel may differ by is in
// proportion to it. The reference runs again on inputs that `move` has moved, and `measure` looks at both outputs.

#ifndef WARPSMITH_DEVICE_SENSITIVITY_H
#define WARPSMITH_DEVICE_SENSITIVITY_H

#include "bits.h"
#include "block_sum.h"
#include "judge.h"

namespace warpsmith {
namespace device {

// -8 to 8. Neighbours have part of it in common, far ones another part, so that sums move as well as their terms.
__device__ inline int directionOf(u64 i, u64 seed) {
  int sum = 0;
  for (unsigned scale = 0; scale < 8; ++scale) {
    sum += mixed((i >> 3 * scale) + 0x9E3779B97F4A7C15ull * (seed + scale)) >> 63 ? 1 : -1;
  }
  return sum;
}

}  // namespace device
}  // namespace warpsmith

// ELEMENT is a name of this namespace.
using namespace warpsmith::device;

// Moves every normal number by up to 8 `step` ulps. Zeros stay: they may mean "nothing here".
extern "C" __global__ void move(ELEMENT* values, u64 count, double step, u64 seed) {
  if constexpr (IsReal<ELEMENT>::value) {
    using Bits = BitsOfSize<sizeof(ELEMENT)>::type;
    constexpr int fraction = Format<ELEMENT>::bits;
    constexpr Bits sign = static_cast<Bits>(Bits{1} << (8 * sizeof(ELEMENT) - 1));
    // The bits of the least normal number, and of infinity.
    constexpr long long least = 1ll << fraction;
    constexpr long long infinite = static_cast<long long>(u64{sign} - u64{least});
    const u64 stride = static_cast<u64>(gridDim.x) * blockDim.x;
    for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride) {
      Bits bits;
      memcpy(&bits, &values[i], sizeof bits);
      const long long size = static_cast<long long>(bits & static_cast<Bits>(sign - 1));
      const long long moved = size + static_cast<long long>(rint(directionOf(i, seed) * step));
      if (size < least || size >= infinite || moved < least || moved >= infinite) continue;
      bits = static_cast<Bits>((bits & sign) | static_cast<Bits>(moved));
      memcpy(&values[i], &bits, sizeof bits);
    }
  }
}

// How far one element moved; 0 where one of the two is no number.
__device__ double distanceOf(const ELEMENT& moved, const ELEMENT& expected) {
  const double distance = fabs(toReal(moved) - toReal(expected));
  return isFinite(distance) ? distance : 0.0;
}

// One look: the squares of the expected outputs, and how far the moved ones are from them. `near` and `wide` add up
// over the looks since they were set to zero; without `moved` they stay. Launches of fixed shape instead of atomics:
// every verdict is the same each time.
extern "C" __global__ void measure(const ELEMENT* expected, u64 count, const ELEMENT* moved, Near* near, Wide* wide,
                                   double* partial) {
  double squares = 0.0;
  double finite = 0.0;
  double moves = 0.0;
  const u64 chunks = (count + chunkElements - 1) / chunkElements;
  for (u64 chunk = blockIdx.x; chunk < chunks; chunk += sumBlocks) {
    u64 words = 0;
    u64 number = 0;
    for (unsigned at = threadIdx.x; at < chunkElements; at += threads) {
      const u64 i = chunk * chunkElements + at;
      const double e = i < count ? toReal(expected[i]) : 0.0;
      if (i < count && isFinite(e)) {
        squares += e * e;
        finite += 1.0;
      }
      if (moved == nullptr) continue;
      const double distance = i < count ? distanceOf(moved[i], expected[i]) : 0.0;
      double sum = distance * distance;
      double size = isFinite(e) ? e * e : 0.0;
      moves += sum;
      for (int lanes = nearElements / 2; lanes > 0; lanes /= 2) {
        sum += __shfl_xor_sync(0xFFFFFFFFu, sum, lanes);
        size += __shfl_xor_sync(0xFFFFFFFFu, size, lanes);
      }
      if (at % nearElements == 0 && i < count) {
        const double elements = static_cast<double>(count - i < nearElements ? count - i : nearElements);
        Near& mine = near[i / nearElements];
        mine.moved += sum / elements;
        mine.size = size / elements;
      }
      if (distance == 0.0) continue;
      // The upper word of a double is, up to a factor, near its logarithm: exact sums, and no mathematics library.
      words += bitsOf(distance) >> 32;
      number += 1;
    }
    if (moved == nullptr) continue;
    words = sumOfBlock(words);
    number = sumOfBlock(number);
    if (threadIdx.x == 0) {
      Wide& mine = wide[chunk];
      mine.words += words;
      mine.count += number;
      mine.mean = mine.count > 0 ? doubleOf(mine.words / mine.count << 32) : 0.0;
    }
  }
  squares = sumOfBlock(squares);
  finite = sumOfBlock(finite);
  moves = sumOfBlock(moves);
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = squares;
    partial[sumBlocks + blockIdx.x] = finite;
    partial[2 * sumBlocks + blockIdx.x] = moves;
  }
}

#endif
