/** The ladder, cheapest rung first; the first that fails ends it. */
import { readPlanHeader } from '../candidate/candidate.js';
import { claimProblems, claimText } from '../candidate/claim.js';
import { type Plan, resolvePlan } from '../candidate/plan.js';
import { hasCode, throwIfAborted } from '../errors.js';
import { rangesOf } from '../format/dim_ranges.js';
import type { Contract } from '../problem/contract.js';
import type { LoadedProblem } from '../problem/problem.js';
import { type NamedTensors, contractOfTensors } from '../problem/tensor.js';
import { Allocations } from './allocations.js';
import { assertFits, underConditions } from './conditions/conditions.js';
import { bindArguments } from './bind_arguments.js';
import type { CompiledAhead } from './compile/compile_request.js';
import { CandidateCode, tensorsOf } from './trials/candidate_code.js';
import type { Shelf } from './trials/trial_setting.js';
import { Trials, tenantsOf } from './trials/trials.js';
import { countLaunches } from './count_launches.js';
import { degeneracyOf, onceOn } from './degenerate/degenerate.js';
import type { Degeneracy } from './degenerate/degenerate_schema.js';
import type { Device } from './device.js';
import { type Engine, sharedEngine } from './engine.js';
import type { Gpu } from './gpu.js';
import { judgeOnGpu } from './judge_on_gpu.js';
import { judgeOnSimulator } from './judge_on_simulator.js';
import type { AnyFinding } from './judged.js';
import type { PlanToLoad } from './load_plan.js';
import { type SettledOptions, type VerifyOptions, settleOptions } from './options.js';
import { abilitiesOf } from './policy/abilities.js';
import { policyProblems } from './policy/policy.js';
import { Places } from './trials/places.js';
import type { Expectation } from './trials/expectation.js';
import { loadReference } from './trials/reference_run.js';
import { makeCheckedCode } from './safe/checked_code.js';
import { SafeRun } from './safe/safe_run.js';
import type { Simulator } from './simulator.js';
import { VerdictRecord } from './verdict_record.js';
import { type PreparedReference, prepareReference } from './reference.js';
import type { LaunchCounters, Verdict } from './verdict.js';

/** Of inputs that a CPU draws, as conditions have it: asking what would pass without solving the problem draws them five times. */
const mostBytesToAsk = 2 ** 28;

class Ladder {
  private readonly record: VerdictRecord;
  private readonly contract: Contract;
  private readonly inputs: LoadedProblem | NamedTensors;

  constructor(
    private readonly engine: Engine,
    private readonly source: string,
    asked: LoadedProblem | NamedTensors,
    private readonly options: VerifyOptions,
    private readonly settled: SettledOptions,
  ) {
    const { conditions } = settled.recorded;
    const inputs = conditions && 'problem' in asked ? underConditions(conditions, asked) : asked;
    this.inputs = inputs;
    const contract = 'problem' in inputs ? inputs.contract : contractOfTensors(inputs);
    this.contract = { ...contract, tolerance: settled.recorded.tolerance ?? contract.tolerance };
    const problemSha256 = 'problem' in inputs ? inputs.problem.sha256 : null;
    const name = options.name ?? null;
    this.record = new VerdictRecord(engine, source, this.contract, problemSha256, name, settled);
  }

  async climb(): Promise<Verdict> {
    const { device } = this.engine;
    const planned = await this.planAndCompile();
    if ('outcome' in planned) return this.record.verdict(planned);
    if (!device) {
      const reason = this.engine.unavailable ?? 'There is no device.';
      return this.record.verdict({ outcome: 'unverified', failed: null, reason });
    }
    const counting = this.count(device, planned);
    counting.catch(() => undefined);
    await this.makeReady(device, planned);
    const finding = await this.engine.exclusively(async () => {
      throwIfAborted(this.options.signal);
      this.engine.assertUsable();
      const judged = await this.execute(device, planned);
      // Only what passes profits from a degenerate problem. Its tensors are free again, which this takes as much of.
      if (judged.outcome === 'pass') this.record.degenerate = await this.degenerate(device);
      return judged;
    });
    if (finding.outcome === 'pass') this.record.counters = (await counting) ?? this.record.counters;
    return this.record.verdict(finding);
  }

