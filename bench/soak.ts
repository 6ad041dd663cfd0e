/**
 * `node dist/bench/soak.js [--isolation guarded|none] [--device cuda:0] [--count 3000] [--minutes 10] [--out FOLDER]`:
 * many candidates, one in five faulty, through one engine. No verdict may be lost or wrong, and nothing may grow.
 * Guarded, the third candidate of every fifty runs without its safe run and takes the GPU from its process: when memory
 * is looked at, each process has judged the same number. What one process comes to in the long run, \`none\` tells.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { messageOf } from '../lib/errors.js';
import { digits, percent } from '../lib/format/quantities.js';
import { isolations } from '../lib/verify/isolation.js';
import { type AnyEngine, Engine } from '../lib/verify/engine.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { collectGarbage } from '../test/gpu/garbage.js';
import { table, writeResult } from './measurement.js';
import { type MemorySample, growthOf, openFiles, residentBytes } from './soak_memory.js';
import { type Subject, faultySubjects, poison, rightSubjects, surprise, wrongSubjects } from './soak_subjects.js';

/** Candidates that are in flight at once, and those between two samples of memory. */
const atOnce = 4;
const between = 50;

interface Tally {
  outcomes: Record<string, number>;
  /** What was expected and what came instead; a rejected call is one of them. */
  surprises: { index: number; name: string; expected: string; found: string }[];
}

function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('Expected candidates.');
  return found;
}

interface Lists {
  right: Subject[];
  wrong: Subject[];
  faulty: Subject[];
  /** Null where nothing stands between it and this process. */
  poison: Subject | null;
}

/** The candidate at a place of the soak: one in five faulty, one in ten wrong. */
function subjectAt(index: number, lists: Lists): Subject {
  const round = Math.floor(index / 10);
  if (lists.poison && index % between === 2) return lists.poison;
  if (index % 5 === 2) return pick(lists.faulty, Math.floor(index / 5));
  return index % 10 === 6 ? pick(lists.wrong, round) : pick(lists.right, index);
}

async function judge(engine: AnyEngine, subject: Subject, index: number, tally: Tally): Promise<void> {
  const { name, inputs, safe, expected } = subject;
  // Another source each time: nothing comes from the compile cache.
  const source = `${subject.source}\n// ${index}\n`;
  let found: string | null;
  let outcome: string;
  try {
    const verdict = await verifyKernel(source, inputs, { engine, safe, trials: 2, time: false, seed: index, name });
    outcome = verdict.outcome;
    found = surprise(subject, verdict);
  } catch (error) {
    outcome = 'rejected';
    found = messageOf(error);
  }
  tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
  if (found !== null) tally.surprises.push({ index, name, expected: expected.outcome, found });
}

/** Takes a sample when the engine is at rest. */
async function sample(engine: AnyEngine, device: Engine | null, done: number): Promise<MemorySample> {
  const guarded = engine.isolation === 'guarded' ? engine : null;
  const hasSpare = guarded?.gpu !== null;
  while (guarded && hasSpare && !guarded.processes.spareIsWarm) await sleep(10);
  // What is garbage is no growth.
  await collectGarbage();
  // Processes that were ended give their memory back a moment later.
  await sleep(200);
  const child = guarded?.processes.active;
  return {
    done,
    parentBytes: residentBytes(process.pid) ?? 0,
    childBytes: child ? residentBytes(child) : null,
    deviceFreeBytes: device?.gpu ? (await device.gpu.native.memory()).free : null,
    openFiles: openFiles(),
  };
}

const { values } = parseArgs({
  options: {
    isolation: { type: 'string', default: 'guarded' },
    device: { type: 'string', default: 'cuda:0' },
    count: { type: 'string', default: '3000' },
    minutes: { type: 'string', default: '10' },
    out: { type: 'string' },
  },
});
const isolation = isolations.find((name) => name === values.isolation);
if (!isolation) throw new Error(`Expected --isolation guarded or none but found ${values.isolation}.`);
const count = Number(values.count);
const endMs = performance.now() + Number(values.minutes) * 60_000;

await using engine = await Engine.open({ device: values.device, isolation });
// cuMemGetInfo speaks of the whole device: this process looks, whoever judges.
const looking = engine.isolation === 'none' ? engine : engine.gpu ? await Engine.open({ device: values.device }) : null;
const lists: Lists = {
  right: rightSubjects(),
  wrong: wrongSubjects(),
  faulty: faultySubjects(),
  poison: engine.isolation === 'guarded' && engine.gpu !== null ? poison() : null,
};
const tally: Tally = { outcomes: {}, surprises: [] };
const samples: MemorySample[] = [];
const started = performance.now();
let done = 0;
while (done < count && performance.now() < endMs) {
  const end = Math.min(done + between, count);
  let next = done;
  const work = async (): Promise<void> => {
    while (next < end) {
      const index = next++;
      await judge(engine, subjectAt(index, lists), index, tally);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  done = end;
  samples.push(await sample(engine, looking, done));
  console.error(`${done} of ${count}, ${tally.surprises.length} surprises`);
}
const seconds = (performance.now() - started) / 1000;
const verdicts = Object.values(tally.outcomes).reduce((sum, number) => sum + number, 0);
const growth = {
  parent: growthOf(samples, ({ parentBytes }) => parentBytes),
  child: growthOf(samples, ({ childBytes }) => childBytes),
  deviceInUse: growthOf(samples, ({ deviceFreeBytes }) => {
    const total = engine.gpu?.facts.totalMemory;
    return deviceFreeBytes === null || total === undefined ? null : total - deviceFreeBytes;
  }),
  openFiles: growthOf(samples, (one) => one.openFiles),
};
const result = { isolation, count, done, seconds, verdicts, lost: done - verdicts, ...tally, growth, samples };
const path = writeResult(`soak-${isolation}`, engine, result, values.out);
console.log(
  table(
    ['soak', isolation],
    [
      ['candidates', String(done)],
      ['a second', digits(done / seconds, 3)],
      ['lost', String(result.lost)],
      ['surprises', String(tally.surprises.length)],
      ...Object.entries(tally.outcomes).map(([outcome, number]) => [outcome, String(number)]),
      ...Object.entries(growth).map(([what, grown]) => [`growth of ${what}`, grown ? percent(grown.share) : '–']),
    ],
  ),
);
for (const { index, name, expected, found } of tally.surprises.slice(0, 20)) {
  console.log(`${index} ${name}: expected ${expected}, found ${found}`);
}
console.log(path);
