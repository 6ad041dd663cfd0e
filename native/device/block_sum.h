// Sums of fixed shape, so that they are the same each time.

#ifndef WARPSMITH_DEVICE_BLOCK_SUM_H
#define WARPSMITH_DEVICE_BLOCK_SUM_H

namespace warpsmith {
namespace device {

constexpr unsigned sumBlocks = 1024;
constexpr unsigned threads = 256;

template <typename T>
__device__ T sumOfBlock(T value) {
  __shared__ T parts[threads];
  parts[threadIdx.x] = value;
  __syncthreads();
  for (unsigned half = threads / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) parts[threadIdx.x] += parts[threadIdx.x + half];
    __syncthreads();
  }
  const T sum = parts[0];
  __syncthreads();
  return sum;
}

}  // namespace device
}  // namespace warpsmith

#endif
