/** A candidate on a device, ready for its checked launches without the rest of the ladder. Works on the simulator too. */
import { readPlanHeader } from '../lib/candidate/candidate.js';
import { resolvePlan } from '../lib/candidate/plan.js';
import { hasCode } from '../lib/errors.js';
import type { Buffer, Command } from '../lib/native/types.js';
import type { Contract } from '../lib/problem/contract.js';
import type { LoadedProblem } from '../lib/problem/problem.js';
import { Allocations } from '../lib/verify/allocations.js';
import { bindArguments } from '../lib/verify/bind_arguments.js';
import { allocateContract } from '../lib/verify/trials/contract_buffers.js';
import type { Engine } from '../lib/verify/engine.js';
import { fillLaunch } from '../lib/verify/fill.js';
import type { Gpu } from '../lib/verify/gpu.js';
import { type LoadedPlan, type PlanToLoad, loadPlan } from '../lib/verify/load_plan.js';
import { poisonCommand, poisonOf } from '../lib/verify/trials/poison.js';
import { checkedCodeOf } from '../lib/verify/safe/checked_code.js';
import { loadChecked } from '../lib/verify/safe/checked_module.js';
import { findingsOf } from '../lib/verify/safe/describe.js';
import { SafePlan, type Violation } from '../lib/verify/safe/safe_plan.js';
import type { Simulator } from '../lib/verify/simulator.js';
import type { SafetyFinding } from '../lib/verify/verdict.js';

export interface Prepared {
  device: Gpu | Simulator;
  candidate: PlanToLoad;
  contract: Contract;
  source: string;
  loaded: LoadedPlan;
  /** By name. */
  outputs: ReadonlyMap<string, Buffer>;
  /** Makes inputs and poisons outputs and workspaces. */
  before: Command[];
  allocations: Allocations;
}

/** What cannot be run at all: the demo has answers that do not compile. */
export class NoCandidate extends Error {}

/** How long the GPU may take beyond the kernels' own deadline, milliseconds. */
const marginMs = 5000;

/** A candidate's plan and code. Rejects with `NoCandidate`. */
export async function compile(engine: Engine, source: string, contract: Contract): Promise<PlanToLoad> {
  const read = readPlanHeader(source);
  if ('problems' in read) throw new NoCandidate(`The header does not parse: ${JSON.stringify(read.problems)}`);
  const { plan, problems } = resolvePlan(read.header, contract, engine.limits);
  if (problems.length > 0) throw new NoCandidate(`The plan does not hold: ${JSON.stringify(problems)}`);
  const result = await engine.compiler.compile({
    source,
    kernels: plan.launches.map(({ kernel }) => kernel),
    architecture: engine.architecture,
    deadlineMs: 60_000,
  });
  if (result.kind !== 'compiled') {
    throw new NoCandidate(`It does not compile: ${JSON.stringify(result).slice(0, 500)}`);
  }
  const bound = bindArguments(plan, result.compiled);
  if ('problems' in bound) throw new Error(`The plan does not hold: ${JSON.stringify(bound.problems)}`);
  return { plan, compiled: result.compiled, bound: bound.launches };
}

/** Compiles, allocates and loads. Rejects with `NoCandidate`; the caller releases `allocations`. */
export async function prepare(engine: Engine, source: string, { contract }: LoadedProblem): Promise<Prepared> {
  const { device } = engine;
  if (!device) throw new Error(engine.unavailable ?? 'There is no device.');
  const candidate = await compile(engine, source, contract);
  const allocations = new Allocations(device.native);
  try {
    const buffers = await allocateContract(contract, allocations);
    const loading = await loadPlan(device, candidate, buffers, allocations);
    if ('problems' in loading) throw new Error(`The plan does not fit: ${JSON.stringify(loading.problems)}`);
    const before: Command[] = [];
    for (const [stream, input] of contract.inputs.entries()) {
      const buffer = buffers.inputs.get(input.name);
      if (!buffer || !input.fill) throw new Error(`Expected a buffer and a fill for "${input.name}".`);
      before.push({
        op: 'launch',
        ...(await fillLaunch(device, input, buffer, { fill: input.fill, stream, seed: 1 })),
      });
    }
    for (const output of contract.outputs) {
      const buffer = buffers.outputs.get(output.name);
      if (!buffer) throw new Error(`Expected a buffer for "${output.name}".`);
      before.push(poisonCommand(output, buffer, poisonOf(output, 0)));
    }
    before.push(...loading.loaded.poison);
    return {
      device,
      candidate,
      contract,
      source,
      loaded: loading.loaded,
      outputs: buffers.outputs,
      before,
      allocations,
    };
  } catch (error) {
    if (device.lost === null) allocations.release();
    throw error;
  }
}

export interface Checked {
  findings: SafetyFinding[];
  /** Whether the screen suspected what the exact run then did or did not find. */
  suspected: boolean;
  unchecked: string[];
  screenMs: number;
}

function describe({ candidate, contract, source }: Prepared, violation: Violation): SafetyFinding[] {
  const tensors = [...contract.inputs, ...contract.outputs, ...candidate.plan.workspaces];
  return findingsOf(violation, { candidate, source, tensors });
}

/** The safe run by itself: the candidate is never run as it is. Milliseconds are the wall clock's. */
export async function checkAlone(prepared: Prepared, deadlineMs: number): Promise<Checked> {
  const { device, candidate, loaded, before, allocations } = prepared;
  const run = async (
    mode: 'screen' | 'precise',
    ms: number,
  ): Promise<{ found: Violation | null; unchecked: string[] }> => {
    const code = await checkedCodeOf(device, candidate, loaded.tensors, mode);
    const checked = await loadChecked(code, allocations);
    const plan = await SafePlan.bind(device, checked, loaded, allocations);
    return { found: await plan.run(before, loaded, ms, ms + marginMs), unchecked: checked.checks.unchecked };
  };
  const started = performance.now();
  const { found, unchecked } = await run('screen', deadlineMs);
  const screenMs = performance.now() - started;
  const suspected = found?.records.some(({ site }) => found.sites[site]?.kind === 'suspicion') ?? false;
  if (!found) return { findings: [], suspected, unchecked, screenMs };
  if (!suspected) return { findings: describe(prepared, found), suspected, unchecked, screenMs };
  const exact = await run('precise', 4 * deadlineMs);
  return { findings: exact.found ? describe(prepared, exact.found) : [], suspected, unchecked, screenMs };
}

/** In words, why a device is of no more use, or null. */
export function lostWords(error: unknown): string | null {
  return hasCode(error, 'device-lost') ? `the device was lost: ${error.detail ?? error.message}` : null;
}
