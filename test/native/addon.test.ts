import assert from 'node:assert/strict';
import { WarpsmithError } from '../../lib/errors.js';
import { findNvrtc } from '../../lib/native/find_nvrtc.js';
import { addon } from '../../lib/native/load_addon.js';
import { openCompiler } from '../../lib/native/open.js';
import type { CompileJob, Compiler, GeneratePlan } from '../../lib/native/types.js';

/** Things that no function of the addon takes. */
const wrongThings: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 5],
  ['a text', 'x'],
  ['a symbol', Symbol('x')],
  ['a function', (): void => undefined],
  ['an empty object', {}],
  ['an array', []],
  ['a DataView', new DataView(new ArrayBuffer(8))],
  ['an object that throws', new Proxy({}, { get: () => assert.fail('looked at') })],
];

const plan: GeneratePlan = {
  dtype: 'f32',
  kind: 3,
  a: 1,
  b: 0,
  low: 0,
  span: 0,
  share: 0,
  values: [],
  stream: 0,
  seed: 0,
};

/** Calls with something that is no right argument: an Error with a text comes of it, thrown or rejected. */
async function refuses(call: () => unknown): Promise<void> {
  let found: unknown = null;
  try {
    await call();
  } catch (error) {
    found = error;
  }
  assert(found instanceof Error, 'was accepted');
  assert.match(found.message, /Expected|looked at|cannot open/, 'does not say what it expected');
}

/** Anything, for parameters whose types say otherwise. */
function any(value: unknown): never {
  return value as never;
}

describe('the addon', () => {
  it('exports what lib/native/types.ts says', () => {
    const names = [
      'setErrorClass',
      'openDriver',
      'openSimulator',
      'readNvml',
      'openCompiler',
      'demangle',
      'generate',
      'instrument',
      'abilities',
      'createShared',
      'openShared',
      'endWithParent',
    ];
    // The package `bindings` adds the path.
    assert.deepEqual(
      Object.keys(addon)
        .filter((name) => name !== 'path')
        .sort(),
      names.sort(),
    );
    for (const name of names) assert.equal(typeof addon[name as keyof typeof addon], 'function', name);
  });

  it('demangles symbols, and nothing else', () => {
    assert.equal(addon.demangle('_Z5scalePKfPfi'), 'scale(float const*, float*, int)');
    assert.equal(addon.demangle('scale'), null);
    assert.equal(addon.demangle(''), null);
    assert.equal(addon.demangle('_Z'), null);
  });

  for (const [what, value] of wrongThings) {
    it(`refuses ${what}`, async () => {
      if (typeof value !== 'string') {
        await refuses(() => addon.demangle(any(value)));
        await refuses(() => addon.openDriver(any(value)));
      }
      if (typeof value !== 'function') await refuses(() => addon.setErrorClass(any(value)));
      await refuses(() => addon.openCompiler(any(value)));
      await refuses(() => addon.openCompiler({ library: any(value), companions: [], includes: [] }));
      await refuses(() => addon.openCompiler({ library: '/nowhere', companions: any(value), includes: [] }));
      await refuses(() => addon.openCompiler({ library: '/nowhere', companions: [any(value)], includes: [] }));
      await refuses(() => addon.createShared(any(value)));
      if (typeof value !== 'number') await refuses(() => addon.createShared({ bytes: any(value) }));
      await refuses(() => addon.openShared(any(value)));
      await refuses(() => addon.openShared({ path: any(value), bytes: 1 }));
      await refuses(() => addon.endWithParent(any(value)));
      await refuses(() => addon.endWithParent({ parent: any({}) }));
      await refuses(() => addon.generate(any(value), plan));
      await refuses(() => addon.generate(new Float32Array(2), any(value)));
    });
  }

  it('still has its error class after a wrong one was refused', async () => {
    await assert.rejects(
      addon.openCompiler({ library: '/nowhere/libnvrtc.so', companions: [], includes: [] }),
      (error) => {
        assert(error instanceof WarpsmithError, String(error));
        assert.match(error.message, /\/nowhere\/libnvrtc\.so/);
        return true;
      },
    );
  });

  it('refuses a library that is no NVRTC, and names what it lacks', async () => {
    await assert.rejects(addon.openCompiler({ library: 'libc.so.6', companions: [], includes: [] }), {
      code: 'no-compiler',
      message: /libc\.so\.6 has no nvrtcVersion, .*nvrtcGetErrorString/,
    });
  });
});

