/** Answers that compute nothing, as trials run them in a candidate's place. */
import { digits } from '../../format/quantities.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Buffer, Command, Launch } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import type { InputFamily } from '../../problem/families/families.js';
import { required } from '../trials/contract_buffers.js';
import type { Degeneracy } from './degenerate_schema.js';
import type { Device } from '../device.js';
import { fillLaunch, stridingBlocks } from '../fill.js';
import { type LoadedPlan, type PlanBuffers, bindPlan } from '../load_plan.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';
import type { LoadedReference } from '../trials/reference_run.js';
import { makeInputs } from '../trials/trial_inputs.js';

/** What an impostor may look at. */
export interface Surroundings {
  device: Device;
  contract: Contract;
  reference: LoadedReference;
  /** Memory for inputs of another seed, by name, and for what a module makes of them: kernels need none. */
  otherInputs: ReadonlyMap<string, Buffer>;
  otherOutputs: ReadonlyMap<string, Buffer>;
  family: InputFamily;
  seed: number;
  /** Means of the outputs in the declared family, by name. */
  means: ReadonlyMap<string, number>;
}

export interface Impostor {
  by: Degeneracy['by'];
  /** What it does with an output, as a phrase that ends a sentence; null where it has nothing for it. */
  phrase(output: TensorSpec, around: Pick<Surroundings, 'contract' | 'means'>): string | null;
  /** What has to run before its trial begins. */
  before?(around: Surroundings): Promise<Command[]>;
  bind(buffers: PlanBuffers, around: Surroundings): Promise<LoadedPlan>;
}

function planOf(launches: Launch[], poison: LoadedPlan['poison'] = []): LoadedPlan {
  return { launches, fills: [], planned: [], poison, resources: [], tensors: 0 };
}

/** One value in all elements of each output. */
function constant(
  by: Degeneracy['by'],
  valueOf: (output: TensorSpec, means: Surroundings['means']) => number,
): Impostor {
  return {
    by,
    phrase: (output, { means }) => (by === 'zeros' ? 'zeros' : `the constant ${digits(valueOf(output, means))}`),
    async bind({ outputs }, { device, contract, means }) {
      const launches = contract.outputs.map((output) => {
        const fill = { constant: valueOf(output, means) };
        return fillLaunch(device, output, required(outputs, output.name), { fill, stream: 0, seed: 0 });
      });
      return planOf(await Promise.all(launches));
    },
  };
}

function twinOf({ dtype, count }: TensorSpec, { inputs }: Contract, nth: number): TensorSpec | null {
  return inputs.filter((input) => input.dtype === dtype && input.count === count)[nth] ?? null;
}

/** An output from a tensor like it that has its name. */
async function copyOf(
  device: Device,
  { name, dtype, count }: TensorSpec,
  from: ReadonlyMap<string, Buffer>,
  to: ReadonlyMap<string, Buffer>,
): Promise<Launch> {
  const { copy } = await device.kernels.surveyFor(dtype);
  const args = [pointer(required(from, name)), pointer(required(to, name)), u64(count)];
  return ownLaunch(copy, stridingBlocks(device, count), args);
}

/** A copy of the nth input that is like the output. */
function copied(nth: number): Impostor {
  return {
    by: 'input',
    phrase(output, { contract }) {
      const twin = twinOf(output, contract, nth);
      return twin && `a copy of the input "${twin.name}"`;
    },
    async bind({ inputs, outputs }, { device, contract }) {
      const launches: Launch[] = [];
      for (const output of contract.outputs) {
        const twin = twinOf(output, contract, nth);
        if (!twin) continue;
        launches.push(await copyOf(device, output, new Map([[output.name, required(inputs, twin.name)]]), outputs));
      }
      return planOf(launches);
    },
  };
}

/** What the reference makes of other inputs. */
const otherSeed: Impostor = {
  by: 'other seed',
  phrase: () => 'the right output for other inputs',
  async before({ device, contract, reference, otherInputs, otherOutputs, family, seed }) {
    if (reference.kind === 'kernels') return [];
    const how = { family, seed: seed + 1 };
    return [
      ...(await makeInputs(device, contract, otherInputs, { given: null, module: reference.module }, how)),
      ...reference.module.forward(otherInputs, otherOutputs),
    ];
  },
  async bind({ outputs }, { device, contract, reference, otherInputs, otherOutputs, family, seed }) {
    if (reference.kind === 'module') {
      return planOf(await Promise.all(contract.outputs.map((output) => copyOf(device, output, otherOutputs, outputs))));
    }
    const fills: Launch[] = [];
    for (const [stream, input] of contract.inputs.entries()) {
      const fill = family.draws.get(input.name);
      const how = { stream, seed: seed + 1 };
      if (fill) fills.push(await fillLaunch(device, input, required(otherInputs, input.name), { fill, ...how }));
    }
    const { plan, code, workspaces } = reference;
    const bound = await bindPlan(device, plan, code, { inputs: otherInputs, outputs, workspaces }, seed);
    return planOf([...fills, ...bound.launches], bound.poison);
  },
};

/** All that have something for at least one output of a contract. */
export function impostorsOf(contract: Contract): Impostor[] {
  const copies = contract.inputs.map((_, nth) => copied(nth));
  const means = new Map<string, number>();
  // Another seed makes no other inputs where all of them are constants.
  const varies = contract.inputs.some(({ fill, made }) => made === true || (fill !== null && !('constant' in fill)));
  return [
    constant('zeros', () => 0),
    constant('constant', (output, found) => found.get(output.name) ?? 0),
    ...copies.filter((copy) => contract.outputs.some((output) => copy.phrase(output, { contract, means }) !== null)),
    ...(varies ? [otherSeed] : []),
  ];
}
