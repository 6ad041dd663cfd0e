/** Gathers what every verdict carries while the rungs run. */
import { sha256 } from '../problem/problem.js';
import type { Contract } from '../problem/contract.js';
import { kernelBenchLeavesOut } from './conditions/kernelbench.js';
import type { Degeneracy } from './degenerate/degenerate_schema.js';
import type { Compiled } from './device.js';
import type { EngineView } from './engine.js';
import type { SettledOptions } from './options.js';
import type { FoundAbilities } from './policy/abilities.js';
import type { KernelResources, LaunchCounters, Outcome, RungName, RungReport, Verdict, VerdictOf } from './verdict.js';
import { rungNames } from './verdict.js';

type Common = Omit<VerdictOf<'unverified'>, 'outcome' | 'failed' | 'reason'>;
type Status = RungReport['status'];
/** What one outcome adds to the common part. */
export type Finding<O extends Outcome> = O extends Outcome ? Omit<VerdictOf<O>, keyof Common> : never;

export class VerdictRecord {
  private readonly started = performance.now();
  private readonly rungs: RungReport[] = [];
  /** Rungs whose work was done before. */
  private readonly cached = new Set<RungName>();
  kernels: KernelResources[] = [];
  private code: NonNullable<Common['code']> | null = null;
  /** Null when nothing was compiled. */
  found: Pick<FoundAbilities, 'abilities' | 'pure' | 'persists'> | null = null;
  /** Null when the problem was not asked. */
  degenerate: Degeneracy[] | null = null;
  /** In words by dim; null for a candidate that claims everything. */
  claim: Record<string, string> | null = null;
  /** From the simulator, be it the device or beside it. */
  counters: LaunchCounters[] | null = null;
  output = '';
  /** Of the safe run on a GPU. */
  unchecked: string[] = [];

  constructor(
    private readonly engine: EngineView,
    private readonly source: string,
    private readonly contract: Contract,
    private readonly problemSha256: string | null,
    private readonly name: string | null,
    private readonly settled: SettledOptions,
  ) {}

  /** Notes what was made of the candidate's source, or of the reference's. */
  built(whose: 'candidate' | 'reference', { ptx, cubin }: Compiled): void {
    const hashes = { ptx: sha256(ptx), cubin: sha256(cubin) };
    if (whose === 'candidate') this.code = { candidate: hashes, reference: null };
    else if (this.code) this.code.reference = hashes;
  }

  /** Of the reference's PTX; null where none was compiled. */
  get referenceSha256(): string | null {
    return this.code?.reference?.ptx ?? null;
  }

  /** Runs one rung, or a part of one, and notes its time. `statusOf` looks at the result. */
  async rung<T>(rung: RungName, work: () => T | Promise<T>, statusOf: (result: T) => Status): Promise<T> {
    const started = performance.now();
    try {
      const result = await work();
      this.note(rung, statusOf(result), performance.now() - started);
      return result;
    } catch (error) {
      this.note(rung, 'failed', performance.now() - started);
      throw error;
    }
  }

  /** Adds a rung, or a further part of one, that took `ms`. */
  note(rung: RungName, status: Status, ms: number): void {
    const earlier = this.rungs.find((report) => report.rung === rung);
    if (earlier) Object.assign(earlier, { status, ms: earlier.ms + ms });
    else this.rungs.push({ rung, status, ms });
  }

  /** Notes that the rung took what was made before: its time is not that of the work. */
  fromCache(rung: RungName): void {
    this.cached.add(rung);
  }

  verdict(finding: Finding<Outcome>): Verdict {
    const { engine, contract } = this;
    const rungs = rungNames.map((rung): RungReport => {
      const report = this.rungs.find((noted) => noted.rung === rung) ?? { rung, status: 'skipped', ms: 0 };
      return this.cached.has(rung) ? { ...report, cached: true } : report;
    });
    const common: Common = {
      version: 1,
      candidate: { sha256: sha256(this.source), name: this.name },
      problem: { name: contract.name, case: contract.caseName, dims: contract.dims, sha256: this.problemSha256 },
      device: engine.device?.record ?? null,
      compiler: { version: engine.compiler.version, options: engine.compiler.optionsFor(engine.architecture) },
      ...(this.code ? { code: this.code } : {}),
      ...(this.claim ? { claim: this.claim } : {}),
      seed: this.settled.seed,
      options: this.settled.recorded,
      rungs,
      ms: performance.now() - this.started,
      kernels: this.kernels,
      ...(this.found ? { abilities: this.found.abilities, pure: this.found.pure } : {}),
      ...(this.degenerate ? { degenerate: this.degenerate } : {}),
      ...(this.counters ? { counters: this.counters } : {}),
      ...(this.counters && engine.gpu ? { counted: { case: contract.caseName, dims: contract.dims } } : {}),
      ...(this.settled.recorded.conditions ? { unjudged: kernelBenchLeavesOut(this.degenerate !== null) } : {}),
      ...(this.unchecked.length > 0 ? { unchecked: this.unchecked } : {}),
      ...(this.output ? { output: this.output } : {}),
    };
    return { ...common, ...finding };
  }
}
