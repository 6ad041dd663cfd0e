import assert from 'node:assert/strict';
import { compile, compileErrors, planProblems } from '../sample_compile.js';

describe('CompileService: errors', () => {
  it('have the line in the source, and the lines around it', async () => {
    const source = `/*---
launch: []
---*/
extern "C" __global__ void k(float* x) {
  int i = blockIdx.x * blockDimm.x;
  x[i] = 1.0f;
}
`;
    const [error, ...others] = await compileErrors(source);
    assert.deepEqual(others, []);
    assert.deepEqual(error, {
      file: 'candidate.cu',
      line: 5,
      message: 'identifier "blockDimm" is undefined',
      excerpt: [
        { line: 3, text: '---*/' },
        { line: 4, text: 'extern "C" __global__ void k(float* x) {' },
        { line: 5, text: '  int i = blockIdx.x * blockDimm.x;' },
        { line: 6, text: '  x[i] = 1.0f;' },
        { line: 7, text: '}' },
      ],
    });
  });

  it('are all told, without the warnings', async () => {
    const source = `extern "C" __global__ void k() {
  int unused;
  a = 1;
  b = 2;
}`;
    const errors = await compileErrors(source);
    assert.deepEqual(
      errors.map(({ line }) => line),
      [3, 4],
    );
  });

  it('at the end of the file have what there is around them', async () => {
    const [error] = await compileErrors('extern "C" __global__ void k() {\n  int a = 1;\n');
    assert.deepEqual([error?.line, error?.message], [2, 'expected a "}" (at the end of the source)']);
    assert.deepEqual(
      error?.excerpt.map(({ line }) => line),
      [1, 2, 3],
    );
  });

  it('are found behind Windows line ends', async () => {
    const [error] = await compileErrors('extern "C" __global__ void k() {\r\n  a = 1;\r\n}\r\n');
    assert.equal(error?.line, 2);
  });

  it('in a header are named with the header, and have no excerpt of the source', async () => {
    const source =
      '#include <cuda_fp16.h>\n#include <mma.h>\nextern "C" __global__ void k() { nvcuda::wmma::fragment<int> f; }';
    for (const error of await compileErrors(source)) {
      assert(error.file === 'candidate.cu' || error.excerpt.length === 0, JSON.stringify(error));
    }
    // The error is inside the header itself: what it is made to assert does not hold.
    const inside =
      '#include <cuda/std/array>\nextern "C" __global__ void k() { cuda::std::get<7>(cuda::std::array<int, 2>{}); }';
    const errors = await compileErrors(inside);
    const elsewhere = errors.filter(({ file }) => file !== 'candidate.cu');
    assert(elsewhere.length > 0, JSON.stringify(errors));
    assert(elsewhere.every(({ excerpt }) => excerpt.length === 0));
  });

  it('tell a header that is not there', async () => {
    const [error] = await compileErrors('#include <no_such_header.h>\nextern "C" __global__ void k() {}');
    assert.equal(error?.line, 1);
    assert.match(error.message, /no_such_header\.h/);
  });

  it('tell of an #error', async () => {
    const [error] = await compileErrors('#error not here\nextern "C" __global__ void k() {}');
    assert.equal(error?.line, 1);
    assert.match(error.message, /not here/);
  });

  it('tell of a failed static_assert', async () => {
    const [error] = await compileErrors('static_assert(1 == 2, "no tiles left");\nextern "C" __global__ void k() {}');
    assert.match(error?.message ?? '', /no tiles left/);
  });

  for (const [what, body, reason] of [
    [
      'too much static shared memory',
      '__shared__ float s[200000]; s[threadIdx.x] = *x; __syncthreads(); *x = s[5 - threadIdx.x];',
      /uses too much shared data/,
    ],
    ['wrong inline PTX', 'asm volatile("no.such.instruction;");', /Unknown modifier '\.such'/],
    ["another architecture's instruction", 'asm volatile("tcgen05.fence::before_thread_sync;");', /not supported on/],
    ['a function that is nowhere', '__device__ float f(float); *x = f(1.0f);', /Unresolved extern function/],
  ] as const) {
    it(`of the assembler are in the log: ${what}`, async () => {
      const result = await compile(`extern "C" __global__ void k(float* x) { ${body} }`, ['k']);
      assert(result.kind === 'errors', `expected errors but it was ${result.kind}`);
      assert.match(result.log, reason);
    });
  }

  it('tell of an empty source and of one that is no C++', async () => {
    assert((await compileErrors('Sorry, I cannot do that.')).length > 0);
  });
});

describe('CompileService: kernels that are not there', () => {
  const source = `
// __global__ void commented() {}
__global__ void __launch_bounds__(128, 2) first(float* x) {}
template <int N> __global__ void second(float* x) {}
namespace deep { extern "C" __global__ __cluster_dims__(2, 1, 1) void third() {} }
`;

  it('are plan problems that list the kernels', async () => {
    assert.deepEqual(await planProblems(source, ['first', 'fist']), [
      {
        where: 'launch[1].kernel',
        message:
          'Expected the name of a kernel in the source but found "fist". The source defines first, second, third.',
      },
    ]);
  });

  it('say so when there is no kernel at all', async () => {
    const [problem] = await planProblems('__device__ int f() { return 1; }', ['k']);
    assert.match(problem?.message ?? '', /The source defines no __global__ function\./);
  });

  it('are those of an empty source', async () => {
    const [problem] = await planProblems('', ['k']);
    assert.equal(problem?.where, 'launch[0].kernel');
  });

  it('are templates without their arguments', async () => {
    const [problem] = await planProblems(source, ['second']);
    assert.match(problem?.message ?? '', /does not stand for one kernel/);
  });

  it('are overloaded names', async () => {
    const [problem] = await planProblems('__global__ void k(int) {}\n__global__ void k(float) {}', ['k']);
    assert.match(problem?.message ?? '', /does not stand for one kernel/);
  });

  for (const name of ['k()', '1 + 1', 'k);evil(', 'int', '"k"', 'k, k', '', '  ', 'sizeof(int)', 'x']) {
    it(`are not found under what is no kernel's name: ${JSON.stringify(name)}`, async () => {
      const problems = await planProblems('extern "C" __global__ void k() {}\n__device__ int x;', [name]);
      assert(problems.every(({ where, message }) => where.startsWith('launch') && message.length > 0));
    });
  }

  it('come after the errors of the source itself', async () => {
    const errors = await compileErrors('__global__ void k() { a = 1; }', ['nope']);
    assert.deepEqual(
      errors.map(({ line }) => line),
      [1],
    );
  });
});
