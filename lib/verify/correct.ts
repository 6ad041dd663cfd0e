/**
 * The rung `correct`: trials on fresh inputs with poisoned outputs. A trial makes inputs, poisons outputs, runs the
 * candidate, sees that the inputs are what they were, runs the reference and compares. The rung `safe` goes before: on a
 * GPU a run of its own on the same inputs, on the simulator the candidate's launches themselves. Only summaries come back.
 */
import { WarpsmithError } from '../errors.js';
import { dtypes } from '../format/dtype.js';
import type { TensorSpec } from '../format/tensor_spec.js';
import type { Buffer, Command, Launch } from '../native/types.js';
import type { Contract } from '../problem/contract.js';
import type { NamedTensors, Tensor } from '../problem/tensor.js';
import type { Allocations } from './allocations.js';
import {
  type Summary,
  comparisonCommands,
  partialBytes,
  readSummary,
  summaryBytes,
  toleranceOf,
} from './comparison.js';
import type { Device } from './device.js';
import { fillLaunch, stridingBlocks } from './fill.js';
import type { LoadedPlan } from './load_plan.js';
import { locate } from './locate.js';
import { describeMismatch } from './mismatch_pattern.js';
import { samplesOf, scalar } from './mismatch_samples.js';
import { ownLaunch, pointer, u64 } from './own_launch.js';
import type { Mismatch } from './verdict.js';

/** The tensors of a contract on the device. */
export interface ContractBuffers {
  inputs: Map<string, Buffer>;
  outputs: Map<string, Buffer>;
  expected: Map<string, Buffer>;
}

export async function allocateContract(contract: Contract, allocations: Allocations): Promise<ContractBuffers> {
  const allocate = async (tensors: readonly TensorSpec[]): Promise<Map<string, Buffer>> => {
    const buffers = new Map<string, Buffer>();
    for (const { name, bytes } of tensors) buffers.set(name, await allocations.guarded(bytes));
    return buffers;
  };
  return {
    inputs: await allocate(contract.inputs),
    outputs: await allocate(contract.outputs),
    expected: await allocate(contract.outputs),
  };
}

/** Where expected outputs come from. */
export type Expectation = { kind: 'reference'; reference: LoadedPlan } | { kind: 'given'; tensors: NamedTensors };

export type TrialResult =
  | { kind: 'right'; errorShare: Record<string, number> }
  | { kind: 'wrong'; mismatches: Mismatch[]; inputsChanged: string[] };

/**
 * Bytes that outputs hold before a trial. 0xFF is NaN in every float format; integers, where any value may be right,
 * get another byte in each trial.
 */
export function poisonOf(output: TensorSpec, trial: number): number {
  return dtypes[output.dtype].kind === 'real' ? 0xff : [0xff, 0xa5, 0x5a, 0x7e, 0x81][trial % 5]!;
}

/** Another byte than the candidate's, so that an element that neither it nor the reference writes is not taken for right. */
function expectedPoisonOf(output: TensorSpec, trial: number): number {
  const value = poisonOf(output, trial + 1);
  return value === 0xff ? 0xfe : value;
}

function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`Expected a buffer for "${name}".`);
  return value;
}

function launches(list: readonly Launch[]): Command[] {
  return list.map((launch) => ({ op: 'launch', ...launch }));
}

export class Trials {
  private constructor(
    private readonly device: Device,
    private readonly contract: Contract,
    private readonly buffers: ContractBuffers,
    private readonly expectation: Expectation,
    private readonly scratch: { sums: Buffer; summaries: Buffer; partial: Buffer },
    private readonly allocations: Allocations,
  ) {}

  static async prepare(
    device: Device,
    contract: Contract,
    buffers: ContractBuffers,
    expectation: Expectation,
    allocations: Allocations,
  ): Promise<Trials> {
    const scratch = {
      sums: await allocations.buffer(Math.max(1, contract.inputs.length) * 16),
      summaries: await allocations.buffer(contract.outputs.length * summaryBytes),
      partial: await allocations.buffer(partialBytes),
    };
    if (expectation.kind === 'given') {
      const { inputs, outputs } = expectation.tensors;
      for (const { data } of [...Object.values(inputs), ...Object.values(outputs)]) await allocations.pin(data);
    }
    return new Trials(device, contract, buffers, expectation, scratch, allocations);
  }

