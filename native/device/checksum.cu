// Tells whether a buffer changed: a sum of mixed words, in any order the same.

#include "bits.h"

using namespace warpsmith::device;

namespace {

__device__ void addChecksum(const unsigned char* data, u64 bytes, u64* sum) {
  const u64 words = bytes / 4;
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  const u64 start = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x;
  u64 mine = 0;
  for (u64 i = start; i < words; i += step) {
    mine += mixed(reinterpret_cast<const u32*>(data)[i] + 0x9E3779B97F4A7C15ull * (i + 1));
  }
  if (start < bytes % 4) {
    const u64 at = words * 4 + start;
    mine += mixed(data[at] + 0x9E3779B97F4A7C15ull * (at + words + 1));
  }
  for (int offset = 16; offset > 0; offset /= 2) mine += __shfl_down_sync(0xFFFFFFFFu, mine, offset);
  if (threadIdx.x % 32 == 0 && mine != 0) atomicAdd(sum, mine);
}

}  // namespace

extern "C" __global__ void checksum(const unsigned char* data, u64 bytes, u64* sum) { addChecksum(data, bytes, sum); }

// One output's checksum of a run, of which `taken` were looked at before; a run has `outputs` sums.
extern "C" __global__ void fingerprint(const unsigned char* data, u64 bytes, u64* sums, u64 outputs, const u64* taken) {
  addChecksum(data, bytes, sums + *taken * outputs);
}

// When all outputs of a run have been looked at.
extern "C" __global__ void nextFingerprint(u64* taken) {
  if (blockIdx.x == 0 && threadIdx.x == 0) ++*taken;
}
