/** What users' files do wrong, in real PyTorch and through the command line: each is told, and the set goes on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { packagePath } from '../../lib/package_root.js';
import { findTorch } from '../torch/find_torch.js';
import { kernelBenchCheckout } from './kernelbench_checkout.js';
import { warpsmith } from './warpsmith_process.js';

interface Entry {
  problem?: number;
  verdict?: { outcome: string };
  error?: { code: string; message: string };
  summary?: { problems: number; passed: number };
}

/** One that hands on what it gets from `expression`. */
const module = (expression: string, inputs = '[torch.rand(6, 10)]', before = ''): string =>
  `import os, torch\n\nrows = 6\ncolumns = 10\n${before}\nclass Model(torch.nn.Module):\n    def forward(self, x):\n        ${expression}\n\ndef get_inputs():\n    return ${inputs}\n`;
const file = (name: string): string => readFileSync(packagePath('test', 'torch', 'modules', `${name}.py`), 'utf8');

/** One launch over a grid of single elements; `body` has `i` below `count`. */
const candidate = (args: string, parameters: string, body: string): string =>
  `/*---\nlaunch:\n  - { kernel: k, grid: [8], block: [256], args: [${args}] }\n---*/\n` +
  `extern "C" __global__ void k(${parameters}) {\n  int i = blockIdx.x * 256 + threadIdx.x;\n${body}\n}\n`;
const plusOne = candidate(
  'x, out, rows, columns',
  'const float* x, float* out, int rows, int columns',
  '  if (i < rows * columns) out[i] = x[i] + 1.0f;',
);

type Expected = 'pass' | readonly [code: string, message: RegExp];

const subjects: Record<string, { text: string; expected: Expected; source?: string }> = {
  raises: {
    text: file('raises'),
    expected: ['bad-module', /1_raises\.py to run but found ValueError: the scales are missing\n.*line 8, in forward/],
  },
  exits: { text: file('exits'), expected: ['bad-module', /SystemExit: 3/] },
  no_model: {
    text: file('no_model'),
    expected: ['bad-module', /Expected the class Model in .*no_model\.py but found none/],
  },
  no_inputs: { text: file('no_get_inputs'), expected: ['bad-module', /Expected the function get_inputs/] },
  syntax: { text: file('syntax_error'), expected: ['bad-module', /to be Python but found/] },
  inputs_object: {
    text: file('inputs_object'),
    expected: ['bad-module', /Expected get_inputs\(\) to return tensors and numbers but found dict/],
  },
  inputs_nothing: {
    text: module('return x', 'None'),
    expected: ['bad-module', /Expected get_inputs\(\) to return a list but found NoneType/],
  },
  returns_nothing: {
    text: file('returns_nothing'),
    expected: ['bad-module', /Expected forward to return a tensor.* but found None/],
  },
  memory: {
    text: module('return x + torch.zeros(2**46).sum()'),
    expected: ['device-out-of-memory', /can't allocate memory|not enough memory/],
  },
  python_memory: {
    text: module('return x + len(bytearray(2**60))'),
    expected: ['device-out-of-memory', /MemoryError/],
  },
  dies: {
    text: module('os._exit(5)'),
    expected: ['torch-failed', /exit status 5[^]*The next request starts a fresh helper/],
  },
  prints: {
    text: module('print("{}", flush=True); os.write(1, b"no JSON\\n"); return x + 1', undefined, 'print("read")'),
    expected: 'pass',
    source: plusOne,
  },
  tuple: {
    text: file('returns_tuple'),
    expected: 'pass',
    source: candidate(
      'x, out0, out1, rows, columns',
      'const float* x, float* out0, long long* out1, int rows, int columns',
      '  if (i >= rows) return;\n  int best = 0;\n  for (int c = 1; c < columns; c++) if (x[i * columns + c] > x[i * columns + best]) best = c;\n  out0[i] = x[i * columns + best];\n  out1[i] = best;',
    ),
  },
  dict: {
    text: file('returns_dict'),
    expected: 'pass',
    source: candidate(
      'x, sum, new_, rows, columns',
      'const float* x, float* sum, float* new_, int rows, int columns',
      '  if (i < rows * columns) new_[i] = 2 * x[i];\n  if (i >= rows) return;\n  double s = 0;\n  for (int c = 0; c < columns; c++) s += x[i * columns + c];\n  sum[i] = s;',
    ),
  },
  view: {
    text: file('returns_view'),
    expected: 'pass',
    source: candidate(
      'x, out, rows, columns, copies',
      'const float* x, float* out, int rows, int columns, int copies',
      '  if (i < copies * rows * columns) out[i] = x[i % rows * columns + i / rows % columns];',
    ),
  },
};

describe('modules that are not as they should be (needs a Python with PyTorch: WARPSMITH_PYTHON)', function () {
  this.timeout(240_000);
  const checkout = kernelBenchCheckout();

  it('are told of, each with one clear message, and the rest of the set goes on', async function () {
    const python = findTorch();
    if (python === null) return this.skip();
    const all = Object.entries(subjects);
    const own = checkout(
      Object.fromEntries(all.map(([name, { text }], i) => [`${i + 1}_${name}.py`, text])),
      Object.fromEntries(all.map(([, { source = plusOne }], i) => [`${i + 1}.cu`, source])),
    );
    const set = ['--kernelbench', own.folder, '--level', '1', '--problem', 'all', '--python', python];
    const { code, stdout, stderr } = await warpsmith(['verify', ...set, own.candidates, '--device', 'sim', '--json']);
    assert.equal(code, 1, stderr);
    const entries = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry);
    for (const [i, [name, { expected }]] of all.entries()) {
      const { verdict, error } = entries[i]!;
      if (expected === 'pass') {
        assert.equal(verdict?.outcome, 'pass', `${name}: ${JSON.stringify(error ?? verdict).slice(0, 1000)}`);
      } else {
        assert.equal(error?.code, expected[0], `${name}: ${JSON.stringify(error ?? verdict).slice(0, 1000)}`);
        assert.match(error.message, expected[1], name);
      }
    }
    const { problems, passed } = entries.at(-1)?.summary ?? {};
    assert.deepEqual([problems, passed], [all.length, all.filter(([, { expected }]) => expected === 'pass').length]);
  });
});