  private get sumBytes(): number {
    return Math.max(1, this.contract.inputs.length) * 16;
  }

  /**
   * One trial in one batch. With `inputsMade` it takes the inputs that a safe run of the same trial left.
   * Rejects with `device-lost` when the candidate faults or does not end.
   */
  async run(
    candidate: LoadedPlan,
    { trial, seed, deadlineMs, inputsMade }: { trial: number; seed: number; deadlineMs: number; inputsMade: boolean },
  ): Promise<TrialResult> {
    const commands = [
      ...(inputsMade ? [] : await this.inputCommands(seed)),
      ...this.poisonCommands(candidate, trial),
      ...launches(candidate.launches),
      ...(await this.judgeCommands(trial)),
    ];
    await this.device.run(commands, deadlineMs);
    return this.result(trial, deadlineMs);
  }

  /** The first part of a trial: fresh inputs, poison, and the candidate's launches as the last. */
  async candidateCommands(candidate: LoadedPlan, trial: number, seed: number): Promise<Command[]> {
    const prepared = [...(await this.inputCommands(seed)), ...this.poisonCommands(candidate, trial)];
    return [...prepared, ...launches(candidate.launches)];
  }

  /** Fresh inputs and their checksums. */
  async inputCommands(seed: number): Promise<Command[]> {
    return [
      ...(await this.makeInputs(seed)),
      { op: 'set', buffer: this.scratch.sums, offset: 0, bytes: this.sumBytes, value: 0 },
      ...(await this.sumInputs(0)),
    ];
  }

  /** Poison for outputs and for workspaces that nothing fills. */
  poisonCommands(candidate: LoadedPlan, trial: number): Command[] {
    return [...this.poison(this.buffers.outputs, (output) => poisonOf(output, trial)), ...candidate.poison];
  }

  /** The second part: what the candidate did to its inputs, the expected outputs, the comparison. */
  async judgeCommands(trial: number): Promise<Command[]> {
    const { sums, summaries } = await this.readBack();
    return [
      ...(await this.sumInputs(this.contract.inputs.length * 8)),
      ...this.expect(trial),
      ...(await this.compare(trial)),
      { op: 'download', buffer: this.scratch.sums, offset: 0, array: sums },
      { op: 'download', buffer: this.scratch.summaries, offset: 0, array: summaries },
    ];
  }

  private async readBack(): Promise<{ sums: BigUint64Array; summaries: Uint8Array }> {
    const { buffer } = await this.device.window();
    const sums = new BigUint64Array(buffer, 0, this.sumBytes / 8);
    return { sums, summaries: new Uint8Array(buffer, this.sumBytes, this.contract.outputs.length * summaryBytes) };
  }

  /** What came of a trial whose two parts have run. */
  async result(trial: number, deadlineMs: number): Promise<TrialResult> {
    const { contract } = this;
    const { sums, summaries } = await this.readBack();
    const inputsChanged = contract.inputs
      .filter((_, i) => sums[i] !== sums[contract.inputs.length + i])
      .map(({ name }) => name);
    const found = contract.outputs.map((_, i) =>
      readSummary(summaries.slice(i * summaryBytes, (i + 1) * summaryBytes)),
    );
    const mismatches: Mismatch[] = [];
    for (const [i, output] of contract.outputs.entries()) {
      const summary = found[i];
      if (summary?.compared !== output.count) {
        const message = `Expected ${output.count} elements of "${output.name}" to be compared but found ${summary?.compared ?? 0}.`;
        throw new WarpsmithError('native', message);
      }
      if (summary.wrong > 0) mismatches.push(await this.describe(output, i, summary, { trial, deadlineMs }));
    }
    if (mismatches.length > 0 || inputsChanged.length > 0) return { kind: 'wrong', mismatches, inputsChanged };
    const shares = contract.outputs.map(({ name }, i): [string, number] => [name, found[i]?.largestShare ?? 0]);
    return { kind: 'right', errorShare: Object.fromEntries(shares) };
  }

