/** Kernels that compute less precisely than their dtypes say, or leave small terms out, beside the same in full. */

/** Functions `low` of one float. */
const roundings = {
  none: 'return x;',
  // Ten bits after the point, to the nearest.
  tf32: 'return __uint_as_float((__float_as_uint(x) + 0x1000u) & 0xFFFFE000u);',
  // As mma.sync takes operands that were not converted: cut off.
  'tf32, cut off': 'return __uint_as_float(__float_as_uint(x) & 0xFFFFE000u);',
  bf16: 'return __bfloat162float(__float2bfloat16_rn(x));',
  f16: 'return __half2float(__float2half_rn(x));',
} as const;
export type Rounding = keyof typeof roundings;

export interface LowPrecision {
  /** Such as "operands in tf32". */
  name: string;
  problem: string;
  source: string;
  /** Whether it computes in full: then it has to pass. */
  right: boolean;
}

function source(launch: string, rounding: Rounding, body: string): string {
  return `/*---
launch:
  - ${launch}
---*/
#include <cuda_fp16.h>
#include <cuda_bf16.h>
__device__ float low(float x) { ${roundings[rounding]} }
${body}`;
}

const names: Rounding[] = ['none', 'tf32', 'tf32, cut off', 'bf16', 'f16'];

/** One kernel with `low` at a place, with each rounding. */
function each(problem: string, what: string, launch: string, body: string, list = names): LowPrecision[] {
  return list.map((rounding) => ({
    name: `${problem}: ${what} in ${rounding === 'none' ? 'full' : rounding}`,
    problem,
    source: source(launch, rounding, body),
    right: rounding === 'none',
  }));
}

const matmulLaunch =
  '{ kernel: matmul, grid: ["ceildiv(N, 32)", "ceildiv(M, 8)"], block: [32, 8], args: [a, b, c, M, N, K] }';

/** `term` is added for each k; `sum` is what is kept. */
function matmul(element: string, type: string, term: string, result: string): string {
  return `extern "C" __global__ void matmul(const ${element}* a, const ${element}* b, ${element}* c, int M, int N, int K) {
  int n = blockIdx.x * 32 + threadIdx.x, m = blockIdx.y * 8 + threadIdx.y;
  if (m >= M || n >= N) return;
  ${type} sum = 0.0f;
  for (int k = 0; k < K; k++) {
    ${element} x = a[(size_t)m * K + k], y = b[(size_t)k * N + n];
    ${term}
  }
  c[(size_t)m * N + n] = ${result};
}`;
}

const f32Matmul = [
  ...each('matmul', 'operands', matmulLaunch, matmul('float', 'float', 'sum += low(x) * low(y);', 'sum')),
  ...each('matmul', 'one operand', matmulLaunch, matmul('float', 'float', 'sum += low(x) * y;', 'sum')),
  ...each('matmul', 'sums', matmulLaunch, matmul('float', 'float', 'sum = low(sum + x * y);', 'sum')),
  ...each('matmul', 'the result', matmulLaunch, matmul('float', 'float', 'sum += x * y;', 'low(sum)')),
  ...['1e-2f', '1e-3f'].map((least) => ({
    name: `matmul: terms below ${least} left out`,
    problem: 'matmul',
    source: source(
      matmulLaunch,
      'none',
      matmul('float', 'float', `if (fabsf(x * y) >= ${least}) sum += x * y;`, 'sum'),
    ),
    right: false,
  })),
];

const f16Sums = 'sum = __half2float(__float2half_rn(sum + __half2float(x) * __half2float(y)));';
const f16Matmul: LowPrecision[] = [
  { term: 'sum += __half2float(x) * __half2float(y);', name: 'sums in full', right: true },
  { term: f16Sums, name: 'sums in f16', right: false },
  {
    term: `part += __half2float(x) * __half2float(y);
    if (k % 16 == 15 || k == K - 1) { sum = __half2float(__float2half_rn(sum + part)); part = 0.0f; }`,
    name: 'sums in f16 after every 16 terms',
    right: false,
  },
].map(({ term, name, right }) => ({
  name: `matmul_f16: ${name}`,
  problem: 'matmul_f16',
  source: source(matmulLaunch, 'none', matmul('__half', 'float part = 0.0f; float', term, '__float2half_rn(sum)')),
  right,
}));

const softmaxLaunch = '{ kernel: softmax, grid: [M], block: [1], args: [x, y, N] }';

function softmax(exponential: string, sum: string, result: string): string {
  return `extern "C" __global__ void softmax(const float* x, float* y, int N) {
  const float* in = x + (size_t)blockIdx.x * N;
  float* out = y + (size_t)blockIdx.x * N;
  float largest = in[0], sum = 0.0f;
  for (int n = 1; n < N; n++) largest = fmaxf(largest, in[n]);
  for (int n = 0; n < N; n++) { float e = ${exponential}; sum = ${sum}; }
  for (int n = 0; n < N; n++) { float e = ${exponential}; out[n] = ${result}; }
}`;
}

