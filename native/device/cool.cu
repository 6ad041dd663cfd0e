// Empties the L2: `overwrite` fills a buffer several times its size, so that every line of it is replaced, and `discard`
// takes what is left of that away without writing it to memory, so that no timed kernel pays for it. `readThrough` leaves clean
// lines instead of none. `empty` is for calibration, and `stackEnd` for the safe run.

using u64 = unsigned long long;

extern "C" __global__ void overwrite(uint4* buffer, u64 count) {
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
    const unsigned word = static_cast<unsigned>(i);
    buffer[i] = make_uint4(word, ~word, word * 0x9E3779B9u, 0u);
  }
}

// Of lines of 128 bytes, as the instruction wants them. Devices before compute capability 8.0 have no such instruction.
extern "C" __global__ void discard(unsigned char* buffer, u64 lines) {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < lines; i += step) {
    asm volatile("discard.global.L2 [%0], 128;" ::"l"(__cvta_generic_to_global(buffer + 128 * i)) : "memory");
  }
#endif
}

extern "C" __global__ void readThrough(const uint4* buffer, u64 count, unsigned* sink) {
  unsigned mixed = 0;
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
    const uint4 line = __ldcg(buffer + i);
    mixed ^= line.x ^ line.y ^ line.z ^ line.w;
  }
  // Hardly ever true, and nobody reads it; the compiler cannot know, so the reads stay.
  if (mixed == 0x5EED5EEDu) *sink = mixed;
}

extern "C" __global__ void empty() {}

// Where a thread's stack begins, from which it grows down.
extern "C" __global__ void stackEnd(u64* end) {
  u64 address;
  asm volatile("stacksave.u64 %0;" : "=l"(address));
  if (threadIdx.x == 0) *end = address;
}
