// What a device can do at best, one thing at a time: memory, L2, and each kind of arithmetic. Timed by
// lib/verify/roofline/measure.ts; what is computed is of no interest.

using u32 = unsigned;
using u64 = unsigned long long;

namespace {

__device__ u64 firstOf() { return static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; }
__device__ u64 strideOf() { return static_cast<u64>(gridDim.x) * blockDim.x; }

// Past the L1. Volatile: a second round reads again.
__device__ uint4 load(const uint4* from) {
  uint4 value;
  asm volatile("ld.global.cg.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
               : "l"(from));
  return value;
}

// Enough loads in flight for the memory's latency.
constexpr int inFlight = 8;

}  // namespace

// Reads `count` (a multiple of all threads' `inFlight`) elements in each round.
extern "C" __global__ void readRounds(const uint4* from, u64 count, u32 rounds, u32* sink) {
  const u64 step = strideOf();
  u32 mixed = 0;
#pragma unroll 1
  for (u32 round = 0; round < rounds; ++round) {
    for (u64 i = firstOf(); i + (inFlight - 1) * step < count; i += inFlight * step) {
      uint4 values[inFlight];
#pragma unroll
      for (int k = 0; k < inFlight; ++k) values[k] = load(from + i + k * step);
#pragma unroll
      for (int k = 0; k < inFlight; ++k) mixed ^= values[k].x ^ values[k].y ^ values[k].z ^ values[k].w;
    }
  }
  // Keeps the reads; it hardly ever happens, and nobody looks.
  if (mixed == 0x5EED5EEDu) *sink = mixed;
}

extern "C" __global__ void writeAll(uint4* to, u64 count) {
  const u64 step = strideOf();
  for (u64 i = firstOf(); i < count; i += step) to[i] = make_uint4(1, 2, 3, static_cast<u32>(i));
}

extern "C" __global__ void copyAll(const uint4* from, uint4* to, u64 count) {
  const u64 step = strideOf();
  for (u64 i = firstOf(); i + (inFlight - 1) * step < count; i += inFlight * step) {
    uint4 values[inFlight];
#pragma unroll
    for (int k = 0; k < inFlight; ++k) values[k] = load(from + i + k * step);
#pragma unroll
    for (int k = 0; k < inFlight; ++k) to[i + k * step] = values[k];
  }
}

namespace {

// Independent chains hide the latency of one multiply-add, 4 cycles.
constexpr int chains = 8;
constexpr int addsInRound = 16;

__device__ float multiplyAdd(float a, float b, float c) { return __fmaf_rn(a, b, c); }
__device__ double multiplyAdd(double a, double b, double c) { return __fma_rn(a, b, c); }

// 2 * chains * addsInRound operations of each thread in a round.
template <typename Real>
__device__ void multiplyAddRounds(u32 rounds, u32* sink) {
  const Real factor = static_cast<Real>(0.5) + static_cast<Real>(threadIdx.x) / 4096;
  Real values[chains];
#pragma unroll
  for (int k = 0; k < chains; ++k) values[k] = static_cast<Real>(k);
#pragma unroll 1
  for (u32 round = 0; round < rounds; ++round) {
#pragma unroll
    for (int n = 0; n < addsInRound; ++n) {
#pragma unroll
      for (int k = 0; k < chains; ++k) values[k] = multiplyAdd(values[k], factor, factor);
    }
  }
  Real sum = 0;
#pragma unroll
  for (int k = 0; k < chains; ++k) sum += values[k];
  if (sum == static_cast<Real>(-1)) *sink = 1;
}

}  // namespace

extern "C" __global__ void f32Rounds(u32 rounds, u32* sink) { multiplyAddRounds<float>(rounds, sink); }

// For devices without matrix instructions for f64.
extern "C" __global__ void f64VectorRounds(u32 rounds, u32* sink) { multiplyAddRounds<double>(rounds, sink); }

// The rest is for the tensor cores; compute capability 8.0 is the first with all of it.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800

