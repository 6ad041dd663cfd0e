/** Gathers what every verdict carries while the rungs run. */
import { sha256 } from '../problem/problem.js';
import type { Contract } from '../problem/contract.js';
import type { Engine } from './engine.js';
import type { SettledOptions } from './options.js';
import type { KernelResources, Outcome, RungName, RungReport, Verdict, VerdictOf } from './verdict.js';
import { rungNames } from './verdict.js';

type Common = Omit<VerdictOf<'unverified'>, 'outcome' | 'failed' | 'reason'>;
/** What one outcome adds to the common part. */
export type Finding<O extends Outcome> = O extends Outcome ? Omit<VerdictOf<O>, keyof Common> : never;

export class VerdictRecord {
  private readonly started = performance.now();
  private readonly rungs: RungReport[] = [];
  kernels: KernelResources[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly source: string,
    private readonly contract: Contract,
    private readonly problemSha256: string | null,
    private readonly name: string | null,
    private readonly settled: SettledOptions,
  ) {}

  /** Runs one rung and notes its time. `failed` looks at the result. */
  async rung<T>(rung: RungName, work: () => T | Promise<T>, failed: (result: T) => boolean): Promise<T> {
    const started = performance.now();
    const note = (status: RungReport['status']): void => {
      const ms = performance.now() - started;
      const earlier = this.rungs.find((report) => report.rung === rung);
      // The plan rung has a second half after the compile.
      if (earlier) Object.assign(earlier, { status, ms: earlier.ms + ms });
      else this.rungs.push({ rung, status, ms });
    };
    try {
      const result = await work();
      note(failed(result) ? 'failed' : 'passed');
      return result;
    } catch (error) {
      note('failed');
      throw error;
    }
  }

  verdict(finding: Finding<Outcome>): Verdict {
    const { engine, contract } = this;
    const { gpu } = engine;
    const skipped = rungNames.filter((rung) => !this.rungs.some((report) => report.rung === rung));
    const common: Common = {
      version: 1,
      candidate: { sha256: sha256(this.source), name: this.name },
      problem: { name: contract.name, case: contract.caseName, dims: contract.dims, sha256: this.problemSha256 },
      device: gpu && {
        id: gpu.id,
        name: gpu.facts.name,
        driver: gpu.driver,
        computeCapability: gpu.computeCapability,
      },
      compiler: { version: engine.compiler.version, options: engine.compiler.optionsFor(engine.architecture) },
      seed: this.settled.seed,
      options: this.settled.recorded,
      rungs: [...this.rungs, ...skipped.map((rung): RungReport => ({ rung, status: 'skipped', ms: 0 }))],
      ms: performance.now() - this.started,
      kernels: this.kernels,
    };
    return { ...common, ...finding };
  }
}
