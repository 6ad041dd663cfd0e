/** GPU time of a plan as it is and with checks in it. */
import type { Command, Instrumented, Launch, Module } from '../lib/native/types.js';
import { boundsOf } from '../lib/verify/safe/bounds.js';
import { stackOf } from '../lib/verify/safe/thread_stack.js';
import { type CheckMode, instrumentPlan } from '../lib/verify/safe/checked_code.js';
import { headerBytes, recordCount, reportHeader } from '../lib/verify/safe/report.js';
import { median } from '../lib/verify/statistics.js';
import type { Prepared } from './safe_prepare.js';

/** Far beyond what any plan takes, milliseconds. */
const deadlineMs = 60_000;
const fewestRuns = 5;
const mostRuns = 15;
/** GPU time after which there are no more runs than the fewest, milliseconds. */
const enoughMs = 150;

interface Step {
  before: Command[];
  launch: Launch;
}

export interface CheckedTime {
  mode: CheckMode;
  /** Of the pass, and of the driver's compiler on a text that it has not seen before. */
  instrumentMs: number;
  loadMs: number;
  ptxBytes: number;
  /** Of the GPU, all launches of the plan together; on the simulator of the wall clock. */
  medianMs: number;
  samplesMs: number[];
  /** Records in the report: a right candidate has some only when the screen suspects it. */
  records: number;
  unchecked: string[];
}

export interface RawTime {
  medianMs: number;
  samplesMs: number[];
}

/** One run of the plan: its launches are timed one by one, so that what goes between them is not. */
async function runOnce({ device, loaded }: Prepared, steps: readonly Step[]): Promise<number> {
  const fills = loaded.fills.map((launch): Command => ({ op: 'launch', ...launch }));
  if (device.kind === 'gpu') {
    const timed = steps.flatMap(({ before, launch }): Command[] => [...before, { op: 'timed', launches: [launch] }]);
    const times = await device.run([...fills, ...timed], deadlineMs);
    return times.reduce((sum, ms) => sum + ms, 0);
  }
  await device.run(fills, deadlineMs);
  let sum = 0;
  for (const { before, launch } of steps) {
    await device.run(before, deadlineMs);
    const started = performance.now();
    await device.run([{ op: 'launch', ...launch }], deadlineMs);
    sum += performance.now() - started;
  }
  return sum;
}

/** The simulator then looks for no faults in it, as it does in a checked launch. */
function unguarded(guarded: Launch): Launch {
  const launch = { ...guarded };
  delete launch.guard;
  return launch;
}

/** After a run that is not counted, at least five. */
async function sample(prepared: Prepared, steps: readonly Step[]): Promise<RawTime> {
  await runOnce(prepared, steps);
  const samplesMs: number[] = [];
  let spentMs = 0;
  while (samplesMs.length < fewestRuns || (samplesMs.length < mostRuns && spentMs < enoughMs)) {
    const ms = await runOnce(prepared, steps);
    spentMs += ms;
    samplesMs.push(ms);
  }
  return { medianMs: median(samplesMs), samplesMs };
}

/** The plan as it is, on the inputs that are there. */
export function timeRaw(prepared: Prepared): Promise<RawTime> {
  return sample(
    prepared,
    prepared.loaded.planned.map(({ launch }) => ({ before: [], launch: unguarded(launch) })),
  );
}

async function stepsOf(prepared: Prepared, module: Module, instrumented: Instrumented): Promise<Step[]> {
  const { loaded, allocations } = prepared;
  const bounds = await allocations.symbol(module, 'warpsmith_bounds');
  const report = await allocations.symbol(module, 'warpsmith_report');
  const steps: Step[] = [];
  for (const { symbol, launch } of loaded.planned) {
    const kernel = await allocations.kernel(module, symbol);
    const checked = unguarded({ ...launch, kernel });
    const stack = await stackOf(prepared.device, instrumented, kernel);
    const before: Command[] = [
      { op: 'upload', buffer: bounds, offset: 0, array: boundsOf(instrumented, symbol, launch, stack) },
      // The deadline begins anew with each launch.
      { op: 'upload', buffer: report, offset: 0, array: reportHeader(deadlineMs) },
    ];
    steps.push({ before, launch: checked });
  }
  return steps;
}

/** The plan with checks in it, on the inputs that are there. Rejects with `bad-ptx` for what cannot be checked. */
export async function timeChecked(prepared: Prepared, mode: CheckMode): Promise<CheckedTime> {
  const { allocations, device } = prepared;
  const started = performance.now();
  const instrumented = await instrumentPlan(prepared.candidate, prepared.loaded.tensors, mode);
  const instrumentMs = performance.now() - started;
  const text = new TextEncoder().encode(`${instrumented.ptx}\n// ${process.hrtime.bigint()}\n`);
  const loading = performance.now();
  const module = await allocations.module(text);
  const loadMs = performance.now() - loading;
  const times = await sample(prepared, await stepsOf(prepared, module, instrumented));
  const { buffer: window } = await device.window();
  const header = new Uint8Array(window, 0, headerBytes);
  const report = await allocations.symbol(module, 'warpsmith_report');
  await device.run([{ op: 'download', buffer: report, offset: 0, array: header }], deadlineMs);
  const { ptx, unchecked } = instrumented;
  return { mode, instrumentMs, loadMs, ptxBytes: ptx.length, ...times, records: recordCount(header), unchecked };
}
