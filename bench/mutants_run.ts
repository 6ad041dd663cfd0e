/** Running a plan on chosen inputs and looking at what it leaves: nothing is judged here. */
import { dtypes } from '../lib/format/dtype.js';
import type { Command } from '../lib/native/types.js';
import type { Contract } from '../lib/problem/contract.js';
import type { Draw } from '../lib/problem/families/draw.js';
import { familiesOf } from '../lib/problem/families/families.js';
import { familyNamed } from '../lib/problem/families/rotation.js';
import type { Tensor } from '../lib/problem/tensor.js';
import { createTensor } from '../lib/problem/tensor.js';
import { Allocations } from '../lib/verify/allocations.js';
import { type ContractBuffers, allocateContract, required } from '../lib/verify/trials/contract_buffers.js';
import type { Engine } from '../lib/verify/engine.js';
import { fillLaunch } from '../lib/verify/fill.js';
import { type PlanToLoad, loadPlan } from '../lib/verify/load_plan.js';
import { poisonCommand, poisonOf } from '../lib/verify/trials/poison.js';
import type { Outputs } from './mutants_judges.js';

/** One set of inputs. */
export interface InputSet {
  /** Such as "uniform [0, 1) 3" or "family tiny". */
  name: string;
  draws: ReadonlyMap<string, Draw>;
  seed: number;
}

const kernelBenchTrials = 5;
const deadlineMs = 60_000;

/** As KernelBench makes inputs: five times uniform on [0, 1); integers as the problem draws them. */
export function uniformSets({ inputs }: Contract): InputSet[] {
  const draws = new Map<string, Draw>();
  for (const { name, dtype, fill } of inputs) {
    const draw: Draw | null = dtypes[dtype].kind === 'real' ? { uniform: [0, 1] } : fill;
    if (draw) draws.set(name, draw);
  }
  return Array.from({ length: kernelBenchTrials }, (_, i) => ({
    name: `uniform [0, 1) ${i + 1}`,
    draws,
    seed: 4200 + i,
  }));
}

const familyPrefix = 'family ';

export function isFamily({ name }: InputSet): boolean {
  return name.startsWith(familyPrefix);
}

/** One set of each family that the contract allows. */
export function familySets(contract: Contract): InputSet[] {
  return familiesOf(contract).map((name, i) => {
    const { draws } = familyNamed(contract, name, 100 + i);
    return { name: `${familyPrefix}${name}`, draws, seed: 100 + i };
  });
}

/**
 * The outputs that a plan leaves for each set of inputs. Null when the simulator finds anything on the way: then there is
 * nothing to compare. On a GPU only for what the safe run has let through.
 */
export async function outputsOf(
  engine: Engine,
  plan: PlanToLoad,
  contract: Contract,
  sets: readonly InputSet[],
): Promise<Outputs[] | null> {
  const { device } = engine;
  if (!device) throw new Error(engine.unavailable ?? 'There is no device.');
  const allocations = new Allocations(device.native);
  try {
    const buffers = await allocateContract(contract, allocations);
    const loading = await loadPlan(device, plan, buffers, allocations);
    if ('problems' in loading) return null;
    const all: Outputs[] = [];
    for (const set of sets) {
      const outputs = new Map<string, Tensor>();
      const commands: Command[] = await inputCommands(engine, contract, buffers, set);
      for (const output of contract.outputs) {
        const buffer = required(buffers.outputs, output.name);
        commands.push(poisonCommand(output, buffer, poisonOf(output, 0)));
        outputs.set(output.name, createTensor(output.dtype, output.shape));
      }
      commands.push(...loading.loaded.poison);
      commands.push(...loading.loaded.launches.map((launch): Command => ({ op: 'launch', ...launch })));
      for (const [name, { data }] of outputs) {
        commands.push({ op: 'download', buffer: required(buffers.outputs, name), offset: 0, array: data });
      }
      const ran: unknown = await device.run(commands, deadlineMs);
      if (hasFindings(ran)) return null;
      all.push(outputs);
    }
    return all;
  } finally {
    if (device.lost === null) allocations.release();
  }
}

async function inputCommands(
  engine: Engine,
  contract: Contract,
  { inputs }: ContractBuffers,
  { draws, seed }: InputSet,
): Promise<Command[]> {
  const { device } = engine;
  const commands: Command[] = [];
  for (const [stream, input] of contract.inputs.entries()) {
    const fill = draws.get(input.name);
    if (!device || !fill) throw new Error(`Expected a device, and a draw for "${input.name}".`);
    const launch = await fillLaunch(device, input, required(inputs, input.name), { fill, stream, seed });
    commands.push({ op: 'launch', ...launch });
  }
  return commands;
}

function hasFindings(ran: unknown): boolean {
  if (typeof ran !== 'object' || ran === null || !('findings' in ran)) return false;
  return Array.isArray(ran.findings) && ran.findings.length > 0;
}