// 8 independent products of a warp in a round, of 2 * M * N * K operations each.
#define MMA_ROUNDS(NAME, SHAPE, TYPES, ACCUMULATOR, LETTER, A_TYPE, A_LETTER, A0, A1, A2, A3, B0, B1)       \
  extern "C" __global__ void NAME(u32 rounds, u32* sink) {                                                  \
    ACCUMULATOR d[8][4] = {};                                                                               \
    const A_TYPE a0 = A0, a1 = A1, a2 = A2, a3 = A3, b0 = B0, b1 = B1;                                      \
    _Pragma("unroll 1") for (u32 round = 0; round < rounds; ++round) {                                      \
      _Pragma("unroll") for (int k = 0; k < 8; ++k) {                                                       \
        asm volatile("mma.sync.aligned." SHAPE ".row.col." TYPES                                            \
                     " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"                     \
                     : "+" LETTER(d[k][0]), "+" LETTER(d[k][1]), "+" LETTER(d[k][2]), "+" LETTER(d[k][3])   \
                     : A_LETTER(a0), A_LETTER(a1), A_LETTER(a2), A_LETTER(a3), A_LETTER(b0), A_LETTER(b1)); \
      }                                                                                                     \
    }                                                                                                       \
    ACCUMULATOR sum = 0;                                                                                    \
    _Pragma("unroll") for (int k = 0; k < 8; ++k) sum += d[k][0] + d[k][1] + d[k][2] + d[k][3];             \
    if (sum == static_cast<ACCUMULATOR>(-1)) *sink = 1;                                                     \
  }

#define WORD(N) (0x3C003C00u ^ (((threadIdx.x + 32 * N) * 0x9E3779B9u) & 0x83FF83FFu))
#define MMA_WORDS(NAME, SHAPE, TYPES, ACCUMULATOR, LETTER) \
  MMA_ROUNDS(NAME, SHAPE, TYPES, ACCUMULATOR, LETTER, u32, "r", WORD(0), WORD(1), WORD(2), WORD(3), WORD(4), WORD(5))

// On Hopper only wgmma reaches the tensor cores' full rate, but for f64, which it does not have.
#if __CUDA_ARCH__ == 900 && defined(__CUDA_ARCH_FEAT_SM90_ALL)

namespace {

constexpr u32 rowsA = 64, rowsB = 128, rowBytes = 32;
constexpr u32 tileWords = (rowsA + rowsB) * rowBytes / 4;

// Without swizzle: core matrices of 8 rows of 16 bytes, 128 bytes to the next along K, 256 along M or N.
__device__ u64 descriptor(const void* tile) {
  const u64 at = (static_cast<u32>(__cvta_generic_to_shared(tile)) & 0x3FFFF) >> 4;
  return at | (128ull >> 4) << 16 | (256ull >> 4) << 32;
}

// Tiles in shared memory whose bits are finite and not all alike in every type of the tensor cores: halves of +-1 to 2.
__device__ void fillTiles(u32* words, u32 count) {
  for (u32 i = threadIdx.x; i < count; i += blockDim.x) {
    words[i] = 0x3C003C00u ^ ((i * 0x9E3779B9u + 0x7F4A7C15u) & 0x83FF83FFu);
  }
  __syncthreads();
}

}  // namespace

#define D4(L, N) "+" L(d[N]), "+" L(d[N + 1]), "+" L(d[N + 2]), "+" L(d[N + 3])
#define D16(L, N) D4(L, N), D4(L, N + 4), D4(L, N + 8), D4(L, N + 12)
#define D64(L) D16(L, 0), D16(L, 16), D16(L, 32), D16(L, 48)
#define NAMES64                                                                                                  \
  "{%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27,%28,"  \
  "%29,%30,%31,%32,%33,%34,%35,%36,%37,%38,%39,%40,%41,%42,%43,%44,%45,%46,%47,%48,%49,%50,%51,%52,%53,%54,%55," \
  "%56,%57,%58,%59,%60,%61,%62,%63}, %64, %65, 1"

