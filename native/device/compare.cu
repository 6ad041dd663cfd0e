// Compares a candidate's output with the expected one, on the GPU: only this summary crosses the bus.
// Compiled once per dtype with ELEMENT defined.

#include "sensitivity.h"

// Read by lib/verify/compare/comparison.ts; zero bytes are the initial state.
struct Summary {
  u64 wrong;
  u64 unwritten;
  u64 nan;
  u64 firstWrongInverted;  // ~index, so that a maximum finds the smallest and zero means none
  u64 lastWrongPlusOne;
  u64 largestErrorBits;      // of doubles from 0 up, whose bits are ordered as they are
  u64 largestShareBits;      // error / allowed error, over all elements
  double sumActualExpected;  // these over wrong elements with finite values, for finding a constant factor
  double sumExpectedSquared;
  double sumActualSquared;
  double rms;           // of the expected output's finite values
  u64 compared;         // a comparison that did not run must not be taken for one that found nothing
  u64 largestUlpsBits;  // largest error in ulps of the expected value, or of the RMS where that is larger
  double moved;         // RMS of how far the outputs moved
};

// The square root of a mean; an infinite one, of values beyond 1e154, would allow every error.
__device__ double rootOf(double sum, double count) {
  const double root = count > 0.0 ? sqrt(sum / count) : 0.0;
  return isFinite(root) ? root : 0.0;
}

extern "C" __global__ void rootMeanSquare(const double* partial, Summary* summary) {
  double sum = 0.0;
  double finite = 0.0;
  double moves = 0.0;
  for (unsigned i = threadIdx.x; i < sumBlocks; i += threads) {
    sum += partial[i];
    finite += partial[sumBlocks + i];
    moves += partial[2 * sumBlocks + i];
  }
  sum = sumOfBlock(sum);
  finite = sumOfBlock(finite);
  moves = sumOfBlock(moves);
  if (threadIdx.x == 0) {
    summary->rms = rootOf(sum, finite);
    summary->moved = rootOf(moves, finite);
  }
}

extern "C" __global__ void compare(const ELEMENT* actual, const ELEMENT* expected, u64 count, Tolerance tolerance,
                                   const Near* near, const Wide* wide, double looks, u32 poison, Summary* summary) {
  const Reach reach = {near, wide, looks};
  const double rms = summary->rms;
  double largestShare = 0.0;
  double largestError = 0.0;
  double largestUlps = 0.0;
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
    const Judgement judgement = judge(got, want, tolerance, rms, reachOf(reach, i, want), poison);
    largestShare = fmax(largestShare, judgement.share);
    largestError = fmax(largestError, judgement.error);
    if (IsReal<ELEMENT>::value && judgement.error > 0.0) {
      const double size = fmax(fabs(toReal(want)), rms);
      largestUlps = fmax(largestUlps, isFinite(size) ? judgement.error / ulpOf(size) : judgement.error);
    }
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
  if (largestUlps > 0.0) atomicMax(&summary->largestUlpsBits, bitsOf(largestUlps));
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
                                  const Near* near, const Wide* wide, double looks, u32 poison,
                                  const Summary* summary, Shape shape, u32* histogram) {
  const Reach reach = {near, wide, looks};
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) {
    const ELEMENT want = expected[i];
    if (!judge(actual[i], want, tolerance, summary->rms, reachOf(reach, i, want), poison).wrong) continue;
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

// The allowed errors of `length` elements from `first` on, for the samples that a verdict shows.
extern "C" __global__ void allowances(const ELEMENT* expected, Tolerance tolerance, const Near* near,
                                      const Wide* wide, double looks, const Summary* summary, u64 first, u64 length,
                                      double* allowed) {
  const Reach reach = {near, wide, looks};
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 at = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; at < length; at += step) {
    const ELEMENT want = expected[first + at];
    const double reached = reachOf(reach, first + at, want);
    allowed[at] = IsReal<ELEMENT>::value ? allowedError(toReal(want), tolerance, summary->rms, reached) : 0.0;
  }
}
