// Bits of words and of elements.

#ifndef WARPSMITH_DEVICE_BITS_H
#define WARPSMITH_DEVICE_BITS_H

#include "element.h"

namespace warpsmith {
namespace device {

// The finaliser of splitmix64: Vigna, public domain constants.
__device__ inline u64 mixed(u64 x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ x >> 27) * 0x94D049BB133111EBull;
  return x ^ x >> 31;
}

template <unsigned BYTES>
struct BitsOfSize;
template <>
struct BitsOfSize<8> {
  using type = u64;
};
template <>
struct BitsOfSize<4> {
  using type = u32;
};
template <>
struct BitsOfSize<2> {
  using type = u16;
};
template <>
struct BitsOfSize<1> {
  using type = u8;
};

}  // namespace device
}  // namespace warpsmith

#endif
