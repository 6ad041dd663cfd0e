/** Runs of a plan between two events, on sets of inputs that take turns. */
import type { Command } from '../../native/types.js';
import type { Gpu } from '../gpu.js';
import type { Agreement, Fingerprints } from './fingerprints.js';
import { agreementOf } from './fingerprints.js';
import { isEnough } from './sampling.js';
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
    /** Called between runs; what it throws ends the series. */
    private readonly between: () => void,
  ) {}

  /**
   * Warms up and then times until the median is known. `beside` is waited for right before and right after the runs
   * that count.
   * Rejects with `device-lost` when a run faults or takes longer than the deadline.
   */
  async series(manner: Manner, beside: (when: 'before' | 'after') => Promise<void>): Promise<Series> {
    // What an earlier series was compared with goes as well.
    for (const { prepare } of this.sets) await this.gpu.run(prepare, this.deadlineMs);
    const warmups = await this.warmUp(manner);
    await this.gpu.run([this.fingerprints.begin()], this.deadlineMs);
    await beside('before');
    const runsMs: number[] = [];
    while (!isEnough(runsMs, this.sets.length)) {
      const number = runsMs.length % this.sets.length;
      const set = this.setOf(number);
      if (number === 0) await this.beginRound();
      const commands = [...this.commands(set, manner, number), ...(await this.fingerprints.take(set.outputs))];
      const [elapsed = Number.NaN] = await this.gpu.runHeld(commands, this.deadlineMs);
      runsMs.push(Math.max(0, elapsed - this.overheadMs));
    }
    await beside('after');
    return { runsMs, warmups, agreement: await this.agreement() };
  }

  /** Unlike timed runs not held back: behind a closed gate nothing may wait for the device. */
  private async warmUp(manner: Manner): Promise<number> {
    let spentMs = 0;
    let warmups = 0;
    for (let round = 0; round < warmRounds; round++) {
      for (const [number, set] of this.sets.entries()) {
        const needed = warmups === 0 || (round === 0 && manner.preparedByRun === true);
        if (!needed && spentMs >= warmMs) return warmups;
        if (number === 0) await this.beginRound();
        const [elapsed = 0] = await this.gpu.run(this.commands(set, manner, number), this.deadlineMs);
        spentMs += elapsed;
        warmups++;
      }
    }
    return warmups;
  }

  /**
   * One reset a round is enough: in a round every set has one run, and what an earlier set's run has kept in the L2 is
   * of no use to the next.
   */
  private async beginRound(): Promise<void> {
    await this.gpu.native.resetPersistingL2();
    this.between();
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
    await this.gpu.run(commands, this.deadlineMs);
    return agreementOf(await this.fingerprints.read(this.deadlineMs), this.sets.length);
  }

  private setOf(number: number): TimedSet {
    const set = this.sets[number];
    if (!set) throw new Error('Expected a set of inputs.');
    return set;
  }
}
