// Compares a candidate's output with the expected one, on the GPU: only this summary crosses the bus.
// Compiled once per dtype with ELEMENT defined.

#include "element.h"

using namespace warpsmith::device;

// Read by lib/verify/comparison.ts; zero bytes are the initial state.
struct Summary {
  u64 wrong;
  u64 unwritten;
  u64 nan;
  u64 firstWrongInverted;  // ~index, so that a maximum finds the smallest and zero means none
  u64 lastWrongPlusOne;
  u64 largestErrorBits;  // of doubles from 0 up, whose bits are ordered as they are
  u64 largestShareBits;  // error / allowed error, over all elements
  double sumActualExpected;  // these over wrong elements with finite values, for finding a constant factor
  double sumExpectedSquared;
  double sumActualSquared;
  double rms;    // of the expected output's finite values
  u64 compared;  // a comparison that did not run must not be taken for one that found nothing
};

struct Tolerance {
  double relative;
  double absolute;  // in units of the RMS
};

__device__ bool isFinite(double x) { return fabs(x) <= 1.7976931348623157e308; }

// The bytes that outputs are filled with before each trial.
__device__ bool isPoison(const ELEMENT& value, u8 poison) {
  const u8* bytes = reinterpret_cast<const u8*>(&value);
  for (unsigned i = 0; i < sizeof(ELEMENT); ++i) {
    if (bytes[i] != poison) return false;
  }
  return true;
}

__device__ bool sameBits(const ELEMENT& a, const ELEMENT& b) {
  const u8* x = reinterpret_cast<const u8*>(&a);
  const u8* y = reinterpret_cast<const u8*>(&b);
  for (unsigned i = 0; i < sizeof(ELEMENT); ++i) {
    if (x[i] != y[i]) return false;
  }
  return true;
}

struct Judgement {
  bool wrong;
  double error;  // infinite where a number stands against none
  double share;
};

__device__ Judgement judge(ELEMENT actual, ELEMENT expected, Tolerance tolerance, double rms, u8 poison) {
  const double infinity = __longlong_as_double(0x7FF0000000000000ll);
  // Poison is a NaN; where a NaN is expected, one that was never written is no answer.
  if (IsReal<ELEMENT>::value && isPoison(actual, poison)) return {true, infinity, infinity};
  if (sameBits(actual, expected)) return {false, 0.0, 0.0};
  const double a = toReal(actual);
  const double e = toReal(expected);
  if constexpr (!IsReal<ELEMENT>::value) {
    return {true, fabs(a - e), infinity};
  } else {
    if (isnan(e)) return {!isnan(a), isnan(a) ? 0.0 : infinity, isnan(a) ? 0.0 : infinity};
    if (!isFinite(e) || !isFinite(a)) return {a != e, a == e ? 0.0 : infinity, a == e ? 0.0 : infinity};
    const double error = fabs(a - e);
    const double allowed = tolerance.relative * fabs(e) + tolerance.absolute * rms;
    if (error <= allowed) return {false, error, allowed > 0.0 ? error / allowed : 0.0};
    return {true, error, allowed > 0.0 ? error / allowed : infinity};
  }
}

constexpr unsigned sumBlocks = 1024;
constexpr unsigned threads = 256;

__device__ double blockSum(double value) {
  __shared__ double parts[threads];
  parts[threadIdx.x] = value;
  __syncthreads();
  for (unsigned half = threads / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) parts[threadIdx.x] += parts[threadIdx.x + half];
    __syncthreads();
  }
  const double sum = parts[0];
  __syncthreads();
  return sum;
}

// Two launches of fixed shape instead of atomics: the RMS, and with it every verdict, is the same each time.
extern "C" __global__ void squares(const ELEMENT* expected, u64 count, double* partial) {
  double sum = 0.0;
  double finite = 0.0;
  for (u64 i = static_cast<u64>(blockIdx.x) * threads + threadIdx.x; i < count; i += sumBlocks * threads) {
    const double e = toReal(expected[i]);
    if (isFinite(e)) {
      sum += e * e;
      finite += 1.0;
    }
  }
  sum = blockSum(sum);
  finite = blockSum(finite);
  if (threadIdx.x == 0) {
    partial[blockIdx.x] = sum;
    partial[sumBlocks + blockIdx.x] = finite;
  }
}

