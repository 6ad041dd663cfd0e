/** The ladder, cheapest rung first; the first that fails ends it. */
import { readPlanHeader } from '../candidate/candidate.js';
import { resolvePlan } from '../candidate/plan.js';
import { WarpsmithError, hasCode, throwIfAborted } from '../errors.js';
import type { Buffer } from '../native/types.js';
import type { Contract } from '../problem/contract.js';
import type { LoadedProblem } from '../problem/problem.js';
import { type NamedTensors, contractOfTensors } from '../problem/tensor.js';
import { Allocations } from './allocations.js';
import { bindArguments } from './bind_arguments.js';
import { type ContractBuffers, type Expectation, type TrialResult, Trials, allocateContract } from './correct.js';
import { type Engine, sharedEngine } from './engine.js';
import type { Gpu } from './gpu.js';
import { type LoadedPlan, type PlanToLoad, loadPlan } from './load_plan.js';
import { type SettledOptions, type VerifyOptions, settleOptions } from './options.js';
import { type Finding, VerdictRecord } from './verdict_record.js';
import { compileReference } from './reference.js';
import { rooflineOf } from './roofline.js';
import { timePlan } from './time.js';
import type { Outcome, Timing, Verdict } from './verdict.js';

type AnyFinding = Finding<Outcome>;

class Ladder {
  private readonly record: VerdictRecord;
  private readonly contract: Contract;

  constructor(
    private readonly engine: Engine,
    private readonly source: string,
    private readonly inputs: LoadedProblem | NamedTensors,
    private readonly options: VerifyOptions,
    private readonly settled: SettledOptions,
  ) {
    this.contract = 'problem' in inputs ? inputs.contract : contractOfTensors(inputs);
    const problemSha256 = 'problem' in inputs ? inputs.problem.sha256 : null;
    const name = options.name ?? null;
    this.record = new VerdictRecord(engine, source, this.contract, problemSha256, name, settled);
  }

  async climb(): Promise<Verdict> {
    const { gpu } = this.engine;
    const planned = await this.planAndCompile();
    if ('outcome' in planned) return this.record.verdict(planned);
    if (!gpu) {
      const reason = this.engine.unavailable ?? 'There is no GPU.';
      return this.record.verdict({ outcome: 'unverified', failed: null, reason });
    }
    const finding = await this.engine.exclusively(() => {
      throwIfAborted(this.options.signal);
      this.engine.assertUsable();
      return this.execute(gpu, planned);
    });
    return this.record.verdict(finding);
  }

  /** Rungs 1 and 3, and the half of rung 1 that needs the compiled kernels' parameters. */
  private async planAndCompile(): Promise<PlanToLoad | AnyFinding> {
    const { record, engine, options } = this;
    options.onProgress?.({ rung: 'plan' });
    const resolved = await record.rung(
      'plan',
      () => {
        const read = readPlanHeader(this.source);
        if ('problems' in read) return { plan: null, problems: read.problems };
        return resolvePlan(read.header, this.contract, engine.limits);
      },
      ({ problems }) => problems.length > 0,
    );
    const { plan, problems } = resolved;
    if (!plan || problems.length > 0) return { outcome: 'plan-error', failed: 'plan', problems };
    options.onProgress?.({ rung: 'compile' });
    const result = await record.rung(
      'compile',
      () =>
        engine.compiler.compile({
          source: this.source,
          kernels: plan.launches.map(({ kernel }) => kernel),
          architecture: engine.architecture,
          deadlineMs: this.settled.recorded.compileDeadlineMs,
          signal: options.signal,
        }),
      ({ kind }) => kind === 'errors',
    );
    if (result.kind === 'errors') {
      return { outcome: 'compile-error', failed: 'compile', errors: result.errors, log: result.log };
    }
    const bound = await record.rung(
      'plan',
      () => (result.kind === 'plan' ? { problems: result.problems } : bindArguments(plan, result.compiled)),
      (found) => 'problems' in found,
    );
    if ('problems' in bound) return { outcome: 'plan-error', failed: 'plan', problems: bound.problems };
    if (result.kind !== 'compiled') throw new Error('Expected a compiled source.');
    return { plan, compiled: result.compiled, bound: bound.launches };
  }

  /** Rungs 5 and 7, with the GPU to itself. */
  private async execute(gpu: Gpu, candidate: PlanToLoad): Promise<AnyFinding> {
    const allocations = new Allocations(gpu.device);
    try {
      const buffers = await allocateContract(this.contract, allocations);
      const tensors = new Map<string, Buffer>([...buffers.inputs, ...buffers.outputs]);
      const loaded = await loadPlan(gpu, candidate, tensors, allocations);
      if ('problems' in loaded) return { outcome: 'plan-error', failed: 'plan', problems: loaded.problems };
      this.record.kernels = loaded.loaded.resources;
      const expectation = await this.expectation(gpu, buffers, allocations);
      const trials = await Trials.prepare(gpu, this.contract, buffers, expectation, allocations);
      return await this.judge(gpu, loaded.loaded, trials);
    } finally {
      allocations.release();
    }
  }

