/**
 * Rung 7: CUDA events around the whole plan, on sets of inputs at addresses of their own that take turns, with poisoned
 * outputs and an emptied L2 before every run, until the median is known well enough. Then the outputs are checked.
 *
 * A run is a batch of its own, held back until all of it is enqueued, which happens while the one before runs. No more is
 * enqueued: behind some twenty enqueued launches and events a short kernel takes up to a quarter longer, whatever the
 * host does meanwhile: measured by position, a batch of 20 runs had its last five at 5.8 µs and those before at 6.5 to
 * 7.3 µs, a batch of 4 all at 5.8 µs (Nsight Compute: 6.0 µs).
 */
import { throwIfAborted } from '../../errors.js';
import type { Command, Graph } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import type { Gpu } from '../gpu.js';
import { median, medianInterval } from '../statistics.js';
import { readTelemetry } from '../telemetry/telemetry.js';
import type { Telemetry, TelemetryReading } from '../telemetry/telemetry_reading.js';
import { telemetryWarnings } from '../telemetry/telemetry_warnings.js';
import type { Trial, TrialResult } from '../trials/trial.js';
import type { Timing } from '../verdict.js';
import type { ConditionsName } from '../conditions/conditions.js';
import { type Cooling, coolingCommands } from './cooling.js';
import { Fingerprints } from './fingerprints.js';
import { graphsOf } from './graphs.js';
import type { L2Option } from './l2.js';
import { eventOverheadMs } from './overhead.js';
import { timeAsKernelBench } from './kernelbench_runs.js';
import { averagedOf, mostSamples, samplesOf } from './sampling.js';
import { TimedRuns, type Manner, type Series } from './timed_runs.js';
import { gapWarnings, seriesWarnings, setsWarnings } from './timing_warnings.js';
import type { TimedSet } from './timed_set.js';

export interface TimeOptions {
  /** Of one run, milliseconds. */
  deadlineMs: number;
  l2: L2Option;
  allocations: Allocations;
  signal?: AbortSignal | undefined;
  /** Called between runs, every few seconds. */
  onProgress?: () => void;
  cooling?: Cooling;
  /** Whose way of timing goes beside ours. */
  conditions?: ConditionsName | undefined;
  /** As in `VerifyOptions`. */
  bestMs?: number | undefined;
  /** Whether a run may leave lines in the L2 that are to stay there; by default it may. */
  persists?: boolean | undefined;
  /** Whether memory is short: what only timing needs is given back before the outputs are checked, and is not kept. */
  isTight?: boolean;
}

/** Outputs that are not what they should be after timed runs. */
export interface WrongWhenTimed {
  /** Whose inputs and addresses they were. */
  trial: Trial;
  result: TrialResult & { kind: 'wrong' };
  /** Positions in the contract of outputs that changed after the run had ended. */
  changedLate: number[];
}

export type Timed = { kind: 'timed'; timing: Timing } | ({ kind: 'wrong' } & WrongWhenTimed);

/** Between two signs of life, milliseconds. */
const progressMs = 5000;

/**
 * Times a plan on sets of inputs, of which there is at least one.
 * Rejects with `device-lost` when it faults, or when a run of it takes longer than the deadline, and with `aborted`.
 */
export async function timePlan(gpu: Gpu, sets: readonly TimedSet[], options: TimeOptions): Promise<Timed> {
  const timer = await PlanTimer.prepare(gpu, sets, options);
  try {
    return await timer.time();
  } finally {
    timer.release();
  }
}

class PlanTimer {
  private graphs: Graph[] = [];
  private readonly warnings: string[] = [];

  private constructor(
    private readonly gpu: Gpu,
    private readonly sets: readonly TimedSet[],
    private readonly options: TimeOptions,
    private readonly runs: TimedRuns,
    private readonly overheadMs: number,
    private readonly between: () => void,
  ) {}

  static async prepare(gpu: Gpu, sets: readonly TimedSet[], options: TimeOptions): Promise<PlanTimer> {
    const { deadlineMs, allocations } = options;
    const outputs = sets[0]?.outputs.length ?? 0;
    const fingerprints = await Fingerprints.prepare(gpu, outputs, mostSamples + sets.length, allocations);
    const overheadMs = await eventOverheadMs(gpu);
    const cooling = (): Promise<Command[]> => coolingCommands(gpu, options.cooling);
    const between = signOfLife(options);
    const rules = { deadlineMs, bestMs: options.bestMs, persists: options.persists ?? true };
    const runs = new TimedRuns(gpu, sets, cooling, fingerprints, overheadMs, rules, between);
    return new PlanTimer(gpu, sets, options, runs, overheadMs, between);
  }

