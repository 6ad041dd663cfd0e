// Makes a tensor's elements on the GPU. Compiled once per dtype with ELEMENT defined.

#include "generator.h"

using namespace warpsmith::device;

extern "C" __global__ void fill(ELEMENT* out, u64 count, Fill how, u64 stream, u64 seed) {
  const u64 pairs = (count + 1) / 2;
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 pair = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; pair < pairs; pair += step) {
    ELEMENT values[2];
    pairOf(how, pair, stream, seed, values[0], values[1]);
    out[2 * pair] = values[0];
    if (2 * pair + 1 < count) out[2 * pair + 1] = values[1];
  }
}
