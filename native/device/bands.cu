// Tells whether bytes around tensors still hold the word that all of the memory was set to.

using u32 = unsigned int;
using u64 = unsigned long long;

// Written by lib/verify/trials/bands.ts: addresses.
struct Band {
  u64 begin;
  u64 end;
  u64 tensor;  // the first address of the tensor's on this side
};

// Read by lib/verify/trials/bands.ts; zero bytes are the initial state.
struct Change {
  u64 bytes;
  u64 nearestInverted;  // ~distance from the tensor, so that a maximum finds the smallest and zero means none
};

__device__ u64 distance(u64 a, u64 b) { return a < b ? b - a : a - b; }

// A block for each band.
extern "C" __global__ void bands(const Band* list, u32 word, Change* changes) {
  const Band band = list[blockIdx.x];
  u64 changed = 0;
  u64 nearestInverted = 0;
  // Whole words, of which those at the ends may belong to the tensor in part.
  for (u64 at = (band.begin & ~3ull) + 4ull * threadIdx.x; at < band.end; at += 4ull * blockDim.x) {
    const u32 different = *reinterpret_cast<const u32*>(at) ^ word;
    if (different == 0) continue;
    for (u32 i = 0; i < 4; ++i) {
      const u64 address = at + i;
      if ((different >> (8 * i) & 0xFFu) == 0 || address < band.begin || address >= band.end) continue;
      ++changed;
      const u64 inverted = ~distance(address, band.tensor);
      if (inverted > nearestInverted) nearestInverted = inverted;
    }
  }
  if (changed == 0) return;
  atomicAdd(&changes[blockIdx.x].bytes, changed);
  atomicMax(&changes[blockIdx.x].nearestInverted, nearestInverted);
}