extern "C" __global__ void rootMeanSquare(const double* partial, Summary* summary) {
  double sum = 0.0;
  double finite = 0.0;
  for (unsigned i = threadIdx.x; i < sumBlocks; i += threads) {
    sum += partial[i];
    finite += partial[sumBlocks + i];
  }
  sum = blockSum(sum);
  finite = blockSum(finite);
  if (threadIdx.x == 0) {
    // Squares of values beyond 1e154 overflow; an infinite RMS would allow every error.
    const double rms = finite > 0.0 ? sqrt(sum / finite) : 0.0;
    summary->rms = isFinite(rms) ? rms : 0.0;
  }
}

extern "C" __global__ void compare(const ELEMENT* actual, const ELEMENT* expected, u64 count, Tolerance tolerance,
                                   u8 poison, Summary* summary) {
  const double rms = summary->rms;
  double largestShare = 0.0;
  double largestError = 0.0;
  u64 compared = 0;
  u64 wrong = 0;
  u64 unwritten = 0;
  u64 nans = 0;
  u64 firstInverted = 0;
  u64 lastPlusOne = 0;
  double actualExpected = 0.0;
  double expectedSquared = 0.0;
  double actualSquared = 0.0;
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
    ++compared;
    const ELEMENT got = actual[i];
    const ELEMENT want = expected[i];
    const Judgement judgement = judge(got, want, tolerance, rms, poison);
    largestShare = fmax(largestShare, judgement.share);
    largestError = fmax(largestError, judgement.error);
    if (!judgement.wrong) continue;
    ++wrong;
    if (isPoison(got, poison)) ++unwritten;
    const double a = toReal(got);
    const double e = toReal(want);
    if (isnan(a)) ++nans;
    if (~i > firstInverted) firstInverted = ~i;
    lastPlusOne = i + 1;
    if (isFinite(a) && isFinite(e)) {
      actualExpected += a * e;
      expectedSquared += e * e;
      actualSquared += a * a;
    }
  }
  for (int offset = 16; offset > 0; offset /= 2) compared += __shfl_down_sync(0xFFFFFFFFu, compared, offset);
  if (threadIdx.x % 32 == 0) atomicAdd(&summary->compared, compared);
  if (largestShare > 0.0) atomicMax(&summary->largestShareBits, bitsOf(largestShare));
  if (largestError > 0.0) atomicMax(&summary->largestErrorBits, bitsOf(largestError));
  if (wrong == 0) return;
  atomicAdd(&summary->wrong, wrong);
  if (unwritten != 0) atomicAdd(&summary->unwritten, unwritten);
  if (nans != 0) atomicAdd(&summary->nan, nans);
  atomicMax(&summary->firstWrongInverted, firstInverted);
  atomicMax(&summary->lastWrongPlusOne, lastPlusOne);
  atomicAdd(&summary->sumActualExpected, actualExpected);
  atomicAdd(&summary->sumExpectedSquared, expectedSquared);
  atomicAdd(&summary->sumActualSquared, actualSquared);
}

constexpr unsigned mostDimensions = 8;

struct Shape {
  u64 size[mostDimensions];
  u32 rank;
  u32 buckets;  // per dimension; a dimension that is longer shares its buckets
};

// Where the wrong elements lie: how many per bucket of each dimension. Launched only after a mismatch.
extern "C" __global__ void locate(const ELEMENT* actual, const ELEMENT* expected, u64 count, Tolerance tolerance,
                                  u8 poison, const Summary* summary, Shape shape, u32* histogram) {
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
    if (!judge(actual[i], expected[i], tolerance, summary->rms, poison).wrong) continue;
    u64 rest = i;
    for (int d = static_cast<int>(shape.rank) - 1; d >= 0; --d) {
      const u64 size = shape.size[d];
      const u64 index = rest % size;
      rest /= size;
      const u64 bucket = size <= shape.buckets ? index : index * shape.buckets / size;
      // Lanes that hit the same bucket add once: outer indexes are mostly equal across a warp.
      const unsigned lanes = __activemask();
      const unsigned same = __match_any_sync(lanes, static_cast<unsigned>(bucket));
      if ((threadIdx.x & 31u) == static_cast<unsigned>(__ffs(static_cast<int>(same)) - 1)) {
        atomicAdd(&histogram[static_cast<u64>(d) * shape.buckets + bucket], static_cast<u32>(__popc(same)));
      }
    }
  }
}
