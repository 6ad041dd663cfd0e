import assert from 'node:assert/strict';
import { compile, compiled } from '../sample_compile.js';

const types = (source: Awaited<ReturnType<typeof compiled>>, kernel: string): [string, boolean, number][] =>
  (source.kernels.get(kernel)?.parameters ?? []).map(({ text, pointer, bytes }) => [text, pointer, bytes]);

describe('CompileService: kernels and their parameters', () => {
  it('an extern "C" kernel', async () => {
    const source = 'extern "C" __global__ void k(const float* x, float* __restrict__ y, const int n, size_t m) {}';
    const found = await compiled(source, ['k']);
    assert.equal(found.kernels.get('k')?.symbol, 'k');
    assert.deepEqual(types(found, 'k'), [
      ['float const*', true, 8],
      ['float*', true, 8],
      ['int', false, 4],
      ['unsigned long', false, 8],
    ]);
    assert(found.cubin.length > 0 && found.ptx.includes('.target sm_90a'));
  });

  it('a mangled kernel', async () => {
    const found = await compiled('__global__ void mangled(double* x, bool b) {}', ['mangled']);
    assert.equal(found.kernels.get('mangled')?.symbol, '_Z7mangledPdb');
    assert.deepEqual(types(found, 'mangled'), [
      ['double*', true, 8],
      ['bool', false, 1],
    ]);
  });

  it('instances of a template, apart', async () => {
    const source = 'template <int N, typename T> __global__ void k(T* x, T t) { x[N] = t; }';
    const found = await compiled(source, ['k<1, float>', 'k<2, short>']);
    assert.deepEqual(
      types(found, 'k<1, float>').map(([text]) => text),
      ['float*', 'float'],
    );
    assert.deepEqual(
      types(found, 'k<2, short>').map(([text]) => text),
      ['short*', 'short'],
    );
    assert.notEqual(found.kernels.get('k<1, float>')?.symbol, found.kernels.get('k<2, short>')?.symbol);
  });

  it('a kernel in a namespace', async () => {
    const found = await compiled('namespace a { namespace b { __global__ void k(int* x) {} } }', ['a::b::k']);
    assert.deepEqual(types(found, 'a::b::k'), [['int*', true, 8]]);
  });

  it('a kernel without parameters', async () => {
    assert.deepEqual(types(await compiled('extern "C" __global__ void k() {}', ['k']), 'k'), []);
  });

  it('kernels of which one name begins the other', async () => {
    const source = `extern "C" __global__ void scale2(float* x, int n) {}
extern "C" __global__ void scale(float* x) {}`;
    const found = await compiled(source, ['scale', 'scale2']);
    assert.deepEqual([types(found, 'scale').length, types(found, 'scale2').length], [1, 2]);
  });

  it('structs by value, a tensor map among them', async () => {
    const source = `struct alignas(64) Map { char bytes[128]; };
struct Pair { int a; float b; };
extern "C" __global__ void k(const __grid_constant__ Map map, Pair pair) {}`;
    assert.deepEqual(types(await compiled(source, ['k']), 'k'), [
      ['Map', false, 128],
      ['Pair', false, 8],
    ]);
  });

  it('a pointer to rows', async () => {
    const found = await compiled('extern "C" __global__ void k(const float (*x)[8]) {}', ['k']);
    assert.deepEqual(
      types(found, 'k').map(([, pointer, bytes]) => [pointer, bytes]),
      [[true, 8]],
    );
  });

  it('half types, with the device headers', async () => {
    const source = `#include <cuda_fp16.h>
#include <cuda_bf16.h>
extern "C" __global__ void k(__half h, __nv_bfloat16 b, const __half* x) {}`;
    assert.deepEqual(types(await compiled(source, ['k']), 'k'), [
      ['__half', false, 2],
      ['__nv_bfloat16', false, 2],
      ['__half const*', true, 8],
    ]);
  });
});

describe('CompileService: the cache', () => {
  const source = 'extern "C" __global__ void cached(float* x) {}';

  it('gives the same object for the same request', async () => {
    const first = await compile(source, ['cached']);
    assert.equal(await compile(source, ['cached']), first);
    assert.equal(await compile(source, ['cached'], { deadlineMs: 1000 }), first);
  });

  it('tells sources, kernels and architectures apart', async () => {
    const first = await compile(source, ['cached']);
    assert.notEqual(await compile(`${source}\n`, ['cached']), first);
    assert.notEqual(await compile(source, ['cached', 'other']), first);
    assert.notEqual(await compile(source, ['cached'], { architecture: 'sm_80' }), first);
  });

  it('keeps errors as well', async () => {
    const broken = 'extern "C" __global__ void k() { cached }';
    assert.equal(await compile(broken, ['k']), await compile(broken, ['k']));
  });

  it('names the launch of an unknown kernel, also when another order of launches was asked before', async () => {
    const places = async (kernels: string[]): Promise<string[]> => {
      const result = await compile(source, kernels);
      assert(result.kind === 'plan');
      return result.problems.map(({ where }) => where);
    };
    assert.deepEqual(await places(['cached', 'nope', 'nope']), ['launch[1].kernel', 'launch[2].kernel']);
    assert.deepEqual(await places(['cached', 'cached', 'nope']), ['launch[2].kernel']);
  });
});