  /** The rungs `plan`, `policy` and `compile`, and the half of `plan` that needs the compiled kernels' parameters. */
  private async planAndCompile(): Promise<PlanToLoad | AnyFinding> {
    const { record, engine, options } = this;
    options.onProgress?.({ rung: 'plan' });
    const resolved = await record.rung(
      'plan',
      () => {
        const read = readPlanHeader(this.source);
        if ('problems' in read) return { plan: null, problems: read.problems };
        const claim = rangesOf(read.header.dims);
        record.claim = claimText(claim);
        const unclaimed = claimProblems(claim, this.contract);
        if (unclaimed.length > 0) return { plan: null, problems: unclaimed };
        return resolvePlan(read.header, this.contract, engine.limits);
      },
      ({ problems }) => (problems.length > 0 ? 'failed' : 'passed'),
    );
    const { plan, problems } = resolved;
    if (!plan || problems.length > 0) return { outcome: 'plan-error', failed: 'plan', problems };
    options.onProgress?.({ rung: 'policy' });
    const refused = await record.rung(
      'policy',
      () => policyProblems(this.source),
      (found) => (found.length > 0 ? 'failed' : 'passed'),
    );
    if (refused.length > 0) return { outcome: 'policy-error', failed: 'policy', problems: refused };
    options.onProgress?.({ rung: 'compile' });
    const result = await record.rung(
      'compile',
      () =>
        engine.compiler.compile({
          onCached: () => record.fromCache('compile'),
          onAhead: this.checksAhead ? (compiled) => this.checkAhead(plan, compiled) : undefined,
          source: this.source,
          kernels: plan.launches.map(({ kernel }) => kernel),
          architecture: engine.architecture,
          deadlineMs: this.settled.recorded.compileDeadlineMs,
          memoryBytes: this.settled.recorded.compileMemoryBytes,
          signal: options.signal,
        }),
      ({ kind }) => (kind === 'errors' ? 'failed' : 'passed'),
    );
    if (result.kind === 'errors') {
      return { outcome: 'compile-error', failed: 'compile', errors: result.errors, log: result.log };
    }
    if (result.kind === 'compiled') record.built('candidate', result.compiled);
    const bound = await record.rung(
      'plan',
      () => (result.kind === 'plan' ? { problems: result.problems } : bindArguments(plan, result.compiled)),
      (found) => ('problems' in found ? 'failed' : 'passed'),
    );
    if ('problems' in bound) return { outcome: 'plan-error', failed: 'plan', problems: bound.problems };
    if (result.kind !== 'compiled') throw new Error('Expected a compiled source.');
    const candidate = { plan, compiled: result.compiled, bound: bound.launches };
    return (await this.abilities(candidate)) ?? candidate;
  }

  /** The half of the rung `policy` that needs the compiled code; null when nothing is refused. */
  private async abilities(candidate: PlanToLoad): Promise<AnyFinding | null> {
    const { record, source, settled } = this;
    try {
      const found = await record.rung(
        'policy',
        () => abilitiesOf(candidate, source, settled.recorded.allow ?? []),
        ({ problems }) => (problems.length > 0 ? 'failed' : 'passed'),
      );
      record.found = found;
      return found.problems.length > 0 ? { outcome: 'policy-error', failed: 'policy', problems: found.problems } : null;
    } catch (error) {
      if (!hasCode(error, 'bad-ptx')) throw error;
      const reason = `What the compiled code can do besides computing could not be read: ${error.message}`;
      return { outcome: 'unverified', failed: null, reason };
    }
  }

  private get checksAhead(): boolean {
    return this.engine.gpu !== null && this.settled.recorded.safe;
  }

  /** Begins with the checked code while the cubin is compiled; it is found by its PTX, if that is still the same. */
  private checkAhead(plan: Plan, compiled: CompiledAhead): void {
    const { engine, contract } = this;
    const bound = bindArguments(plan, compiled);
    if (!engine.gpu || 'problems' in bound) return;
    const candidate = { plan, compiled, bound: bound.launches };
    makeCheckedCode(engine.gpu, candidate, tensorsOf(contract, plan)).catch(() => undefined);
  }

  /** What takes time, but not the device's: others have it meanwhile. */
  private async makeReady(device: Gpu | Simulator, candidate: PlanToLoad): Promise<void> {
    const { contract, inputs, options, record, settled } = this;
    const reference = 'problem' in inputs ? this.reference(inputs) : null;
    reference?.catch(() => undefined);
    const tensors = [...contract.inputs, ...contract.outputs];
    const own = device.kind === 'gpu' ? device.kernels.prepare(new Set(tensors.map(({ dtype }) => dtype))) : null;
    if (device.kind === 'gpu' && settled.recorded.safe) {
      options.onProgress?.({ rung: 'safe' });
      const checked = makeCheckedCode(device, candidate, tensorsOf(contract, candidate.plan));
      // An error is the rung's to judge, when it comes to it.
      await record.rung(
        'safe',
        () => checked.catch(() => null),
        // Until it runs.
        () => 'skipped',
      );
    }
    await own;
    await reference;
  }

  /** The rungs after `compile`, with the device to itself. */
  private async execute(device: Gpu | Simulator, candidate: PlanToLoad): Promise<AnyFinding> {
    const { contract, record, source, options, settled } = this;
    const allocations = new Allocations(device.native, device.pool);
    const isPure = record.found?.pure ?? false;
    const loading = await CandidateCode.load(device, contract, candidate, isPure);
    if ('problems' in loading) return { outcome: 'plan-error', failed: 'plan', problems: loading.problems };
    const { code } = loading;
    record.kernels = code.resources;
    try {
      const places = await Places.allocate(device, tenantsOf(contract, code), allocations);
      const expectation = await this.expectation(device, places, allocations);
      const shelf = this.shelf(device);
      const trials = await Trials.prepare(device, contract, code, places, expectation, allocations, shelf);
      const referencePath = 'problem' in this.inputs ? this.inputs.problem.path : null;
      const common = { source, contract, candidate, code, trials, allocations };
      const judged = { ...common, referencePath, settled, options, record };
      if (device.kind !== 'gpu') return await judgeOnSimulator(device, judged);
      const safe = settled.recorded.safe ? new SafeRun(device, judged, allocations) : null;
      return await judgeOnGpu(device, judged, safe);
    } finally {
      code.release();
      await allocations.letGo();
      allocations.release();
    }
  }