const plainExp = 'expf(in[n] - largest)';
const softmaxes = [
  ...each('softmax', 'exponentials', softmaxLaunch, softmax(`low(${plainExp})`, 'sum + e', 'e / sum')),
  ...each('softmax', 'arguments', softmaxLaunch, softmax('expf(low(in[n] - largest))', 'sum + e', 'e / sum')),
  ...each('softmax', 'sums', softmaxLaunch, softmax(plainExp, 'low(sum + e)', 'e / sum')),
  ...each('softmax', 'the result', softmaxLaunch, softmax(plainExp, 'sum + e', 'low(e / sum)')),
  ...[
    { name: 'fast exponentials', exponential: '__expf(in[n] - largest)', right: true },
    { name: 'exponentials of f16', exponential: '__half2float(hexp(__float2half_rn(in[n] - largest)))', right: false },
    {
      name: 'a cubic for the exponentials',
      exponential:
        '[&] { float t = (in[n] - largest) * 1.442695f, f = t - floorf(t); return ldexpf(1.0f + f * (0.6958f + f * (0.2251f + f * 0.0791f)), (int)floorf(t)); }()',
      right: false,
    },
    {
      name: 'small terms left out',
      exponential: '(in[n] - largest < -5.0f ? 0.0f : expf(in[n] - largest))',
      right: false,
    },
  ].map(({ name, exponential, right }) => ({
    name: `softmax: ${name}`,
    problem: 'softmax',
    source: source(softmaxLaunch, 'none', softmax(exponential, 'sum + e', 'e / sum')),
    right,
  })),
];

const layernormLaunch = '{ kernel: layernorm, grid: [M], block: [1], args: [x, weight, bias, y, N, eps] }';

function layernorm(value: string, deviation: string, result: string): string {
  return `extern "C" __global__ void layernorm(const float* x, const float* weight, const float* bias, float* y, int N, float eps) {
  const float* in = x + (size_t)blockIdx.x * N;
  float sum = 0.0f, squares = 0.0f;
  for (int n = 0; n < N; n++) sum += ${value};
  float mean = sum / N;
  for (int n = 0; n < N; n++) { float d = ${value} - mean; squares += ${deviation}; }
  float scale = rsqrtf(squares / N + eps);
  for (int n = 0; n < N; n++) y[(size_t)blockIdx.x * N + n] = ${result};
}`;
}

const normalised = '(in[n] - mean) * scale * weight[n] + bias[n]';
const layernorms = [
  ...each('layernorm', 'inputs', layernormLaunch, layernorm('low(in[n])', 'd * d', normalised)),
  ...each('layernorm', 'squares', layernormLaunch, layernorm('in[n]', 'low(d * d)', normalised)),
  ...each('layernorm', 'the result', layernormLaunch, layernorm('in[n]', 'd * d', `low(${normalised})`)),
];

const pointLaunch = '{ kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }';
const sums = each(
  'vector_add',
  'operands',
  pointLaunch,
  `extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i < N) c[i] = low(a[i]) + low(b[i]);
}`,
);

const cumsums = each(
  'cumsum',
  'sums',
  '{ kernel: cumsum, grid: [M], block: [1], args: [x, y, N] }',
  `extern "C" __global__ void cumsum(const float* x, float* y, int N) {
  float sum = 0.0f;
  for (int n = 0; n < N; n++) y[(size_t)blockIdx.x * N + n] = sum = low(sum + x[(size_t)blockIdx.x * N + n]);
}`,
);

const convolutions = each(
  'conv2d',
  'operands',
  '{ kernel: conv, grid: ["ceildiv(H * W, 64)", K, B], block: [64], args: [x, weight, y, C, H, W] }',
  `extern "C" __global__ void conv(const float* x, const float* weight, float* y, int C, int H, int W) {
  int at = blockIdx.x * 64 + threadIdx.x, k = blockIdx.y, K = gridDim.y, b = blockIdx.z;
  if (at >= H * W) return;
  float sum = 0.0f;
  for (int c = 0; c < C; c++)
    for (int r = 0; r < 3; r++)
      for (int s = 0; s < 3; s++) {
        int h = at / W + r - 1, w = at % W + s - 1;
        if (h < 0 || h >= H || w < 0 || w >= W) continue;
        sum += low(x[((size_t)(b * C + c) * H + h) * W + w]) * low(weight[((k * C + c) * 3 + r) * 3 + s]);
      }
  y[((size_t)(b * K + k) * H + at / W) * W + at % W] = sum;
}`,
);

export const lowPrecision: LowPrecision[] = [
  ...f32Matmul,
  ...f16Matmul,
  ...softmaxes,
  ...layernorms,
  ...sums,
  ...cumsums,
  ...convolutions,
];
