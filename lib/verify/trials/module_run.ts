/**
 * A module of PyTorch as a trial's reference. Its tensors go to the module's process and come back in memory that both
 * map, between two batches: while a candidate runs, or is timed, the module does not.
 */
import type { Buffer, Command } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import { type Tensor, sharedTensors } from '../../problem/tensor.js';
import type { ReferenceFacts } from '../tolerance/reference_facts.js';
import { required } from './contract_buffers.js';

/** A module in its process, at one case's sizes. */
export interface ReferenceModule {
  readonly precision: 'f32' | 'f64';
  /** Makes the outputs of these inputs; tensors of `sharedTensors`, by name. */
  forward(inputs: ReadonlyMap<string, Tensor>, outputs: ReadonlyMap<string, Tensor>): Promise<void>;
  /** Makes inputs as the file's own `get_inputs` does under a seed. */
  make(seed: number, inputs: ReadonlyMap<string, Tensor>): Promise<void>;
}

export class ModuleRun {
  private readonly inputs: ReadonlyMap<string, Tensor>;
  private readonly outputs: ReadonlyMap<string, Tensor>;
  private readonly made: ReadonlyMap<string, Tensor>;

  constructor(
    contract: Contract,
    private readonly module: ReferenceModule,
  ) {
    this.inputs = sharedTensors(contract.inputs);
    this.outputs = sharedTensors(contract.outputs);
    const names = contract.inputs.filter(({ made }) => made === true).map(({ name }) => name);
    this.made = new Map([...this.inputs].filter(([name]) => names.includes(name)));
  }

  /** What a tolerance follows from. That a module only copies and compares can't be told. */
  get facts(): ReferenceFacts {
    return { arithmetic: this.module.precision, loads: null };
  }

  /** Makes the expected outputs, of the inputs as they are then. */
  forward(inputs: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>): Command[] {
    return [
      ...Array.from(this.inputs, ([name, { data }]): Command => {
        return { op: 'download', buffer: required(inputs, name), offset: 0, array: data };
      }),
      { op: 'call', work: () => this.module.forward(this.inputs, this.outputs) },
      ...Array.from(this.outputs, ([name, { data }]): Command => {
        return { op: 'upload', buffer: required(expected, name), offset: 0, array: data };
      }),
    ];
  }

  /** Makes the inputs that nobody else can. */
  make(seed: number, inputs: ReadonlyMap<string, Buffer>): Command[] {
    if (this.made.size === 0) return [];
    return [
      { op: 'call', work: () => this.module.make(seed, this.made) },
      ...Array.from(this.made, ([name, { data }]): Command => {
        return { op: 'upload', buffer: required(inputs, name), offset: 0, array: data };
      }),
    ];
  }
}