describe('generate', () => {
  for (const [field, value, message] of [
    ['dtype', 'f8', /dtype but found f8/],
    ['dtype', 3, /a string for `dtype` but found 3/],
    ['kind', -1, /whole number from 0 for `kind`/],
    ['kind', 0.5, /whole number from 0 for `kind`/],
    ['a', '1', /a number for `a` but found 1/],
    ['b', null, /a number for `b` but found null/],
    ['span', -1, /`span`/],
    ['span', 2 ** 53, /`span`/],
    ['share', -1, /`share`/],
    ['values', 3, /`values`/],
    ['values', Array.from({ length: 9 }, () => 1), /at most 8 values but found 9/],
    ['values', ['1'], /numbers as the values/],
    ['seed', NaN, /`seed`/],
    ['seed', 1n, /a number for `seed`/],
    ['stream', Infinity, /`stream`/],
    ['low', undefined, /a number for `low` but found undefined/],
  ] as const) {
    it(`refuses ${field}: ${String(value)}`, () => {
      const wrong = { ...plan, [field]: value };
      assert.throws(() => addon.generate(new Float32Array(2), wrong), { name: 'TypeError', message });
    });
  }

  it('writes whole elements only, whatever the array', () => {
    const bytes = new Uint8Array(11).fill(0xee);
    addon.generate(bytes.subarray(0, 10), plan);
    assert.deepEqual([...bytes.subarray(8)], [0xee, 0xee, 0xee]);
    addon.generate(new Float64Array(0), { ...plan, dtype: 'f64' });
  });
});

describe('a compiler', () => {
  let compiler: Compiler;
  const job: CompileJob = {
    source: 'extern "C" __global__ void k() {}',
    fileName: 'a.cu',
    options: ['--gpu-architecture=sm_90a'],
    headers: {},
    nameExpressions: [],
    deadlineMs: 60_000,
    memoryBytes: 2 ** 32,
  };

  before(async () => {
    compiler = (await openCompiler()).compiler;
  });

  it('tells its version', () => assert.match(compiler.version, /^1[1-9]\.\d+$/));

  it('compiles to PTX and cubin', async () => {
    const output = await compiler.compile(job);
    assert.equal(output.status, 'compiled');
    assert.match(output.ptx, /\.entry k/);
    assert.deepEqual([...output.cubin.subarray(0, 4)], [0x7f, 0x45, 0x4c, 0x46], 'the cubin is no ELF file');
  });

  it('finds headers by name, and the symbols of expressions', async () => {
    const source = '#include "half.h"\ntemplate <int N> __global__ void k(int* x) { *x = HALF * N; }';
    const output = await compiler.compile({
      ...job,
      source,
      headers: { 'half.h': '#define HALF 2' },
      nameExpressions: ['k<3>'],
    });
    assert.equal(output.status, 'compiled', output.log);
    assert.equal(addon.demangle(output.loweredNames['k<3>'] ?? ''), 'void k<3>(int*)');
  });

  it('gives the log of what does not compile', async () => {
    const output = await compiler.compile({ ...job, source: 'nonsense', fileName: 'mine.cu' });
    assert.equal(output.status, 'failed');
    assert.match(output.log, /^mine\.cu\(1\): error/m);
    assert.equal(output.cubin.length, 0);
  });

  it('rejects an option that it does not know', async () => {
    await assert.rejects(compiler.compile({ ...job, options: ['--no-such-option'] }), {
      code: 'bad-option',
      message: /no-such-option/,
    });
  });

  it('does not begin what is cancelled before', async () => {
    const output = await compiler.compile({ ...job, cancel: Int32Array.of(1) });
    assert.equal(output.status, 'cancelled');
  });

  it('serves many jobs at once, each its own', async () => {
    const outputs = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        compiler.compile({ ...job, source: `extern "C" __global__ void k${i}() {}` }),
      ),
    );
    outputs.forEach(({ ptx }, i) => assert.match(ptx, new RegExp(`\\.entry k${i}\\b`)));
  });

  it('serves two compilers of one library', async () => {
    const { library, companions, includes } = findNvrtc().found ?? assert.fail('no NVRTC');
    const other = await addon.openCompiler({ library, companions, includes });
    const [first, second] = await Promise.all([compiler.compile(job), other.compile(job)]);
    assert.deepEqual([first.status, second.status], ['compiled', 'compiled']);
  });

  for (const [what, value] of wrongThings) {
    it(`refuses ${what}`, async () => {
      await refuses(() => compiler.compile(any(value)));
      for (const field of ['source', 'fileName', 'options', 'nameExpressions', 'deadlineMs'] as const) {
        if (typeof value === typeof job[field] && !Array.isArray(job[field])) continue;
        if (Array.isArray(value) && Array.isArray(job[field])) continue;
        await refuses(() => compiler.compile({ ...job, [field]: value }));
      }
      if (value !== undefined) await refuses(() => compiler.compile({ ...job, cancel: any(value) }));
    });
  }

  it('refuses a flag of another size', async () => {
    await refuses(() => compiler.compile({ ...job, cancel: new Int32Array(2) }));
    await refuses(() => compiler.compile({ ...job, deadlineMs: -1 }));
  });

  it('is made by the addon only', () => {
    const Class = compiler.constructor as new (...words: unknown[]) => Compiler;
    assert.throws(() => new Class(), { name: 'TypeError', message: /made by the addon, not by `new`/ });
    assert.throws(() => new Class({}), { name: 'TypeError' });
  });

  it('has no methods for other objects', () => {
    const compile = Reflect.get(Object.getPrototypeOf(compiler) as object, 'compile') as (job: CompileJob) => unknown;
    for (const self of [{}, null, Object.create(Object.getPrototypeOf(compiler) as object)]) {
      // Node's own words, such as "Illegal invocation".
      assert.throws(() => Reflect.apply(compile, self, [job]), Error);
    }
  });
});
