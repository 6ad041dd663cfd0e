import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompileOutput } from '../../../lib/native/types.js';
import { packagePath } from '../../../lib/package_root.js';
import { CompileService } from '../../../lib/verify/compile/compile_service.js';
import { DiskCache } from '../../../lib/verify/disk_cache/disk_cache.js';
import { decodeOutput, encodeOutput } from '../../../lib/verify/compile/stored_outputs.js';
import { Engine } from '../../../lib/verify/engine.js';
import type { Verdict } from '../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../lib/verify/verify_kernel.js';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import { entryFiles } from '../disk_cache/cache_files.js';
import { withOwnCacheFolder } from '../disk_cache/own_cache_folder.js';
import { FakeCompiler, emptyKernel } from './fake_compiler.js';

interface Told {
  cached: boolean;
  result: unknown;
}

/** Compiles the sources in a process of its own. */
function compileElsewhere(sources: string[]): Promise<Told[]> {
  return new Promise((resolve, reject) => {
    const told: Told[] = [];
    const env = { ...process.env, WARPSMITH_DISK_CACHE_MIB: '16' };
    const child = fork(join(import.meta.dirname, 'compile_process.js'), sources, { env });
    child.on('message', (message) => told.push(message as Told));
    child.on('error', reject);
    child.on('exit', () => resolve(told));
  });
}

