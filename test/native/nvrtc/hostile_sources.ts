/** Sources that NVRTC does not end with by itself in any time that one could wait. */

/** A macro that doubles itself 2^26 times: no memory, no function, only time. */
export const macroBomb = [
  '#define A0 x x',
  ...Array.from({ length: 26 }, (_, i) => `#define A${i + 1} A${i} A${i}`),
  '__device__ int y = A26 ;',
].join('\n');

/** Templates whose lists of arguments double with each level. */
export const templateBomb = `
template <class... T> struct L {};
template <int N, class... T> struct G { using t = typename G<N - 1, T..., T...>::t; };
template <class... T> struct G<0, T...> { using t = L<T...>; };
__global__ void k() { G<30, int>::t x; }`;

/** Conditional expressions in each other, over which the code generator sits long. */
export const conditionalBomb = `extern "C" __global__ void k(int* x) { *x = ${'*x ? 1 : '.repeat(30_000)}1; }`;

/** A macro's call in its own argument, and so on. */
export const argumentBomb = `#define F(x) x\n__device__ int a = ${'F('.repeat(5000)}1${')'.repeat(5000)};`;

/** Thousands of warnings' worth of code, with quadratic work in the compiler. */
export const assemblerBomb = `extern "C" __global__ void k() {${'asm volatile("{ .reg .b32 t; mov.u32 t, 1; }");\n'.repeat(50_000)}}`;

/** Parentheses, deep enough for the stack of an ordinary thread many times over. */
export function nested(levels: number): string {
  return `__device__ int f() { return ${'('.repeat(levels)}1${')'.repeat(levels)}; }`;
}
