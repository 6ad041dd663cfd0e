// Keeps an output where no candidate can read it, and compares another run's with it. Compiled once per dtype with
// ELEMENT defined.

#include "bits.h"

using namespace warpsmith::device;

// Read by lib/verify/repeatable/repeats.ts; zero bytes are the initial state.
struct Spread {
  u64 compared;
  u64 different;
  u64 largestBits;  // of a double from 0 up, whose bits are ordered as it is: ulps, or units of integers
};

// Without the key the kept words say nothing.
__device__ u32 veilOf(u64 word, u64 key) {
  return static_cast<u32>(mixed(key + 0x9E3779B97F4A7C15ull * (word + 1)));
}

// Whole words: the memory of an output ends at one.
extern "C" __global__ void veil(const u32* output, u64 words, u64 key, u32* kept) {
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < words; i += step) {
    kept[i] = output[i] ^ veilOf(i, key);
  }
}

using Bits = BitsOfSize<sizeof(ELEMENT)>::type;

__device__ Bits bitsAt(const u32* kept, u64 index, u64 key) {
  const u64 word = index * sizeof(Bits) / 4;
  const u32 low = kept[word] ^ veilOf(word, key);
  if constexpr (sizeof(Bits) == 8) {
    return static_cast<u64>(kept[word + 1] ^ veilOf(word + 1, key)) << 32 | low;
  } else {
    return static_cast<Bits>(low >> (8 * (index * sizeof(Bits) % 4)));
  }
}

__device__ ELEMENT elementOf(Bits bits) {
  union {
    Bits bits;
    ELEMENT element;
  } both{bits};
  return both.element;
}

// How many values of the format lie between two; infinite when one is a NaN and the other is not.
__device__ double ulpsBetween(Bits a, Bits b) {
  const double x = toReal(elementOf(a));
  const double y = toReal(elementOf(b));
  if constexpr (!IsReal<ELEMENT>::value) {
    return fabs(x - y);
  } else {
    if (isnan(x) || isnan(y)) return isnan(x) && isnan(y) ? 0.0 : __longlong_as_double(0x7FF0000000000000ll);
    constexpr Bits sign = static_cast<Bits>(static_cast<Bits>(1) << (8 * sizeof(Bits) - 1));
    // Signed magnitudes in the order of their values: the two zeros are the same.
    const double left = (a & sign) != 0 ? -static_cast<double>(static_cast<Bits>(a ^ sign)) : static_cast<double>(a);
    const double right = (b & sign) != 0 ? -static_cast<double>(static_cast<Bits>(b ^ sign)) : static_cast<double>(b);
    // Of f64 the difference of the bits themselves: as doubles, neighbours are one number.
    if (((a ^ b) & sign) == 0) return static_cast<double>(a > b ? a - b : b - a);
    return fabs(left - right);
  }
}

extern "C" __global__ void differ(const ELEMENT* output, const u32* kept, u64 count, u64 key, Spread* spread) {
  u64 compared = 0;
  u64 different = 0;
  double largest = 0.0;
  const Bits* bits = reinterpret_cast<const Bits*>(output);
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
    ++compared;
    const Bits first = bitsAt(kept, i, key);
    if (bits[i] == first) continue;
    ++different;
    largest = fmax(largest, ulpsBetween(bits[i], first));
  }
  for (int offset = 16; offset > 0; offset /= 2) compared += __shfl_down_sync(0xFFFFFFFFu, compared, offset);
  if (threadIdx.x % 32 == 0) atomicAdd(&spread->compared, compared);
  if (different == 0) return;
  atomicAdd(&spread->different, different);
  atomicMax(&spread->largestBits, bitsOf(largest));
}
