/** The reference at work: loaded onto a device, and run for a trial's expected outputs. */
import type { Buffer, Command } from '../../native/types.js';
import { WarpsmithError } from '../../errors.js';
import type { Contract } from '../../problem/contract.js';
import type { Allocations } from '../allocations.js';
import type { Roundings } from '../tolerance/sensitivity.js';
import { required } from './contract_buffers.js';
import type { Expectation, LoadedKernels, LoadedReference } from './expectation.js';
import type { Device } from '../device.js';
import { type PlanToLoad, bindPlan, loadCode, workspaceProblem } from '../load_plan.js';
import type { Places } from './places.js';
import { expectedPoisonOf, poisonCommand } from './poison.js';
import { ModuleRun } from './module_run.js';
import type { PreparedReference } from '../reference.js';
import { upload } from './trial_inputs.js';

/** Rejects with `bad-problem` when the reference cannot run on this device. */
export async function loadReference(
  device: Device,
  contract: Contract,
  reference: PreparedReference,
  places: Places,
  allocations: Allocations,
): Promise<LoadedReference> {
  if (reference.kind === 'module') {
    const { module } = reference;
    allocations.shared(() => module.letGo());
    return { kind: 'module', module: new ModuleRun(contract, module) };
  }
  return loadKernels(device, reference.plan, places, allocations);
}

async function loadKernels(
  device: Device,
  plan: PlanToLoad,
  places: Places,
  allocations: Allocations,
): Promise<LoadedKernels> {
  const problem = await workspaceProblem(device, plan.plan);
  const loading = problem ? { problems: [problem] } : await loadCode(device, plan, allocations);
  if ('problems' in loading) {
    const lines = loading.problems.map(({ where, message }) => `  ${where}: ${message}`);
    throw new WarpsmithError('bad-problem', `The reference cannot run on this device:\n${lines.join('\n')}`);
  }
  const workspaces = new Map<string, Buffer>();
  for (const { name, bytes } of plan.plan.workspaces) workspaces.set(name, await places.hide(bytes));
  return { kind: 'kernels', plan, code: loading.code, workspaces };
}

/**
 * Makes the expected outputs, of the inputs as they are then.
 * @param seed that of the candidate's poison.
 * @param roundings as in `Looking`.
 */
export async function expect(
  device: Device,
  contract: Contract,
  expectation: Expectation,
  { inputs, expected }: { inputs: ReadonlyMap<string, Buffer>; expected: ReadonlyMap<string, Buffer> },
  seed: number,
  roundings?: Roundings,
): Promise<Command[]> {
  if (expectation.kind === 'given') {
    const { outputs } = expectation.tensors;
    return contract.outputs.map(({ name }) => upload(required(expected, name), outputs[name]));
  }
  const { reference } = expectation;
  if (reference.kind === 'module') return reference.module.forward(inputs, expected, roundings);
  const bound = await bindReference(device, reference, { inputs, expected }, seed);
  return [
    ...contract.outputs.map((output) =>
      poisonCommand(output, required(expected, output.name), expectedPoisonOf(output, seed)),
    ),
    ...bound.poison,
    ...bound.launches.map((launch): Command => ({ op: 'launch', ...launch })),
  ];
}

/** The reference's kernels with their arguments bound to addresses; `seed` as in `expect`. */
export function bindReference(
  device: Device,
  { plan, code, workspaces }: LoadedKernels,
  { inputs, expected }: { inputs: ReadonlyMap<string, Buffer>; expected: ReadonlyMap<string, Buffer> },
  seed: number,
): ReturnType<typeof bindPlan> {
  return bindPlan(device, plan, code, { inputs, outputs: expected, workspaces }, seed);
}