  /**
   * Counts on the simulator what the launches do, when that is asked for beside a GPU; of a problem's inputs only. While
   * code is made ready for the GPU there is time for it, though only what passes will tell it.
   */
  private async count({ kind }: Gpu | Simulator, candidate: PlanToLoad): Promise<LaunchCounters[] | null> {
    const { engine, inputs, contract, options, settled } = this;
    const { countersMs = 0, instructionBudget } = settled.recorded;
    if (kind !== 'gpu' || countersMs === 0 || !('problem' in inputs)) return null;
    const how = { seed: settled.seed, deadlineMs: countersMs, instructionBudget, signal: options.signal };
    return countLaunches(engine.compiler, contract, candidate, how);
  }

  /** What would pass without solving the problem: asked of its cases only, and once on a device. */
  private async degenerate(device: Gpu | Simulator): Promise<Degeneracy[] | null> {
    const { inputs, contract, settled } = this;
    const { conditions } = settled.recorded;
    const inputBytes = contract.inputs.reduce((sum, { bytes }) => sum + bytes, 0);
    if (conditions && inputBytes > mostBytesToAsk) return null;
    if (!('problem' in inputs) || !Object.hasOwn(inputs.problem.cases, contract.caseName)) return null;
    const { deadlineMs, simulatedDeadlineMs, tolerance } = settled.recorded;
    const key = JSON.stringify([inputs.problem.sha256, contract, tolerance, conditions]);
    return onceOn(device, key, async () => {
      const reference = await this.reference(inputs);
      return degeneracyOf(device, contract, reference, device.kind === 'gpu' ? deadlineMs : simulatedDeadlineMs);
    });
  }

  private async expectation(device: Device, places: Places, allocations: Allocations): Promise<Expectation> {
    if (!('problem' in this.inputs)) return { kind: 'given', tensors: this.inputs };
    const prepared = await this.reference(this.inputs);
    if (prepared.kind === 'kernels') this.record.built('reference', prepared.plan.compiled);
    const reference = await loadReference(device, this.contract, prepared, places, allocations);
    return { kind: 'reference', reference };
  }

  /** Without a seed of the caller's or the conditions', every call has other expected outputs: there is nothing to keep. */
  private shelf(device: Gpu | Simulator): Shelf | null {
    const { inputs, contract, options, settled } = this;
    const { conditions } = settled.recorded;
    const returns = options.seed !== undefined || conditions !== undefined;
    if (device.kind !== 'gpu' || !returns || !('problem' in inputs)) return null;
    return { expectations: device.expectations, of: JSON.stringify([inputs.problem.sha256, contract, conditions]) };
  }

  private reference(inputs: LoadedProblem): Promise<PreparedReference> {
    return prepareReference(this.engine, inputs, {
      deadlineMs: this.settled.recorded.compileDeadlineMs,
      memoryBytes: this.settled.recorded.compileMemoryBytes,
      signal: this.options.signal,
    });
  }
}

/**
 * Judges one candidate, in this process or in a guarded one (`EngineOptions.isolation`): compiles it with NVRTC, runs it
 * on fresh inputs, compares its outputs on the device and, on a GPU, times it. Calls that need the device are served in
 * order; the event loop stays free.
 *
 * @param source the candidate: a .cu text whose first comment is a YAML header with the launch plan.
 * @param inputs a problem at one of its cases (`atCase(loadProblem('softmax'), 'full')`), or named tensors with the
 *   outputs that are right for them.
 * @returns a verdict; wrong, faulty and uncompilable candidates are verdicts, not errors. With the device "none" the
 *   outcome is "unverified" once the source compiles. Without a GPU the device "auto" is the simulator.
 * @throws WarpsmithError `no-compiler`, `no-device` (when a GPU was insisted on), `device-lost` (after an earlier
 *   fault), `engine-failed` (of a guarded engine), `device-out-of-memory`, `bad-option`, `bad-problem`, `bad-tensor`, `aborted`.
 */
export async function verifyKernel(
  source: string,
  inputs: LoadedProblem | NamedTensors,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const settled = settleOptions(options);
  if (settled.recorded.conditions) assertFits(settled.recorded.conditions, inputs);
  throwIfAborted(options.signal);
  const engine = options.engine ?? (await sharedEngine(options));
  if (engine.isolation === 'guarded') return engine.verify(source, inputs, options, settled);
  return new Ladder(engine, source, inputs, options, settled).climb();
}
