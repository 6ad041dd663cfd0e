/**
 * What a candidate's launches do, counted on the simulator beside a GPU that judges it: sectors, passes over banks,
 * instructions. A GPU would have to be profiled for that, which takes permissions and many times the verdict's time.
 */
import { hasCode } from '../errors.js';
import type { Command } from '../native/types.js';
import type { Contract } from '../problem/contract.js';
import { familyOf } from '../problem/families/rotation.js';
import { Allocations } from './allocations.js';
import type { CompileService } from './compile/compile_service.js';
import { type PlanToLoad, loadPlan } from './load_plan.js';
import { countersOf } from './simulated_findings.js';
import { Simulator } from './simulator.js';
import { allocateTensors } from './trials/contract_buffers.js';
import { makeInputs } from './trials/trial_inputs.js';
import type { LaunchCounters } from './verdict.js';

export interface Counting {
  /** Of the inputs. */
  seed: number;
  /** Milliseconds of the wall clock for all of it, but for what the first candidate of a process has to wait for. */
  deadlineMs: number;
  instructionBudget: number;
  signal?: AbortSignal | undefined;
}

/** One for each process: it holds compiled kernels of its own. */
const simulators = new WeakMap<CompileService, Simulator>();

function simulatorFor(compiler: CompileService): Simulator {
  const simulator = simulators.get(compiler) ?? Simulator.open(compiler);
  simulators.set(compiler, simulator);
  return simulator;
}

/**
 * Runs the launches once on inputs of a problem. Null when there are no counters: the time was not enough, the candidate
 * does what the simulator cannot do or finds unsafe, some inputs are made by the reference alone, or the code that makes
 * the inputs is still being compiled, as for a process's first candidate. Judges nothing. Rejects with `aborted`.
 */
export async function countLaunches(
  compiler: CompileService,
  contract: Contract,
  candidate: PlanToLoad,
  { seed, deadlineMs, instructionBudget, signal }: Counting,
): Promise<LaunchCounters[] | null> {
  if (contract.inputs.some(({ made }) => made)) return null;
  const started = performance.now();
  const simulator = simulatorFor(compiler);
  if (!(await isReady(simulator, contract, deadlineMs))) return null;
  const allocations = new Allocations(simulator.native);
  try {
    const inputs = await allocateTensors(contract.inputs, allocations);
    const outputs = await allocateTensors(contract.outputs, allocations);
    const loading = await loadPlan(simulator, candidate, { inputs, outputs }, allocations);
    if ('problems' in loading) return null;
    const family = familyOf(contract, 0, seed);
    const launches = loading.loaded.launches.map((launch): Command => ({ op: 'launch', ...launch }));
    const made = await makeInputs(simulator, contract, inputs, { given: null, module: null }, { family, seed });
    const leftMs = deadlineMs - (performance.now() - started);
    if (leftMs <= 0) return null;
    const commands = [...made, ...loading.loaded.poison, ...launches];
    const how = { instructionBudget, ...(signal ? { signal } : {}) };
    const run = await simulator.run(commands, leftMs, how);
    return run.findings.length === 0 ? countersOf(run, candidate.plan) : null;
  } catch (error) {
    if (givesNoCounters.some((code) => hasCode(error, code))) return null;
    throw error;
  } finally {
    allocations.release();
  }
}

/** What it means for the verdict is not for this to say: the GPU has judged. */
const givesNoCounters = ['bad-plan', 'bad-ptx', 'device-lost', 'device-out-of-memory', 'native'] as const;

/** Never rejects: false when they do not compile, which is then told where they are needed. */
async function loadKernels(simulator: Simulator, { inputs }: Contract): Promise<boolean> {
  const dtypes = [...new Set(inputs.map(({ dtype }) => dtype))];
  const loading = await Promise.allSettled(dtypes.map((dtype) => simulator.kernels.forDtype(dtype)));
  return loading.every(({ status }) => status === 'fulfilled');
}

/** Whether the kernels that make the inputs are there in time; they are compiled on in any case. */
async function isReady(simulator: Simulator, contract: Contract, deadlineMs: number): Promise<boolean> {
  const loaded = loadKernels(simulator, contract);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), deadlineMs)));
  try {
    return await Promise.race([loaded, late]);
  } finally {
    clearTimeout(timer);
  }
}