describe('CompileService: what is kept on disk', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'warpsmith-compiled-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A service as another process would have it. */
  function service(compiler: FakeCompiler, identity: string | null = 'this', bytes = 2 ** 24): CompileService {
    const cache = new DiskCache(join(folder, 'cache'), bytes);
    return new CompileService(compiler, { cache, identity: Promise.resolve(identity) });
  }

  async function ask(
    of: CompileService,
    more: { source?: string; kernels?: string[]; architecture?: string; deadlineMs?: number } = {},
  ): Promise<{ result: unknown; cached: boolean }> {
    let cached = false;
    const onCached = (): void => void (cached = true);
    const request = { source: 'text', kernels: ['k'], architecture: 'sm_90a', deadlineMs: 1000, onCached, ...more };
    const result = await of.compile(request);
    await of.flush();
    return { result, cached };
  }

  it('serves another instance, with all that the result holds', async () => {
    const compiler = new FakeCompiler();
    const first = await ask(service(compiler));
    const second = await ask(service(compiler));
    assert.equal(compiler.asked.length, 1);
    assert.deepEqual([first.cached, second.cached], [false, true]);
    assert.deepEqual(second.result, first.result);
  });

  it('keeps errors, and problems of the plan', async () => {
    for (const log of [
      'candidate.cu(1): error: expected a ";"\n',
      '__nv_name_map(1): error: identifier "k" is undefined\n',
    ]) {
      const compiler = new FakeCompiler({ ...emptyKernel, status: 'failed', log, ptx: '', cubin: new Uint8Array(0) });
      const first = await ask(service(compiler), { source: log });
      const second = await ask(service(compiler), { source: log });
      assert.equal(compiler.asked.length, 1);
      assert.deepEqual(second.result, first.result);
    }
  });

  it('keeps nothing of a compile that was stopped', async () => {
    for (const status of ['deadline-passed', 'memory-exceeded', 'crashed'] as const) {
      const compiler = new FakeCompiler({ ...emptyKernel, status });
      await ask(service(compiler));
      await ask(service(compiler));
      assert.equal(compiler.asked.length, 2, status);
    }
  });

  it('is for the same source, kernels, architecture and compiler only, whatever the deadline', async () => {
    const compiler = new FakeCompiler({ ...emptyKernel, status: 'failed', log: 'candidate.cu(1): error: no\n' });
    await ask(service(compiler));
    assert(!(await ask(service(compiler), { source: 'another' })).cached);
    assert(!(await ask(service(compiler), { kernels: ['k', 'l'] })).cached);
    assert(!(await ask(service(compiler), { architecture: 'sm_80' })).cached);
    assert(!(await ask(service(compiler, 'another compiler'))).cached);
    assert((await ask(service(compiler), { deadlineMs: 77 })).cached);
    assert((await ask(service(compiler), { kernels: ['k', 'k'] })).cached);
  });

  it('is left alone when the compiler cannot be told from another, or the cache is off', async () => {
    const compiler = new FakeCompiler();
    await ask(service(compiler, null));
    assert(!(await ask(service(compiler, null))).cached);
    await ask(service(compiler, 'this', 0));
    assert(!(await ask(service(compiler, 'this', 0))).cached);
    assert.equal(compiler.asked.length, 4);
  });

  it('is compiled anew when its entry is spoilt or of another format', async () => {
    const compiler = new FakeCompiler();
    await ask(service(compiler));
    for (const path of entryFiles(folder)) appendFileSync(path, 'x');
    assert(!(await ask(service(compiler))).cached);
    assert((await ask(service(compiler))).cached);
  });

  it('holds the own kernels', async () => {
    const compiler = new FakeCompiler();
    const own = async (header: string): Promise<unknown> => {
      const one = service(compiler);
      const compiled = await one.compileOwn('own', { 'a.h': header }, ['--std=c++17']);
      await one.flush();
      return compiled;
    };
    assert.deepEqual(await own('1'), await own('1'));
    assert.equal(compiler.asked.length, 1);
    await own('2');
    assert.equal(compiler.asked.length, 2);
  });

  it('reads back what it wrote, and nothing else', () => {
    const outputs: CompileOutput[] = [
      emptyKernel,
      { ...emptyKernel, status: 'failed', log: 'Fehler: ü\n"\\', ptx: '', cubin: new Uint8Array(0), loweredNames: {} },
    ];
    for (const output of outputs) {
      const bytes = encodeOutput(output);
      assert.deepEqual({ ...decodeOutput(bytes), cubin: null }, { ...output, cubin: null });
      assert.deepEqual([...(decodeOutput(bytes)?.cubin ?? [])], [...output.cubin]);
      for (let length = 0; length < bytes.length; length++) assert.equal(decodeOutput(bytes.subarray(0, length)), null);
      assert.equal(decodeOutput(Buffer.concat([bytes, Buffer.from('x')])), null);
    }
    const later = Buffer.from(encodeOutput(emptyKernel).toString().replace('"log"', '"newField":1,"log"'));
    assert.equal(decodeOutput(later), null);
  });

  it('says so in the verdict, which is the same otherwise', async () => {
    await withOwnCacheFolder(async () => {
      const source = readFileSync(packagePath('test', 'candidates', 'relu', 'fast.cu'), 'utf8');
      const judge = async (): Promise<Verdict> => {
        await using engine = await Engine.open({ device: 'none', diskCacheBytes: 2 ** 24 });
        return await verifyKernel(source, atCase(loadProblem('relu'), 'full'), { engine, seed: 1 });
      };
      const [first, second] = [await judge(), await judge()];
      const compileOf = ({ rungs }: Verdict): object => ({ ...rungs.find(({ rung }) => rung === 'compile'), ms: 0 });
      assert.deepEqual(compileOf(first), { rung: 'compile', status: 'passed', ms: 0 });
      assert.deepEqual(compileOf(second), { rung: 'compile', status: 'passed', ms: 0, cached: true });
      assert.deepEqual({ ...second, ms: 0, rungs: [] }, { ...first, ms: 0, rungs: [] });
    });
  });

  it('is there for the next process, when the engine was closed', async () => {
    await withOwnCacheFolder(async () => {
      const half = '#include <cuda_fp16.h>\nextern "C" __global__ void k(__half* x) {}';
      const [first, second] = [
        await compileElsewhere([half, 'broken', 'void k() {}']),
        await compileElsewhere([half, 'broken', 'void k() {}']),
      ];
      assert.deepEqual(
        first.map(({ cached }) => cached),
        [false, false, false],
      );
      assert.deepEqual(
        second,
        first.map(({ result }) => ({ cached: true, result })),
      );
    });
  });

  it('is there of a guarded engine too, of what did not compile', async () => {
    await withOwnCacheFolder(async () => {
      const judge = async (): Promise<Verdict> => {
        await using engine = await Engine.open({ device: 'none', isolation: 'guarded', diskCacheBytes: 2 ** 24 });
        const header = '/*---\nlaunch:\n  - { kernel: k, grid: [1], block: [32], args: [x, y] }\n---*/\n';
        return await verifyKernel(`${header}broken`, atCase(loadProblem('relu'), 'full'), { engine, seed: 1 });
      };
      const outcomes = [await judge(), await judge()].map(({ outcome, rungs }) => [
        outcome,
        rungs.find(({ rung }) => rung === 'compile')?.cached,
      ]);
      assert.deepEqual(outcomes, [
        ['compile-error', undefined],
        ['compile-error', true],
      ]);
    });
  });
});
