/** What the safe run costs: GPU time of right candidates with checks in them against the same candidates as they are. */
import { messageOf } from '../lib/errors.js';
import { digits } from '../lib/format/quantities.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { type BenchReport, table, writeResult } from './measurement.js';
import type { SafeBenchOptions } from './safe_options.js';
import { NoCandidate, prepare } from './safe_prepare.js';
import { type RightSubject, rightSubjects } from './safe_subjects.js';
import { type CheckedTime, type RawTime, timeChecked, timeRaw } from './safe_time.js';

/** Goals of the project's plan. */
const goalMedian = 1.3;
const goalWorst = 6;

export interface Cost {
  name: string;
  raw: RawTime;
  ptxBytes: number;
  screen: CheckedTime;
  precise: CheckedTime | null;
  ratio: number;
  preciseRatio: number | null;
}

export interface CostFailure {
  name: string;
  message: string;
}

/** Times one candidate; `precise` too, which the verifier runs only after a suspicion. */
export async function costOf(engine: Engine, subject: RightSubject, precise: boolean): Promise<Cost> {
  const prepared = await prepare(engine, subject.source, subject.problem);
  try {
    await prepared.device.run(prepared.before, 60_000);
    const raw = await timeRaw(prepared);
    const screen = await timeChecked(prepared, 'screen');
    const exact = precise || screen.records > 0 ? await timeChecked(prepared, 'precise') : null;
    return {
      name: subject.name,
      raw,
      ptxBytes: prepared.candidate.compiled.ptx.length,
      screen,
      precise: exact,
      ratio: screen.medianMs / raw.medianMs,
      preciseRatio: exact && exact.medianMs / raw.medianMs,
    };
  } finally {
    if (prepared.device.lost === null) prepared.allocations.release();
  }
}

function rowOf({ name, raw, screen, ratio, preciseRatio, ptxBytes }: Cost): string[] {
  const kilobytes = (bytes: number): string => digits(bytes / 1000);
  return [
    screen.records > 0 ? `${name} (suspected)` : name,
    digits(raw.medianMs),
    digits(screen.medianMs),
    `${ratio.toFixed(2)} ×`,
    preciseRatio === null ? '' : `${preciseRatio.toFixed(2)} ×`,
    digits(screen.instrumentMs),
    digits(screen.loadMs),
    `${kilobytes(ptxBytes)} → ${kilobytes(screen.ptxBytes)}`,
    screen.unchecked.length > 0 ? String(screen.unchecked.length) : '',
  ];
}

export async function benchSafeCost(
  engine: Engine,
  folder: string | undefined,
  { quick, only }: SafeBenchOptions,
): Promise<BenchReport> {
  const small = quick || engine.simulator !== null;
  const costs: Cost[] = [];
  const failures: CostFailure[] = [];
  for (const subject of rightSubjects(small, only)) {
    try {
      costs.push(await costOf(engine, subject, true));
    } catch (error) {
      if (error instanceof NoCandidate && subject.name.startsWith('demo/')) continue;
      const message = messageOf(error);
      if (!failures.some((failure) => failure.message === message)) {
        console.error(`  ${subject.name}: ${message.slice(0, 300)}`);
      }
      failures.push({ name: subject.name, message });
    }
    if (engine.device?.lost) break;
  }
  // After a suspicion the screen's launches end early: their time says nothing.
  const counted = costs.filter(({ screen }) => screen.records === 0);
  const ratios = counted.map(({ ratio }) => ratio);
  const worst = counted.toSorted((a, b) => b.ratio - a.ratio)[0];
  const summary = {
    goals: { median: goalMedian, worst: goalWorst },
    count: counted.length,
    suspected: costs.filter(({ screen }) => screen.records > 0).map(({ name }) => name),
    medianRatio: ratios.length > 0 ? median(ratios) : null,
    worst: worst ? { name: worst.name, ratio: worst.ratio } : null,
  };
  const path = writeResult('safe-cost', engine, { small, summary, costs, failures }, folder);
  const header = ['candidate', 'raw ms', 'screen ms', 'ratio', 'precise', 'pass ms', 'load ms', 'PTX kB', 'unchecked'];
  const said =
    worst && summary.medianRatio !== null
      ? `${counted.length} candidates: median ${summary.medianRatio.toFixed(2)} × (goal ${goalMedian}), worst ${worst.ratio.toFixed(2)} × in ${worst.name} (goal ${goalWorst}); suspected: ${summary.suspected.length}; not timed: ${failures.length}`
      : 'Nothing could be timed.';
  const rows = costs.toSorted((a, b) => a.ratio - b.ratio).map(rowOf);
  return { text: [table(header, rows), said].join('\n\n'), path };
}
