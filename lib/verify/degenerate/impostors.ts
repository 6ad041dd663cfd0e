/** Answers that compute nothing, as trials run them in a candidate's place. */
import { digits } from '../../format/quantities.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Command } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import type { InputFamily } from '../../problem/families/families.js';
import { type ContractBuffers, required } from '../trials/contract_buffers.js';
import type { Degeneracy } from './degenerate_schema.js';
import type { Device } from '../device.js';
import { fillLaunch, stridingBlocks } from '../fill.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';
import type { Expectation, LoadedReference } from '../trials/expectation.js';
import { expect } from '../trials/reference_run.js';
import { inputSourcesOf, makeInputs } from '../trials/trial_inputs.js';

/** What an impostor may look at. */
export interface Surroundings {
  device: Device;
  contract: Contract;
  reference: LoadedReference;
  family: InputFamily;
  seed: number;
  /** Means of the outputs in the declared family, by name. */
  means: ReadonlyMap<string, number>;
}

export interface Impostor {
  by: Degeneracy['by'];
  /** What it does with an output, as a phrase that ends a sentence; null where it has nothing for it. */
  phrase(output: TensorSpec, around: Pick<Surroundings, 'contract' | 'means'>): string | null;
  /** What runs in the candidate's place, once the trial is prepared. */
  act(buffers: ContractBuffers, around: Surroundings): Promise<Command[]>;
}

/** One value in all elements of each output. */
function constant(
  by: Degeneracy['by'],
  valueOf: (output: TensorSpec, means: Surroundings['means']) => number,
): Impostor {
  return {
    by,
    phrase: (output, { means }) => (by === 'zeros' ? 'zeros' : `the constant ${digits(valueOf(output, means))}`),
    act: ({ outputs }, { device, contract, means }) =>
      Promise.all(
        contract.outputs.map(async (output): Promise<Command> => {
          const how = { fill: { constant: valueOf(output, means) }, stream: 0, seed: 0 };
          return { op: 'launch', ...(await fillLaunch(device, output, required(outputs, output.name), how)) };
        }),
      ),
  };
}

function twinOf({ dtype, count }: TensorSpec, { inputs }: Contract, nth: number): TensorSpec | null {
  return inputs.filter((input) => input.dtype === dtype && input.count === count)[nth] ?? null;
}

/** A copy of the nth input that is like the output. */
function copied(nth: number): Impostor {
  return {
    by: 'input',
    phrase(output, { contract }) {
      const twin = twinOf(output, contract, nth);
      return twin && `a copy of the input "${twin.name}"`;
    },
    async act({ inputs, outputs }, { device, contract }) {
      const commands: Command[] = [];
      for (const output of contract.outputs) {
        const twin = twinOf(output, contract, nth);
        if (!twin) continue;
        const { copy } = await device.kernels.surveyFor(output.dtype);
        const args = [pointer(required(inputs, twin.name)), pointer(required(outputs, output.name)), u64(output.count)];
        commands.push({ op: 'launch', ...ownLaunch(copy, stridingBlocks(device, output.count), args) });
      }
      return commands;
    },
  };
}

/** What the reference makes of other inputs. */
const otherSeed: Impostor = {
  by: 'other seed',
  phrase: () => 'the right output for other inputs',
  // In the trial's own inputs, which are made again behind it: at the sizes of a large problem there is no room for others.
  async act({ inputs, outputs }, { device, contract, reference, family, seed }) {
    const expectation: Expectation = { kind: 'reference', reference };
    const inputsOf = (of: number): Promise<Command[]> =>
      makeInputs(device, contract, inputs, inputSourcesOf(expectation), { family, seed: of });
    return [
      ...(await inputsOf(seed + 1)),
      ...(await expect(device, contract, expectation, { inputs, expected: outputs }, seed)),
      ...(await inputsOf(seed)),
    ];
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
