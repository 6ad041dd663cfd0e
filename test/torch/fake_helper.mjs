// Speaks the helper's protocol without Python, and misbehaves as its arguments ask: `start=HOW` for its first line, and the
// file's name of a request ("hang", "die", …) for its reply.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const start = process.argv[2]?.replace('start=', '') ?? 'well';
const say = (message) => writeSync(1, `${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ready = {
  protocol: start === 'other-version' ? 2 : 1,
  python: '3.12.3',
  torch: '2.11.0',
  cuda: null,
  why: 'a fake',
  socket: 'nobody',
};

if (start === 'unfit') {
  say({ unfit: { code: 'no-torch', message: "No module named 'torch'" } });
  process.exit(1);
}
if (start === 'dies') {
  console.error('Segmentation fault, perhaps');
  process.exit(3);
}
if (start === 'garbage') say('Welcome to Python!');
else if (start === 'hangs') setInterval(() => undefined, 1000);
else {
  if (start === 'slow') await sleep(300);
  if (start === 'loud') writeSync(2, 'warning\n'.repeat(40_000));
  say({ ready });
}

const described = {
  sizes: {},
  inputs: [],
  constants: [],
  outputs: [],
  operations: 0,
  doc: '',
  training: true,
  random: false,
};
const failed = (code, trace = '') => ({ code, message: 'Expected a module but found none.', trace });
let models = 0;
let served = 0;

const replies = {
  describe: ({ sizes }) => ({ ...described, sizes, doc: `${++served}` }),
  load: () => ({ model: ++models, bytes: 12 }),
  // Tells which of its models it was asked for.
  forward: ({ model }) => ({ ms: model }),
  unload: () => ({ bytes: 5 }),
  reduce: () => ({ sizes: [] }),
  make: () => ({}),
  time: () => ({ samples: [1, 2], clock: 'wall', ran: 'eager', l2Bytes: 0 }),
  forget: () => ({}),
};

const misdeeds = {
  hang: () => sleep(600_000),
  die: () => {
    console.error('last words');
    process.exit(9);
  },
  killed: () => process.kill(process.pid, 'SIGKILL'),
  garbage: () => say('no JSON'),
  'wrong-id': ({ id }) => say({ id: id + 1, ok: described }),
  'wrong-fields': ({ id }) => say({ id, ok: { ...described, more: 1 } }),
  'no-id': () => say({ id: null, failed: failed('bad-request') }),
  loud: ({ id }) => {
    writeSync(2, 'words\n'.repeat(100_000));
    say({ id, ok: described });
  },
  split: async ({ id }) => {
    for (const byte of Buffer.from(`${JSON.stringify({ id, ok: { ...described, doc: 'größer ⟨π⟩ \u2028 🜁' } })}\n`)) {
      writeSync(1, Buffer.from([byte]));
      if (byte > 127) await sleep(1);
    }
  },
  twice: ({ id }) => say(`${JSON.stringify({ id, ok: described })}\n${JSON.stringify({ id, ok: described })}`),
  raises: ({ id }) => say({ id, failed: failed('module-failed', 'line 3, in forward\n    x @ y') }),
  memory: ({ id }) => say({ id, failed: failed('out-of-memory') }),
  unknown: ({ id }) => say({ id, failed: failed('bad-request') }),
};

// One after the other, as the real one.
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const misdeed = misdeeds[request.file];
  if (misdeed) await misdeed(request);
  else say({ id: request.id, ok: replies[request.do](request) });
}
process.exit(0);