  async time(): Promise<Timed> {
    const { l2, conditions } = this.options;
    const telemetry: Telemetry = { before: null, after: null };
    const extras: Pick<Timing, 'graph' | 'warm' | 'kernelBench'> = {};
    const asKernelBench = async (): Promise<void> => {
      const [set] = this.sets;
      if (!conditions || !set) return;
      const { deadlineMs, allocations } = this.options;
      extras.kernelBench = await timeAsKernelBench(this.gpu, set, { deadlineMs, allocations, between: this.between });
    };
    const main = await this.series(
      { l2: l2 === 'warm' ? 'warm' : 'cold', timed: this.launched },
      telemetry,
      asKernelBench,
    );
    if ('wrong' in main) return main.wrong;
    if ((this.sets[0]?.launches.length ?? 0) > 1) {
      const graph = await this.graphSeries(l2 === 'warm' ? 'warm' : 'cold');
      if (graph && 'wrong' in graph) return graph.wrong;
      extras.graph = graph && summaryOf(graph);
    }
    if (l2 === 'both') {
      const warm = await this.series({ l2: 'warm', timed: this.launched });
      if ('wrong' in warm) return warm.wrong;
      extras.warm = summaryOf(warm);
    }
    this.warnings.unshift(...seriesWarnings(main), ...(conditions ? [] : setsWarnings(this.sets.length)));
    this.warnings.push(...gapWarnings(this.gpu.native.holds), ...telemetryWarnings(telemetry));
    return {
      kind: 'timed',
      timing: {
        ...summaryOf(main),
        eventOverheadMs: this.overheadMs,
        warmups: main.warmups,
        l2: l2 === 'warm' ? 'warm' : 'cold',
        ...extras,
        inputSets: this.sets.length,
        checkedRuns: main.agreement.checkedRuns,
        telemetry,
        warnings: this.warnings,
      },
    };
  }

  release(): void {
    for (const graph of this.graphs.splice(0)) graph.free();
  }

  private readonly launched: Manner['timed'] = (set) => ({ op: 'timed', launches: this.sets[set]?.launches ?? [] });

  /** The sets' plans as graphs; null when the driver cannot keep them, which a warning then says. */
  private async graphSeries(l2: 'cold' | 'warm'): Promise<Series | { wrong: Timed } | null> {
    const made = await graphsOf(this.gpu, this.sets);
    if ('reason' in made) {
      this.warnings.push(made.reason);
      return null;
    }
    this.graphs = made.graphs;
    return this.series({
      l2,
      preparedByRun: true,
      timed: (set) => {
        const graph = made.graphs[set];
        if (!graph) throw new Error('Expected a graph for every set.');
        return { op: 'timed', graph };
      },
    });
  }

  /**
   * @param telemetry is read on both sides of the runs that count, never beside them: a look may hold others up.
   * @param first further runs on the same inputs, once they are warm; nobody looks at their outputs.
   */
  private async series(
    manner: Manner,
    telemetry?: Telemetry,
    first?: () => Promise<void>,
  ): Promise<Series | { wrong: Timed }> {
    const look = (): Promise<TelemetryReading | null> => readTelemetry(this.gpu);
    const series = await this.runs.series(manner, async () => {
      await first?.();
      if (telemetry) telemetry.before = await look();
    });
    if (telemetry) telemetry.after = await look();
    return (await this.wrong(series)) ?? series;
  }

  /** Whether any set's outputs are not what is expected, or changed when nobody wrote to them any more. */
  private async wrong({ agreement }: Series): Promise<{ wrong: Timed } | null> {
    if (this.options.isTight) await this.gpu.dropCoolingBuffer();
    for (const [number, set] of this.sets.entries()) {
      const changedLate = agreement.changedLate.filter((change) => change.set === number).map(({ output }) => output);
      this.between();
      const result = await set.check();
      if (result.kind === 'wrong') return { wrong: { kind: 'wrong', trial: set.trial, result, changedLate } };
      if (changedLate.length > 0) {
        const unchanged = { kind: 'wrong' as const, mismatches: [], inputsChanged: [], outsideWrites: [] };
        return { wrong: { kind: 'wrong', trial: set.trial, result: unchanged, changedLate } };
      }
    }
    return null;
  }
}

function summaryOf({ runsMs }: Series): NonNullable<Timing['warm']> {
  const samples = samplesOf(runsMs);
  return {
    medianMs: median(samples),
    minMs: Math.min(...runsMs),
    intervalMs: medianInterval(samples),
    averaged: averagedOf(runsMs),
    samplesMs: runsMs,
  };
}

function signOfLife({ signal, onProgress }: TimeOptions): () => void {
  let last = performance.now();
  return () => {
    throwIfAborted(signal);
    if (performance.now() - last < progressMs) return;
    last = performance.now();
    onProgress?.();
  };
}