  private async makeInputs(seed: number): Promise<Command[]> {
    const commands: Command[] = [];
    for (const [stream, input] of this.contract.inputs.entries()) {
      const buffer = required(this.buffers.inputs, input.name);
      if (this.expectation.kind === 'given') {
        commands.push(this.upload(buffer, this.expectation.tensors.inputs[input.name]));
      } else if (input.fill) {
        const launch = await fillLaunch(this.device, input, buffer, { fill: input.fill, stream, seed });
        commands.push({ op: 'launch', ...launch });
      }
    }
    return commands;
  }

  private upload(buffer: Buffer, tensor: Tensor | undefined): Command {
    if (!tensor) throw new Error('Expected a tensor for every name of the contract.');
    return { op: 'upload', buffer, offset: 0, array: tensor.data };
  }

  private poison(buffers: ReadonlyMap<string, Buffer>, byteOf: (output: TensorSpec) => number): Command[] {
    return this.contract.outputs.map((output) => ({
      op: 'set',
      buffer: required(buffers, output.name),
      offset: 0,
      bytes: output.bytes,
      value: byteOf(output),
      poison: true,
    }));
  }

  private async sumInputs(offset: number): Promise<Command[]> {
    const { checksum } = await this.device.kernels.plain();
    return this.contract.inputs.map((input, i) => {
      const launch = ownLaunch(checksum, stridingBlocks(this.device, input.bytes / 4), [
        pointer(required(this.buffers.inputs, input.name)),
        u64(input.bytes),
        pointer(this.scratch.sums, offset + i * 8),
      ]);
      return { op: 'launch', ...launch };
    });
  }

  /** The expected outputs, made after the candidate ran: while it runs they are nowhere on the device. */
  private expect(trial: number): Command[] {
    const { expectation, contract, buffers } = this;
    if (expectation.kind === 'given') {
      return contract.outputs.map(({ name }) =>
        this.upload(required(buffers.expected, name), expectation.tensors.outputs[name]),
      );
    }
    return [
      ...this.poison(buffers.expected, (output) => expectedPoisonOf(output, trial)),
      ...expectation.reference.poison,
      ...launches(expectation.reference.launches),
    ];
  }

  private async compare(trial: number): Promise<Command[]> {
    const commands: Command[] = [];
    for (const [i, output] of this.contract.outputs.entries()) {
      const buffers = this.comparedBuffers(output, i);
      const how = { tolerance: toleranceOf(this.contract, output.dtype), poison: poisonOf(output, trial) };
      commands.push(...(await comparisonCommands(this.device, output, buffers, how)));
    }
    return commands;
  }

  private comparedBuffers(output: TensorSpec, i: number): Parameters<typeof comparisonCommands>[2] {
    return {
      actual: required(this.buffers.outputs, output.name),
      expected: required(this.buffers.expected, output.name),
      partial: this.scratch.partial,
      summary: this.scratch.summaries,
      summaryOffset: i * summaryBytes,
    };
  }

  private async describe(
    output: TensorSpec,
    i: number,
    summary: Summary,
    how: { trial: number; deadlineMs: number },
  ): Promise<Mismatch> {
    const tolerance = toleranceOf(this.contract, output.dtype);
    const buffers = this.comparedBuffers(output, i);
    const location = await locate(
      this.device,
      output,
      buffers,
      { summary, tolerance, poison: poisonOf(output, how.trial), deadlineMs: how.deadlineMs },
      this.allocations,
    );
    return {
      output: output.name,
      dtype: output.dtype,
      shape: output.shape,
      total: output.count,
      wrong: summary.wrong,
      unwritten: summary.unwritten,
      nan: summary.nan,
      largestError: scalar(summary.largestError),
      tolerance: { relative: tolerance.relative, absolute: tolerance.absolute * summary.rms },
      pattern: describeMismatch(output, summary, location, tolerance),
      samples: samplesOf(output, location.windows, tolerance, summary.rms),
    };
  }
}
