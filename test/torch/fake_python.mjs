#!/usr/bin/env node
// In Python's place where there is no PyTorch: speaks the helper's protocol for one module, modules/scaled_relu.py, whose
// mask only it can make. Sizes of the module's "file" are those that requests give. With FAKE_FINITE=positive the
// module has no finite answer for negative x; with FAKE_START=unfit there is no PyTorch. It can't be compiled with TF32.
// What stands behind the last _ of a file's name may be a misdeed: 3_Dies.py.
import { openSync, closeSync, readSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const models = new Map();

function describe(given) {
  const sizes = { rows: 40, columns: 1000, axis: -1, ...given };
  const { rows, columns } = sizes;
  const tensor = (name, from, shape, draw) => ({ name, from, path: name, dtype: 'f32', shape, draw });
  return {
    sizes,
    inputs: [
      tensor('x', 'argument', [rows, columns], { uniform: [0, 1] }),
      tensor('mask', 'argument', [columns + 1], 'made'),
      { ...tensor('pick', 'argument', [rows], { integers: [0, columns - 1] }), dtype: 'i64' },
      tensor('weight', 'parameter', [columns], { constant: 1 }),
    ],
    constants: [{ name: 'slope', value: 0.5, argument: 'slope' }],
    outputs: [{ name: 'out', dtype: 'f32', shape: [rows, columns] }],
    operations: 0,
    doc: 'A scaled ReLU.',
    training: true,
    random: false,
  };
}

function read({ file, offset, bytes }, kind = Float32Array) {
  const values = new kind(bytes / kind.BYTES_PER_ELEMENT);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, values, 0, bytes, offset);
  closeSync(descriptor);
  return values;
}

function write({ file, offset }, values) {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, values, 0, values.byteLength, offset);
  closeSync(descriptor);
}

function forward({ model, inputs, outputs }) {
  const { columns } = models.get(model);
  const [x, mask, weight] = [inputs.x, inputs.mask, inputs.weight].map((memory) => read(memory));
  const pick = read(inputs.pick, BigInt64Array);
  const finite = process.env.FAKE_FINITE !== 'positive';
  const out = x.map((value, i) =>
    value < 0 && !finite
      ? NaN
      : Math.max(value, 0) * weight[i % columns] + mask[(i % columns) + 1] + weight[pick[Math.floor(i / columns)]],
  );
  write(outputs.out, out);
  return { ms: 0.1 };
}

const make = ({ model, seed, inputs }) => {
  const { columns, ...load } = models.get(model);
  const values = {
    x: (i) => ((i * 31 + seed) % 97) / 97,
    mask: (i) => ((i * 7 + seed) % 5) - 2,
    pick: (i) => BigInt((i * 13 + seed) % columns),
    weight: () => 1,
  };
  for (const [name, memory] of Object.entries(inputs)) {
    // As the real one: parameters are kept only of a constructor that has a seed.
    if (name !== 'mask' && load.seed === undefined) throw new Error(`${name} is drawn by others`);
    const kind = name === 'pick' ? BigInt64Array : Float32Array;
    write(
      memory,
      kind.from({ length: memory.bytes / kind.BYTES_PER_ELEMENT }, (_, i) => values[name](i)),
    );
  }
  return {};
};

const fail = (code, message, trace = '') => ({ failed: { code, message, trace } });
const die = () => {
  process.stderr.write('last words\n');
  process.exit(9);
};
const misdeeds = {
  raises: () => fail('module-failed', 'ValueError: unlucky', 'line 3, in forward'),
  nomodel: ({ file }) => fail('no-model', `Expected the class Model in ${file} but found none.`),
  noinputs: () => fail('bad-inputs', 'Expected get_inputs() to return tensors and numbers but found dict for x.'),
  memory: () => fail('out-of-memory', "RuntimeError: can't allocate memory"),
  hangs: () => ({ silent: true }),
  dies: die,
  hangslater: ({ precision }) => (precision === 'f64' ? { silent: true } : null),
  // Loaded as a reference, and not only looked at.
  dieslater: ({ precision }) => (precision === 'f64' ? die() : null),
};
const uncompiled = (request) =>
  request.do === 'time' && request.how === 'compile' && request.tf32 === true
    ? fail('module-failed', 'a compiler that has lost its way')
    : null;
function time({ how, runs, fewest }) {
  // One run that takes long, among more of them when they are quick.
  const samples = Array.from({ length: how === 'eager' ? runs : fewest }, (_, i) => (i === 0 ? 12 : 1));
  return { samples, clock: 'wall', ran: `fake, ${how}`, l2Bytes: 0 };
}

const answers = {
  describe: ({ sizes }) => describe(sizes),
  reduce: () => ({ sizes: [{ rows: 3, columns: 37, axis: -1 }] }),
  load: ({ sizes, seed }) => {
    models.set(models.size + 1, { columns: 1000, ...sizes, seed });
    return { model: models.size, bytes: 0 };
  },
  forward,
  make,
  time,
  unload: () => ({ bytes: 0 }),
  forget: () => ({}),
};

if (process.env.FAKE_START === 'unfit') {
  say({ unfit: { code: 'no-torch', message: "No module named 'torch'" } });
  process.exit(1);
}
say({
  ready: { protocol: 1, python: '3.12.0', torch: '0.0.0', cuda: null, why: 'This is no PyTorch.', socket: 'nobody' },
});
createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  const misdeed = misdeeds[/_([A-Za-z]+)\.py$/.exec(request.file)?.[1]?.toLowerCase()];
  const reply = misdeed?.(request) ?? uncompiled(request) ?? { ok: answers[request.do](request) };
  if (!reply.silent) say({ id: request.id, ...reply });
});