  private async expectation(gpu: Gpu, buffers: ContractBuffers, allocations: Allocations): Promise<Expectation> {
    if (!('problem' in this.inputs)) return { kind: 'given', tensors: this.inputs };
    const compiled = await compileReference(this.engine, this.inputs, {
      deadlineMs: this.settled.recorded.compileDeadlineMs,
      signal: this.options.signal,
    });
    const tensors = new Map<string, Buffer>([...buffers.inputs, ...buffers.expected]);
    const loaded = await loadPlan(gpu, compiled, tensors, allocations);
    if ('problems' in loaded) {
      const lines = loaded.problems.map(({ where, message }) => `  ${where}: ${message}`);
      throw new WarpsmithError('bad-problem', `The reference cannot run on this device:\n${lines.join('\n')}`);
    }
    return { kind: 'reference', reference: loaded.loaded };
  }

  private async judge(gpu: Gpu, candidate: LoadedPlan, trials: Trials): Promise<AnyFinding> {
    const { recorded, seed } = this.settled;
    let at: { failed: 'correct' | 'time'; trial: number | null } = { failed: 'correct', trial: 0 };
    try {
      const errorShare: Record<string, number> = {};
      const wrong = await this.record.rung(
        'correct',
        async () => {
          for (let trial = 0; trial < recorded.trials; trial++) {
            at = { failed: 'correct', trial };
            throwIfAborted(this.options.signal);
            this.options.onProgress?.({ rung: 'correct', trial, trials: recorded.trials });
            const result = await trials.run(candidate, trial, seed + trial, recorded.deadlineMs);
            if (result.kind === 'wrong') return { trial, result };
            for (const [name, share] of Object.entries(result.errorShare)) {
              errorShare[name] = Math.max(errorShare[name] ?? 0, share);
            }
          }
          return null;
        },
        (found) => found !== null,
      );
      if (wrong) return this.incorrect(wrong.trial, wrong.result);
      at = { failed: 'time', trial: null };
      const timing = recorded.time ? await this.time(gpu, candidate, recorded.deadlineMs) : null;
      const roofline = timing && rooflineOf(this.contract, gpu.facts, timing.medianMs);
      return { outcome: 'pass', failed: null, trials: recorded.trials, errorShare, timing, roofline };
    } catch (error) {
      if (hasCode(error, 'bad-plan')) {
        return { outcome: 'plan-error', failed: 'plan', problems: [{ where: 'launch', message: error.message }] };
      }
      if (!hasCode(error, 'device-lost')) throw error;
      if (error.detail === 'DEADLINE') return { outcome: 'hang', ...at, message: error.message };
      return { outcome: 'fault', ...at, error: error.detail ?? 'unknown', message: error.message };
    }
  }

  private time(gpu: Gpu, candidate: LoadedPlan, deadlineMs: number): Promise<Timing> {
    throwIfAborted(this.options.signal);
    this.options.onProgress?.({ rung: 'time' });
    return this.record.rung(
      'time',
      () => timePlan(gpu, candidate, deadlineMs),
      () => false,
    );
  }

  private incorrect(trial: number, result: TrialResult & { kind: 'wrong' }): AnyFinding {
    const { mismatches, inputsChanged } = result;
    const trialSeed = this.settled.seed + trial;
    return { outcome: 'incorrect', failed: 'correct', trial, trialSeed, mismatches, inputsChanged };
  }
}

/**
 * Judges one candidate in this process: compiles it with NVRTC, runs it on fresh inputs, compares its outputs on the
 * device and times it. Calls that need the GPU are served in order; the event loop stays free.
 *
 * @param source the candidate: a .cu text whose first comment is a YAML header with the launch plan.
 * @param inputs a problem at one of its cases (`atCase(loadProblem('softmax'), 'full')`), or named tensors with the
 *   outputs that are right for them.
 * @returns a verdict; wrong, faulty and uncompilable candidates are verdicts, not errors. Without a GPU (device "auto"
 *   or "none") the outcome is "unverified" once the source compiles.
 * @throws WarpsmithError `no-compiler`, `no-device` (when a GPU was insisted on), `device-lost` (after an earlier
 *   fault), `device-out-of-memory`, `bad-option`, `bad-problem`, `bad-tensor`, `aborted`.
 */
export async function verifyKernel(
  source: string,
  inputs: LoadedProblem | NamedTensors,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const settled = settleOptions(options);
  throwIfAborted(options.signal);
  const engine = options.engine ?? (await sharedEngine(options.device));
  return new Ladder(engine, source, inputs, options, settled).climb();
}
