/**
 * A module of PyTorch as a trial's reference, between two batches: while a candidate runs, or is timed, the module does
 * not. On the same GPU it works on the trial's own memory; beside the simulator tensors go to its process and come back in
 * memory that both map.
 */
import type { Buffer, Command } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import { type Tensor, sharedTensors } from '../../problem/tensor.js';
import type { ReferenceFacts } from '../tolerance/reference_facts.js';
import type { Roundings } from '../tolerance/sensitivity.js';
import { required } from './contract_buffers.js';

/** A module in its process, at one case's sizes. */
export interface ReferenceModule {
  readonly precision: 'f32' | 'f64';
  /** Whether it takes the device's own buffers, guarded ones; otherwise tensors of `sharedTensors`. */
  readonly onDevice: boolean;
  /** Makes the outputs of these inputs, by name; with `roundings`, what its operations come to is moved on the way. */
  forward(
    inputs: ReadonlyMap<string, Tensor | Buffer>,
    outputs: ReadonlyMap<string, Tensor | Buffer>,
    roundings?: Roundings,
  ): Promise<void>;
  /** Makes inputs as the file's own `get_inputs` does under a seed. */
  make(seed: number, inputs: ReadonlyMap<string, Tensor | Buffer>): Promise<void>;
  /** Has its process let go of the device's buffers. */
  letGo(): Promise<void>;
}

export class ModuleRun {
  private readonly names: { inputs: string[]; outputs: string[]; made: string[] };
  /** Where the module is elsewhere: what goes there and comes back. */
  private readonly carried: Record<'inputs' | 'outputs', ReadonlyMap<string, Tensor>> | null;

  constructor(
    contract: Contract,
    private readonly module: ReferenceModule,
  ) {
    const { inputs, outputs } = contract;
    const nameOf = ({ name }: { name: string }): string => name;
    const made = inputs.filter((input) => input.made === true).map(nameOf);
    this.names = { inputs: inputs.map(nameOf), outputs: outputs.map(nameOf), made };
    this.carried = module.onDevice ? null : { inputs: sharedTensors(inputs), outputs: sharedTensors(outputs) };
  }

  /** What a tolerance follows from. That a module only copies and compares can't be told. */
  get facts(): ReferenceFacts {
    return { arithmetic: this.module.precision, loads: null };
  }

  /** Makes the expected outputs, of the inputs as they are then; `roundings` as in the module's own. */
  forward(
    inputs: ReadonlyMap<string, Buffer>,
    expected: ReadonlyMap<string, Buffer>,
    roundings?: Roundings,
  ): Command[] {
    const { carried, module, names } = this;
    if (!carried) {
      const from = named(names.inputs, inputs);
      const to = named(names.outputs, expected);
      return [{ op: 'call', work: () => module.forward(from, to, roundings) }];
    }
    return [
      ...Array.from(carried.inputs, ([name, { data }]): Command => {
        return { op: 'download', buffer: required(inputs, name), offset: 0, array: data };
      }),
      { op: 'call', work: () => module.forward(carried.inputs, carried.outputs, roundings) },
      ...uploads(carried.outputs, expected),
    ];
  }

  /** Makes the inputs that nobody else can. */
  make(seed: number, inputs: ReadonlyMap<string, Buffer>): Command[] {
    const { carried, module, names } = this;
    if (names.made.length === 0) return [];
    if (!carried) {
      const made = named(names.made, inputs);
      return [{ op: 'call', work: () => module.make(seed, made) }];
    }
    const made = new Map([...carried.inputs].filter(([name]) => names.made.includes(name)));
    return [{ op: 'call', work: () => module.make(seed, made) }, ...uploads(made, inputs)];
  }
}

function named(names: readonly string[], buffers: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  return new Map(names.map((name) => [name, required(buffers, name)]));
}

function uploads(tensors: ReadonlyMap<string, Tensor>, buffers: ReadonlyMap<string, Buffer>): Command[] {
  return Array.from(tensors, ([name, { data }]): Command => {
    return { op: 'upload', buffer: required(buffers, name), offset: 0, array: data };
  });
}
