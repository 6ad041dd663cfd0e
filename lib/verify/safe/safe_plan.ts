/** A plan whose kernels check themselves: its commands, and the report of a run. */
import type { Buffer, Command, GuardSite, Kernel, Launch } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import type { Device, ThreadStack } from '../device.js';
import type { LoadedPlan, PlannedRun } from '../load_plan.js';
import { boundsOf } from './bounds.js';
import type { CheckedModule } from './checked_module.js';
import { stackOf } from './thread_stack.js';
import { type GuardRecord, headerBytes, readRecords, recordCount, reportHeader } from './report.js';

/** What the first launch that found anything found. */
export interface Violation {
  planned: PlannedRun;
  sites: GuardSite[];
  records: GuardRecord[];
  /** How many there would have been with room for all. */
  wanted: number;
  /** The time that the plan had, milliseconds. */
  deadlineMs: number;
}

interface CheckedLaunch {
  planned: PlannedRun;
  launch: Launch;
  /** The addresses that its accesses may have, those of its tensors just then. */
  bounds: Uint8Array;
}

interface CheckedKernel {
  kernel: Kernel;
  stack: ThreadStack | null;
}

export class SafePlan {
  private constructor(
    private readonly device: Device,
    private readonly checked: CheckedModule,
    private readonly kernels: ReadonlyMap<string, CheckedKernel>,
    private readonly bounds: Buffer,
    /** The module's `warpsmith_report`. */
    readonly report: Buffer,
  ) {}

  static async bind(
    device: Device,
    checked: CheckedModule,
    { planned }: Pick<LoadedPlan, 'planned'>,
    allocations: Allocations,
  ): Promise<SafePlan> {
    const { module, checks } = checked;
    const kernels = new Map<string, CheckedKernel>();
    for (const { symbol } of planned) {
      if (kernels.has(symbol)) continue;
      const kernel = await allocations.kernel(module, symbol);
      kernels.set(symbol, { kernel, stack: await stackOf(device, checks, kernel) });
    }
    const bounds = await allocations.symbol(module, 'warpsmith_bounds');
    const report = await allocations.symbol(module, 'warpsmith_report');
    return new SafePlan(device, checked, kernels, bounds, report);
  }

  private launchesOf({ planned }: Pick<LoadedPlan, 'planned'>): CheckedLaunch[] {
    return planned.map((run) => {
      const checked = this.kernels.get(run.symbol);
      if (!checked) throw new Error(`Expected a checked kernel for "${run.symbol}".`);
      const launch: Launch = { ...run.launch, kernel: checked.kernel };
      // What the simulator's guard is for, these kernels do themselves.
      delete launch.guard;
      const bounds = boundsOf(this.checked.checks, run.symbol, run.launch, checked.stack);
      return { planned: run, launch, bounds };
    });
  }

  /**
   * Runs `before` and then the plan, with its tensors where they are in `loaded`. The launches after one that found something run too, and end at once.
   * @param deadlineMs of the plan, which the kernels keep by themselves; `hostDeadlineMs` of all of it.
   * Rejects as the device's `run` does.
   */
  async run(
    before: Command[],
    loaded: Pick<LoadedPlan, 'fills' | 'planned'>,
    deadlineMs: number,
    hostDeadlineMs: number,
  ): Promise<Violation | null> {
    const launches = this.launchesOf(loaded);
    const { buffer: window } = await this.device.window();
    const { reportBytes, sites } = this.checked.checks;
    const report = new Uint8Array(window, 0, reportBytes);
    const headers = launches.map((_, i) => new Uint8Array(window, reportBytes + i * headerBytes, headerBytes));
    const commands: Command[] = [
      ...before,
      { op: 'upload', buffer: this.report, offset: 0, array: reportHeader(deadlineMs) },
      ...loaded.fills.map((launch): Command => ({ op: 'launch', ...launch })),
    ];
    for (const [i, { launch, bounds }] of launches.entries()) {
      commands.push(
        { op: 'upload', buffer: this.bounds, offset: 0, array: bounds },
        { op: 'launch', ...launch },
        { op: 'download', buffer: this.report, offset: 0, array: headers[i]! },
      );
    }
    commands.push({ op: 'download', buffer: this.report, offset: 0, array: report });
    await this.device.run(commands, hostDeadlineMs);
    for (const [i, { planned }] of launches.entries()) {
      const wanted = recordCount(headers[i]!);
      if (wanted > 0) return { planned, sites, records: readRecords(report, wanted), wanted, deadlineMs };
    }
    return null;
  }
}