// 16 products of 64 x 128 x K in a round, one after another into the same registers, as the pipe wants them. Blocks of
// one warp group; several on a multiprocessor, so that one goes on while another waits for its last product.
#define WGMMA_ROUNDS(NAME, SHAPE, TYPES, TAIL, ACCUMULATOR, LETTER)                       \
  extern "C" __global__ void __launch_bounds__(128) NAME(u32 rounds, u32* sink) {         \
    __shared__ __align__(128) u32 tiles[tileWords];                                       \
    fillTiles(tiles, tileWords);                                                          \
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");                          \
    __syncthreads();                                                                      \
    const u64 a = descriptor(tiles), b = descriptor(tiles + rowsA * rowBytes / 4);        \
    ACCUMULATOR d[64] = {};                                                               \
    _Pragma("unroll 1") for (u32 round = 0; round < rounds; ++round) {                    \
      asm volatile("wgmma.fence.sync.aligned;" ::: "memory");                             \
      _Pragma("unroll") for (int k = 0; k < 16; ++k) {                                    \
        asm volatile("wgmma.mma_async.sync.aligned." SHAPE "." TYPES " " NAMES64 TAIL ";" \
                     : D64(LETTER)                                                        \
                     : "l"(a), "l"(b));                                                   \
      }                                                                                   \
      asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");                      \
      asm volatile("wgmma.wait_group.sync.aligned 0;" : D64(LETTER)::"memory");           \
    }                                                                                     \
    ACCUMULATOR sum = 0;                                                                  \
    _Pragma("unroll") for (int k = 0; k < 64; ++k) sum += d[k];                           \
    if (sum == static_cast<ACCUMULATOR>(-1)) *sink = 1;                                   \
  }

WGMMA_ROUNDS(f16Rounds, "m64n128k16", "f32.f16.f16", ", 1, 1, 0, 0", float, "f")
WGMMA_ROUNDS(bf16Rounds, "m64n128k16", "f32.bf16.bf16", ", 1, 1, 0, 0", float, "f")
WGMMA_ROUNDS(tf32Rounds, "m64n128k8", "f32.tf32.tf32", ", 1, 1", float, "f")
WGMMA_ROUNDS(i8Rounds, "m64n128k32", "s32.s8.s8", "", int, "r")

#else

MMA_WORDS(f16Rounds, "m16n8k16", "f32.f16.f16.f32", float, "f")
MMA_WORDS(bf16Rounds, "m16n8k16", "f32.bf16.bf16.f32", float, "f")
MMA_WORDS(tf32Rounds, "m16n8k8", "f32.tf32.tf32.f32", float, "f")
MMA_WORDS(i8Rounds, "m16n8k32", "s32.s8.s8.s32", int, "r")

#endif

#if __CUDA_ARCH__ >= 900

#define REAL(N) (0.5 + (threadIdx.x + 32 * N) / 4096.0)
MMA_ROUNDS(f64Rounds, "m16n8k8", "f64.f64.f64.f64", double, "d", double, "d", REAL(0), REAL(1), REAL(2), REAL(3),
           REAL(4), REAL(5))

#else

// 8 products of 8 x 8 x 4.
extern "C" __global__ void f64Rounds(u32 rounds, u32* sink) {
  double d[8][2] = {};
  const double a = 0.5 + threadIdx.x / 4096.0, b = 0.75;
#pragma unroll 1
  for (u32 round = 0; round < rounds; ++round) {
#pragma unroll
    for (int k = 0; k < 8; ++k) {
      asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
                   : "+d"(d[k][0]), "+d"(d[k][1])
                   : "d"(a), "d"(b));
    }
  }
  double sum = 0;
#pragma unroll
  for (int k = 0; k < 8; ++k) sum += d[k][0] + d[k][1];
  if (sum == -1.0) *sink = 1;
}

#endif

#endif
