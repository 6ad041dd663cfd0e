/** Runs of a plan between two events, on sets of inputs that take turns. */
import type { Command } from '../../native/types.js';
import type { Gpu } from '../gpu.js';
import { ownLaunch } from '../own_launch.js';
import type { Agreement, Fingerprints } from './fingerprints.js';
import { agreementOf } from './fingerprints.js';
import { throughAllPhases } from './phases.js';
import { isEnough, isHopeless, runsUntilNextLook } from './sampling.js';
import type { TimedSet } from './timed_set.js';

/** What is timed in a run, and after what. */
export interface Manner {
  /** "warm": the plan runs once untimed before it, on the same data. */
  l2: 'cold' | 'warm';
  /** Of a set's number. */
  timed: (set: number) => Command;
  /** Whether the driver prepares something with each set's first run, for which it may wait for the device. */
  preparedByRun?: boolean;
}

export interface Rules {
  /** Of one run, milliseconds. */
  deadlineMs: number;
  /** Of the best plan so far, when only the best matters. */
  bestMs: number | undefined;
  /** Whether a run may leave lines in the L2 that are to stay there. */
  persists: boolean;
}

export interface Series {
  /** Milliseconds, the events' own cost taken off. */
  runsMs: number[];
  warmups: number;
  /** Whether it ended early, because the best plan so far is much quicker. */
  isHopeless: boolean;
  agreement: Agreement;
}

interface Batch {
  commands: Command[];
}

/** Every set runs so often before its runs count: first touches of memory, clocks that rise. */
const warmRounds = 2;
/** Milliseconds of runs after which warming up stops. */
const warmMs = 100;

export class TimedRuns {
  /** Of the present series: between two the memory for it may have been given back. */
  private cool: readonly Command[] = [];

  constructor(
    private readonly gpu: Gpu,
    private readonly sets: readonly TimedSet[],
    private readonly cooling: () => Promise<readonly Command[]>,
    private readonly fingerprints: Fingerprints,
    private readonly overheadMs: number,
    private readonly rules: Rules,
    /** Called between runs; what it throws ends the series. */
    private readonly between: () => void,
  ) {}

  /**
   * Warms up, waits for `onWarm`, and then times until the median is known.
   * Rejects with `device-lost` when a run faults or takes longer than the deadline.
   */
  async series(manner: Manner, onWarm: () => Promise<void>): Promise<Series> {
    // What an earlier series was compared with goes as well.
    const prepare = this.sets.flatMap((set) => set.prepare);
    await this.gpu.run(prepare, this.sets.length * this.rules.deadlineMs);
    this.cool = await this.cooling();
    const warmups = await this.warmUp(manner);
    await this.gpu.run([this.fingerprints.begin()], this.rules.deadlineMs);
    await onWarm();
    const runsMs: number[] = [];
    const { empty } = await this.gpu.kernels.plain();
    const spare: Command = { op: 'launch', ...ownLaunch(empty, 1, []) };
    const batches: Batch[] = [];
    for (const [number, set] of this.sets.entries()) {
      const after = await this.fingerprints.take(set.outputs);
      const commands = [...this.commands(set, manner, number), ...after];
      batches.push({ commands: throughAllPhases(commands, set.launches.length, spare) });
    }
    while (!isEnough(runsMs, this.sets.length) && !this.isHopeless(runsMs)) {
      const wanted = runsUntilNextLook(runsMs, this.sets.length);
      const elapsed = await this.several(batches, { first: runsMs.length, runs: wanted, hold: true });
      runsMs.push(...elapsed.map((ms) => Math.max(0, ms - this.overheadMs)));
    }
    const isHopeless = this.isHopeless(runsMs) && !isEnough(runsMs, this.sets.length);
    const agreement = await this.agreement(runsMs.length);
    return { runsMs, warmups, isHopeless, agreement };
  }

  private isHopeless(runsMs: readonly number[]): boolean {
    const { bestMs } = this.rules;
    return bestMs !== undefined && isHopeless(runsMs, bestMs);
  }

  /**
   * Runs that take turns with the sets, of which the next is enqueued while one runs.
   *
   * Persisting lines are reset once a round where there can be any: in a round every set has one run, and what an earlier
   * set's run has kept in the L2 is of no use to the next.
   *
   * @param first which run of the series the first of them is.
   */
  private several(batches: Batch[], how: { first: number; runs: number; hold: boolean }): Promise<number[]> {
    this.between();
    const { deadlineMs, persists } = this.rules;
    return this.gpu.repeat({ batches, ...how, resetsRounds: persists, deadlineMs });
  }

  /** Unlike timed runs not held back: behind a closed gate nothing may wait for the device. */
  private async warmUp(manner: Manner): Promise<number> {
    const batches = this.sets.map((set, number) => ({ commands: this.commands(set, manner, number) }));
    const [firstMs = 0] = await this.several(batches, { first: 0, runs: 1, hold: false });
    const enough = Math.min(warmRounds * batches.length, Math.ceil(warmMs / firstMs));
    const warmups = Math.max(enough, manner.preparedByRun === true ? batches.length : 1);
    await this.several(batches, { first: 1, runs: warmups - 1, hold: false });
    return warmups;
  }

  /** Outputs are poisoned right before a warm run as well: what is right already need not be computed. */
  private commands(set: TimedSet, { l2, timed }: Manner, number: number): Command[] {
    if (l2 === 'cold') return [...set.poison, ...this.cool, timed(number)];
    const before = set.launches.map((launch): Command => ({ op: 'launch', ...launch }));
    return [...set.poison, ...before, ...set.poison, timed(number)];
  }

  /** Once more the fingerprints of all outputs, now that everything has ended. */
  private async agreement(runs: number): Promise<Agreement> {
    const commands: Command[] = [];
    for (const { outputs } of this.sets) commands.push(...(await this.fingerprints.take(outputs)));
    const taken = runs + this.sets.length;
    return agreementOf(await this.fingerprints.read(commands, taken, this.rules.deadlineMs), this.sets.length);
  }
}
