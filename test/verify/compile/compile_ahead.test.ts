import assert from 'node:assert/strict';
import type { CompileRequest, CompiledAhead } from '../../../lib/verify/compile/compile_request.js';
import { CompileService } from '../../../lib/verify/compile/compile_service.js';
import { compile } from '../sample_compile.js';
import { FakeCompiler, emptyKernel } from './fake_compiler.js';

const request = { source: 'text', kernels: ['k'], architecture: 'sm_90a', deadlineMs: 1000 };

describe('CompileService: PTX ahead of the cubin', () => {
  let compiler = new FakeCompiler(null);
  let heard: CompiledAhead[] = [];
  const ask = (service: CompileService, more: Partial<CompileRequest> = {}): ReturnType<CompileService['compile']> =>
    service.compile({ ...request, onAhead: (ahead) => heard.push(ahead), ...more });
  /** Lets what was asked get to the compiler, and answers to who asked. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    compiler = new FakeCompiler(null);
    heard = [];
  });

  it('is compiled beside it, for the virtual architecture and else in the same way', async () => {
    const result = ask(new CompileService(compiler, null, 2));
    await settle();
    const [whole, ahead, ...others] = compiler.asked;
    assert(whole && ahead && others.length === 0, `there were ${compiler.asked.length} compiles`);
    assert(whole.options.includes('--gpu-architecture=sm_90a'), whole.options.join(' '));
    const options = whole.options.map((option) => option.replace('=sm_', '=compute_'));
    assert.deepEqual({ ...ahead, cancel: null }, { ...whole, options, cancel: null });
    compiler.release();
    await result;
  });

  it('is told while the cubin is not there, and is not waited for when it is', async () => {
    const service = new CompileService(compiler, null, 2);
    const early = ask(service);
    await settle();
    compiler.releaseOne(1);
    await settle();
    assert.equal(heard[0]?.ptx, emptyKernel.ptx);
    compiler.release();
    await early;
    const late = ask(service, { source: 'another text' });
    await settle();
    compiler.releaseOne(2);
    await late;
    assert.equal(heard.length, 1);
    compiler.release();
    await settle();
  });

  it('goes on when its caller leaves: it is over soon', async () => {
    const controller = new AbortController();
    const result = ask(new CompileService(compiler, null, 2), { signal: controller.signal });
    await settle();
    controller.abort();
    await assert.rejects(result, { code: 'aborted' });
    await settle();
    assert.deepEqual([compiler.isCancelled(0), compiler.isCancelled(1)], [true, false]);
    compiler.release();
    await settle();
  });

  it('is not compiled with all cores at work, when nobody listens, nor for what is kept', async () => {
    const service = new CompileService(compiler, null, 4);
    const results = [
      ask(service, { source: 'a', onAhead: undefined }),
      ask(service, { source: 'b', onAhead: undefined }),
      ask(service, { source: 'c' }),
    ];
    await settle();
    assert.equal(compiler.asked.length, 3);
    compiler.release();
    await Promise.all(results);
    await ask(service, { source: 'c' });
    assert.equal(compiler.asked.length, 3);
  });

  it('that does not compile is left to the cubin to tell', async () => {
    const result = ask(new CompileService(compiler, null, 2));
    await settle();
    compiler.releaseOne(1, { ...emptyKernel, status: 'failed', log: 'candidate.cu(1): error: no' });
    await settle();
    compiler.release();
    assert.equal((await result).kind, 'compiled');
    assert.deepEqual(heard, []);
  });

  it("is the cubin's own PTX, with NVRTC", async function () {
    const source = `extern "C" __global__ void k(const float* x, float* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = x[i] * ${Math.random()}f;
}`;
    const virtual = await compile(source, ['k'], { architecture: 'compute_90a' });
    const real = await compile(source, ['k']);
    assert(virtual.kind === 'compiled' && real.kind === 'compiled');
    assert.equal(virtual.compiled.ptx, real.compiled.ptx);
    assert.deepEqual([virtual.compiled.cubin.length, real.compiled.cubin.length > 0], [0, true]);
    assert.deepEqual(virtual.compiled.kernels, real.compiled.kernels);
  });
});
