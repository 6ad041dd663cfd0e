/**
 * Whether the times are true: the same kernels under Nsight Compute, which empties the caches before each and reads
 * gpu__time_duration from the GPU, beside each way of emptying the L2 and a warm one; and what two events cost. On a GPU
 * with `ncu` only; `--only TEXT` of the names. How well times repeat is the bench `time-repeat`.
 */
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import type { Engine } from '../lib/verify/engine.js';
import { required } from '../lib/verify/trials/contract_buffers.js';
import type { Gpu } from '../lib/verify/gpu.js';
import { median } from '../lib/verify/statistics.js';
import { eventOverheadMs, timeEmpty } from '../lib/verify/time/overhead.js';
import { timePlan } from '../lib/verify/time/time_plan.js';
import type { Timing } from '../lib/verify/verdict.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';
import { type Prepared, prepare } from './safe_prepare.js';
import { ncuMissing, profile } from './time_repeat_ncu.js';
import { type TimedSubject, nameOf, problemOf, sourceOf, timedSubjects } from './time_repeat_subjects.js';

const ncu = 'ncu';
const deadlineMs = 30_000;

const manners = {
  discard: { l2: 'cold', cooling: 'discard' },
  rinse: { l2: 'cold', cooling: 'rinse' },
  overwrite: { l2: 'cold', cooling: 'overwrite' },
  read: { l2: 'cold', cooling: 'read' },
  warm: { l2: 'warm' },
} as const;
type Manner = keyof typeof manners;

async function timeOnce(gpu: Gpu, prepared: Prepared, manner: Manner): Promise<Timing> {
  const { before, loaded, contract, outputs, allocations } = prepared;
  const set = {
    // Nobody looks at whose they are: all is right that the check does not see.
    trial: undefined as never,
    prepare: before,
    poison: loaded.poison,
    launches: loaded.launches,
    outputs: contract.outputs.map(({ name }) => required(outputs, name)),
    check: () => Promise.resolve({ kind: 'right' } as never),
  };
  const timed = await timePlan(gpu, [set], { deadlineMs, allocations, ...manners[manner] });
  if (timed.kind === 'wrong') throw new Error('Outputs changed after their run had ended.');
  return timed.timing;
}

async function timeAll(engine: Engine, gpu: Gpu, subject: TimedSubject): Promise<Record<Manner, Timing>> {
  const prepared = await prepare(engine, sourceOf(subject), problemOf(subject));
  try {
    const names = Object.keys(manners) as Manner[];
    const timings: [Manner, Timing][] = [];
    for (const manner of names) timings.push([manner, await timeOnce(gpu, prepared, manner)]);
    return Object.fromEntries(timings) as Record<Manner, Timing>;
  } finally {
    prepared.allocations.release();
  }
}

function profiledSubject(gpu: Gpu, subject: TimedSubject, kernel: string): number[] {
  const words = [packagePath('dist', 'bench', 'time_repeat_child.js'), gpu.id, nameOf(subject), 'unchecked'];
  return profile(ncu, kernel, [process.execPath, ...words]);
}

/** The plan's kernel without template arguments; null of a plan of several launches, which has no such figure. */
function onlyKernel({ loaded }: Prepared): string | null {
  const [first, ...others] = loaded.resources;
  return first && others.length === 0 && loaded.fills.length === 0 ? first.kernel.replace(/<.*$/, '') : null;
}

async function kernelOf(engine: Engine, subject: TimedSubject): Promise<string | null> {
  const prepared = await prepare(engine, sourceOf(subject), problemOf(subject));
  prepared.allocations.release();
  return onlyKernel(prepared);
}

export async function benchTiming(engine: Engine, folder?: string, options?: SafeBenchOptions): Promise<BenchReport> {
  const { gpu } = engine;
  if (!gpu) throw new Error(engine.unavailable ?? 'There is no GPU, and the simulator does not time.');
  const missing = ncuMissing(ncu);
  if (missing) throw new Error(`Expected Nsight Compute's ncu in the path: ${missing}`);
  const events = { ...(await timeEmpty(gpu, 100)), takenOffMs: await eventOverheadMs(gpu) };
  const child = [process.execPath, packagePath('dist', 'bench', 'timing_child.js'), gpu.id];
  const emptyNcuMs = median(profile(ncu, 'empty', child));
  const results = [];
  for (const subject of timedSubjects(options?.only)) {
    const kernel = await kernelOf(engine, subject);
    if (kernel === null) continue;
    const ncuMs = profiledSubject(gpu, subject, kernel);
    results.push({ name: nameOf(subject), ncuMs, timings: await timeAll(engine, gpu, subject) });
  }
  const path = writeResult('timing', engine, { events, emptyNcuMs, results }, folder);
  const rows = results.map(({ name, ncuMs, timings }) => {
    const truth = median(ncuMs);
    const columns = Object.values(timings).map(
      ({ medianMs }) =>
        `${digits(medianMs * 1000)} (${medianMs < truth ? '-' : '+'}${percent(Math.abs(medianMs / truth - 1))})`,
    );
    return [name, digits(truth * 1000), ...columns, digits((timings.discard.medianMs - truth) * 1000, 3)];
  });
  const header = ['kernel, µs', 'ncu', ...Object.keys(manners), 'discard - ncu'];
  const microseconds = (ms: number): string => `${digits(ms * 1000, 3)} µs`;
  const overhead =
    `events around nothing ${microseconds(events.nothingMs)}, around an empty kernel ${microseconds(events.emptyKernelMs)}, ` +
    `which Nsight Compute times at ${microseconds(emptyNcuMs)}: two events add ${microseconds(events.emptyKernelMs - emptyNcuMs)} to it, ` +
    `and ${microseconds(events.takenOffMs)} are taken off`;
  return { text: `${table(header, rows)}\n${overhead}`, path };
}
