/** Runs of a plan between two events, on sets of inputs that take turns. */
import type { Command } from '../../native/types.js';
import type { Gpu } from '../gpu.js';
import type { Agreement, Fingerprints } from './fingerprints.js';
import { agreementOf } from './fingerprints.js';
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

export interface Series {
  /** Milliseconds, the events' own cost taken off. */
  runsMs: number[];
  warmups: number;
  /** Whether it ended early, because the best plan so far is much quicker. */
  isHopeless: boolean;
  agreement: Agreement;
}

/** Every set runs so often before its runs count: first touches of memory, clocks that rise. */
const warmRounds = 2;
/** Milliseconds of runs after which warming up stops. */
const warmMs = 100;

export class TimedRuns {
  constructor(
    private readonly gpu: Gpu,
    private readonly sets: readonly TimedSet[],
    private readonly cool: readonly Command[],
    private readonly fingerprints: Fingerprints,
    private readonly overheadMs: number,
    /** Of one run. */
    private readonly deadlineMs: number,
    /** Of the best plan so far, when only the best matters. */
    private readonly bestMs: number | undefined,
    /** Called between runs; what it throws ends the series. */
    private readonly between: () => void,
  ) {}

  /**
   * Warms up and then times until the median is known. `beside` begins with the runs that count, and again with
   * the last of them: a look that takes some milliseconds, for which no run waits.
   * Rejects with `device-lost` when a run faults or takes longer than the deadline.
   */
  async series(manner: Manner, beside: (when: 'before' | 'after') => Promise<void>): Promise<Series> {
    // What an earlier series was compared with goes as well.
    for (const { prepare } of this.sets) await this.gpu.run(prepare, this.deadlineMs);
    const warmups = await this.warmUp(manner);
    await this.gpu.run([this.fingerprints.begin()], this.deadlineMs);
    const before = beside('before');
    const looking = { begun: Promise.resolve(), isDone: true };
    const runsMs: number[] = [];
    while (!isEnough(runsMs, this.sets.length) && !this.isHopeless(runsMs)) {
      const wanted = runsUntilNextLook(runsMs, this.sets.length);
      // These runs may be the last.
      if (looking.isDone) {
        looking.isDone = false;
        looking.begun = beside('after').finally(() => (looking.isDone = true));
      }
      const batches: Command[][] = [];
      for (let i = 0; i < wanted; i++) {
        const number = (runsMs.length + i) % this.sets.length;
        const set = this.setOf(number);
        batches.push([...this.commands(set, manner, number), ...(await this.fingerprints.take(set.outputs))]);
      }
      const run = (commands: Command[]): Promise<number[]> => this.gpu.runHeld(commands, this.deadlineMs);
      const elapsed = await this.several(batches, runsMs.length, run);
      runsMs.push(...elapsed.map(([ms = Number.NaN]) => Math.max(0, ms - this.overheadMs)));
    }
    const isHopeless = this.isHopeless(runsMs) && !isEnough(runsMs, this.sets.length);
    const agreement = await this.agreement();
    await Promise.all([before, looking.begun]);
    return { runsMs, warmups, isHopeless, agreement };
  }

  private isHopeless(runsMs: readonly number[]): boolean {
    return this.bestMs !== undefined && isHopeless(runsMs, this.bestMs);
  }

  /**
   * Runs that take turns with the sets, handed over all at once: while one runs, the next is made ready. Each is still
   * enqueued by itself, when the one before it has ended.
   *
   * Persisting lines are reset once a round: in a round every set has one run, and what an earlier set's run has kept in
   * the L2 is of no use to the next.
   *
   * @param first which run of the series the first batch is.
   */
  private async several<T>(
    batches: Command[][],
    first: number,
    run: (commands: Command[]) => Promise<T>,
  ): Promise<T[]> {
    this.between();
    const running: Promise<T>[] = [];
    const resets: Promise<void>[] = [];
    for (const [i, commands] of batches.entries()) {
      if ((first + i) % this.sets.length === 0) resets.push(this.gpu.native.resetPersistingL2());
      running.push(run(commands));
    }
    // All of them are waited for, also when one fails: they use the sets' memory.
    await Promise.allSettled([...running, ...resets]);
    await Promise.all(resets);
    return Promise.all(running);
  }

  /** Unlike timed runs not held back: behind a closed gate nothing may wait for the device. */
  private async warmUp(manner: Manner): Promise<number> {
    const sets = this.sets.length;
    const warm = (first: number, end: number): Promise<number[][]> => {
      const batches: Command[][] = [];
      for (let i = first; i < end; i++) batches.push(this.commands(this.setOf(i % sets), manner, i % sets));
      return this.several(batches, first, (commands) => this.gpu.run(commands, this.deadlineMs));
    };
    const [[firstMs = 0] = []] = await warm(0, 1);
    const enough = Math.min(warmRounds * sets, Math.ceil(warmMs / firstMs));
    const warmups = Math.max(enough, manner.preparedByRun === true ? sets : 1);
    await warm(1, warmups);
    return warmups;
  }

  /** Outputs are poisoned right before a warm run as well: what is right already need not be computed. */
  private commands(set: TimedSet, { l2, timed }: Manner, number: number): Command[] {
    if (l2 === 'cold') return [...set.poison, ...this.cool, timed(number)];
    const before = set.launches.map((launch): Command => ({ op: 'launch', ...launch }));
    return [...set.poison, ...before, ...set.poison, timed(number)];
  }

  /** Once more the fingerprints of all outputs, now that everything has ended. */
  private async agreement(): Promise<Agreement> {
    const commands: Command[] = [];
    for (const { outputs } of this.sets) commands.push(...(await this.fingerprints.take(outputs)));
    return agreementOf(await this.fingerprints.read(commands, this.deadlineMs), this.sets.length);
  }

  private setOf(number: number): TimedSet {
    const set = this.sets[number];
    if (!set) throw new Error('Expected a set of inputs.');
    return set;
  }
}
