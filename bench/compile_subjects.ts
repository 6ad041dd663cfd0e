/** Sources of the bench `compile`. Each is another one: a constant in its body changes. */

export interface CompileSubject {
  name: string;
  head: string;
  /** A kernel `k` with the number in it. */
  body: (i: number) => string;
}

const blockSum = (i: number): string => `
extern "C" __global__ void k(const float* x, float* y, int n) {
  __shared__ float sums[256];
  int at = blockIdx.x * 256 + threadIdx.x;
  sums[threadIdx.x] = at < n ? x[at] * ${i}.5f : 0.f;
  __syncthreads();
  for (int step = 128; step > 0; step /= 2) {
    if (threadIdx.x < step) sums[threadIdx.x] += sums[threadIdx.x + step];
    __syncthreads();
  }
  if (threadIdx.x == 0) y[blockIdx.x] = sums[0];
}
`;

export const compileSubjects: readonly CompileSubject[] = [
  { name: 'plain', head: '', body: blockSum },
  {
    name: 'fp16',
    head: '#include <cuda_fp16.h>\n',
    body: (i) => `
extern "C" __global__ void k(const __half2* x, __half2* y, int n) {
  int at = blockIdx.x * blockDim.x + threadIdx.x;
  if (at < n) y[at] = __hfma2(x[at], __float2half2_rn(${i}.5f), y[at]);
}
`,
  },
  {
    name: 'wmma',
    head: '#include <mma.h>\n',
    body: (i) => `
using namespace nvcuda;
extern "C" __global__ void k(const half* a, const half* b, float* c, int n) {
  wmma::fragment<wmma::matrix_a, 16, 16, 16, half, wmma::row_major> left;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, half, wmma::row_major> right;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
  wmma::fill_fragment(sum, ${i}.5f);
  for (int at = 0; at < n; at += 16) {
    wmma::load_matrix_sync(left, a + at, n);
    wmma::load_matrix_sync(right, b + at * n, n);
    wmma::mma_sync(sum, left, right, sum);
  }
  wmma::store_matrix_sync(c, sum, n, wmma::mem_row_major);
}
`,
  },
  {
    name: 'cooperative_groups',
    head: '#include <cooperative_groups.h>\n',
    body: (i) => `
namespace cg = cooperative_groups;
extern "C" __global__ void k(const float* x, float* y) {
  auto warp = cg::tiled_partition<32>(cg::this_thread_block());
  float sum = x[blockIdx.x * blockDim.x + threadIdx.x] * ${i}.5f;
  for (int step = 16; step > 0; step /= 2) sum += warp.shfl_down(sum, step);
  if (warp.thread_rank() == 0) y[blockIdx.x] = sum;
}
`,
  },
  {
    name: 'cub',
    head: '#include <cub/block/block_reduce.cuh>\n',
    body: (i) => `
extern "C" __global__ void k(const float* x, float* y) {
  using Reduce = cub::BlockReduce<float, 256>;
  __shared__ typename Reduce::TempStorage storage;
  float sum = Reduce(storage).Sum(x[blockIdx.x * 256 + threadIdx.x] * ${i}.5f);
  if (threadIdx.x == 0) y[blockIdx.x] = sum;
}
`,
  },
];
