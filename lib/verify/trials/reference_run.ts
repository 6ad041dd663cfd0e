/** Where expected outputs come from: the problem's reference, or the caller. */
import type { Buffer, Command } from '../../native/types.js';
import { WarpsmithError } from '../../errors.js';
import type { Contract } from '../../problem/contract.js';
import type { NamedTensors } from '../../problem/tensor.js';
import type { Allocations } from '../allocations.js';
import { required } from './contract_buffers.js';
import type { Device } from '../device.js';
import { type LoadedCode, type PlanToLoad, bindPlan, loadCode, workspaceProblem } from '../load_plan.js';
import type { Places } from './places.js';
import { expectedPoisonOf, poisonCommand } from './poison.js';
import { upload } from './trial_inputs.js';

/** A reference that is loaded. Its workspaces hold what is close to an expected output: they are wiped like one. */
export interface LoadedReference {
  plan: PlanToLoad;
  code: LoadedCode;
  workspaces: ReadonlyMap<string, Buffer>;
}

export type Expectation = { kind: 'reference'; reference: LoadedReference } | { kind: 'given'; tensors: NamedTensors };

/** Rejects with `bad-problem` when the reference cannot run on this device. */
export async function loadReference(
  device: Device,
  plan: PlanToLoad,
  places: Places,
  allocations: Allocations,
): Promise<LoadedReference> {
  const problem = await workspaceProblem(device, plan.plan);
  const loading = problem ? { problems: [problem] } : await loadCode(device, plan, allocations);
  if ('problems' in loading) {
    const lines = loading.problems.map(({ where, message }) => `  ${where}: ${message}`);
    throw new WarpsmithError('bad-problem', `The reference cannot run on this device:\n${lines.join('\n')}`);
  }
  const workspaces = new Map<string, Buffer>();
  for (const { name, bytes } of plan.plan.workspaces) workspaces.set(name, await places.hide(bytes));
  return { plan, code: loading.code, workspaces };
}

/**
 * Makes the expected outputs, of the inputs as they are then.
 * @param seed that of the candidate's poison.
 */
export async function expect(
  device: Device,
  contract: Contract,
  expectation: Expectation,
  { inputs, expected }: { inputs: ReadonlyMap<string, Buffer>; expected: ReadonlyMap<string, Buffer> },
  seed: number,
): Promise<Command[]> {
  if (expectation.kind === 'given') {
    const { outputs } = expectation.tensors;
    return contract.outputs.map(({ name }) => upload(required(expected, name), outputs[name]));
  }
  const bound = await bindReference(device, expectation.reference, { inputs, expected }, seed);
  return [
    ...contract.outputs.map((output) =>
      poisonCommand(output, required(expected, output.name), expectedPoisonOf(output, seed)),
    ),
    ...bound.poison,
    ...bound.launches.map((launch): Command => ({ op: 'launch', ...launch })),
  ];
}

/** The reference with its arguments bound to addresses; `seed` as in `expect`. */
export function bindReference(
  device: Device,
  { plan, code, workspaces }: LoadedReference,
  { inputs, expected }: { inputs: ReadonlyMap<string, Buffer>; expected: ReadonlyMap<string, Buffer> },
  seed: number,
): ReturnType<typeof bindPlan> {
  return bindPlan(device, plan, code, { inputs, outputs: expected, workspaces }, seed);
}
