// What an expected output is like as a whole, and a plain copy: for asking whether a problem can be answered without
// solving it. Compiled once per dtype with ELEMENT defined.

#include "block_sum.h"
#include "element.h"

using namespace warpsmith::device;

// Read by lib/verify/degenerate/survey.ts.
struct Survey {
  double sum;  // of finite elements
  double finite;
};

// A stride of fixed shape, so that the sum is the same each time.
extern "C" __global__ void survey(const ELEMENT* data, u64 count, Survey* partial) {
  double sum = 0.0;
  double finite = 0.0;
  for (u64 i = static_cast<u64>(blockIdx.x) * threads + threadIdx.x; i < count; i += sumBlocks * threads) {
    const double x = toReal(data[i]);
    if (fabs(x) <= 1.7976931348623157e308) {
      sum += x;
      finite += 1.0;
    }
  }
  sum = sumOfBlock(sum);
  finite = sumOfBlock(finite);
  if (threadIdx.x == 0) partial[blockIdx.x] = {sum, finite};
}

// One block.
extern "C" __global__ void total(const Survey* partial, Survey* result) {
  double sum = 0.0;
  double finite = 0.0;
  for (unsigned i = threadIdx.x; i < sumBlocks; i += threads) {
    sum += partial[i].sum;
    finite += partial[i].finite;
  }
  sum = sumOfBlock(sum);
  finite = sumOfBlock(finite);
  if (threadIdx.x == 0) *result = {sum, finite};
}

extern "C" __global__ void copy(const ELEMENT* from, ELEMENT* to, u64 count) {
  const u64 step = static_cast<u64>(gridDim.x) * blockDim.x;
  for (u64 i = static_cast<u64>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step) to[i] = from[i];
}
