/** The candidate's code on the device, loaded afresh between phases unless it can remember nothing. */
import type { Plan, PlanProblem } from '../../candidate/plan.js';
import type { Contract } from '../../problem/contract.js';
import { Allocations } from '../allocations.js';
import type { Device } from '../device.js';
import {
  type LoadedCode,
  type LoadedPlan,
  type PlanBuffers,
  type PlanToLoad,
  bindPlan,
  loadCode,
  workspaceProblem,
} from '../load_plan.js';
import type { KernelResources } from '../verdict.js';

/** How many tensors a launch of a plan may touch. */
export function tensorsOf({ inputs, outputs }: Contract, { workspaces }: Pick<Plan, 'workspaces'>): number {
  return inputs.length + outputs.length + workspaces.length;
}

export class CandidateCode {
  private constructor(
    private readonly device: Device,
    readonly candidate: PlanToLoad,
    /** Whether what it computes depends on its inputs alone: then one loaded module is as good as another. */
    readonly pure: boolean,
    /** How many tensors a launch may touch. */
    readonly tensors: number,
    private held: Allocations,
    private loaded: LoadedCode,
  ) {}

  /** Resolves with problems when the plan does not fit the device. The caller releases the code. */
  static async load(
    device: Device,
    contract: Contract,
    candidate: PlanToLoad,
    pure: boolean,
  ): Promise<{ code: CandidateCode } | { problems: PlanProblem[] }> {
    const problem = await workspaceProblem(device, candidate.plan);
    if (problem) return { problems: [problem] };
    const held = new Allocations(device.native);
    const loading = await loadCode(device, candidate, held);
    if ('problems' in loading) {
      held.release();
      return loading;
    }
    const tensors = tensorsOf(contract, candidate.plan);
    return { code: new CandidateCode(device, candidate, pure, tensors, held, loading.code) };
  }

  get workspaces(): readonly { name: string; bytes: number }[] {
    return this.candidate.plan.workspaces;
  }

  /** Names of tensors that it reaches by tensor maps. */
  get mapped(): ReadonlySet<string> {
    return new Set(this.candidate.plan.tensorMaps.map(({ tensor }) => tensor));
  }

  get resources(): KernelResources[] {
    return this.loaded.resources;
  }

  /**
   * Between phases: what a trial left in the module's variables is gone, and the code lies at other addresses. Plans
   * bound before are then of no more use. A pure candidate keeps its module.
   */
  async refresh(): Promise<void> {
    if (this.pure) return;
    const held = new Allocations(this.device.native);
    const loading = await loadCode(this.device, this.candidate, held);
    // The old module goes after the new one has come: the two can't get the same memory.
    this.held.release();
    this.held = held;
    if (!('code' in loading)) throw new Error('Expected code that was loaded once to be loaded again.');
    this.loaded = loading.code;
  }

  /** The plan with its tensors at their places; `seed` is for the poison of its workspaces. */
  bind(buffers: PlanBuffers, seed: number): Promise<LoadedPlan> {
    return bindPlan(this.device, this.candidate, this.loaded, buffers, seed);
  }

  release(): void {
    this.held.release();
  }
}
