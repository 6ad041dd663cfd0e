/**
 * One trial: inputs are made, outputs poisoned, the candidate runs, its inputs and the bytes around its tensors are seen
 * to be what they were, the expected outputs are made and compared. Only summaries come back.
 */
import { WarpsmithError } from '../../errors.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Buffer, Command, Launch } from '../../native/types.js';
import type { InputFamily } from '../../problem/families/families.js';
import { readChanges } from './bands.js';
import { mayBeBeyond, ranBeyond } from '../degenerate/beyond.js';
import { type Reach, type Summary, comparisonCommands, readSummary, summaryBytes } from '../compare/comparison.js';
import { type ContractBuffers, required } from './contract_buffers.js';
import type { KeptExpectation } from './kept_expectations.js';
import type { TrialSetting } from './trial_setting.js';
import type { LoadedPlan } from '../load_plan.js';
import { locate } from '../compare/locate.js';
import { describeMismatch } from '../compare/mismatch_pattern.js';
import { samplesOf, scalar } from '../compare/mismatch_samples.js';
import type { Place } from './places.js';
import { type PoisonKind, poisonCommand, poisonOf } from './poison.js';
import { bindReference, expect } from './reference_run.js';
import type { Looking } from '../tolerance/sensitivity.js';
import type { Tolerance } from '../tolerance/tolerance.js';
import type { AppliedTolerance } from '../tolerance/tolerance_schema.js';
import { changedInputs, inputSourcesOf, makeInputs, sumInputs, sumsBytes } from './trial_inputs.js';
import type { Mismatch, OutsideWrite } from '../verdict.js';

/** What tells one trial from another. */
export interface TrialFacts {
  /** 0-based; repeats are those of the last one. */
  trial: number;
  /** Of its inputs. */
  seed: number;
  family: InputFamily;
  /** Of poison and places: nothing that the inputs depend on. */
  poisonSeed: number;
  poison: PoisonKind;
}

/** How far a right output was off. */
export interface OutputError {
  /** Of what is allowed, 0 to 1. */
  share: number;
  /** In ulps of the output's dtype. */
  ulps: number;
  tolerance: AppliedTolerance;
}

export type TrialResult =
  /** `beyond`: it may be otherwise, but the problem has no finite answer there, or none that the format can tell. */
  | { kind: 'right'; errors: Record<string, OutputError>; beyond?: true }
  | { kind: 'wrong'; mismatches: Mismatch[]; inputsChanged: string[]; outsideWrites: OutsideWrite[] };

export class Trial {
  /** Where its expected outputs come from, or go to. */
  private kept: KeptExpectation | null = null;

  constructor(
    readonly facts: TrialFacts,
    /** The candidate with this trial's addresses. */
    readonly plan: LoadedPlan,
    readonly buffers: ContractBuffers,
    private readonly place: Place,
    private readonly setting: TrialSetting,
  ) {}

  /** Wipes all memory, makes the inputs with their checksums, and poisons outputs and workspaces. */
  async prepare(): Promise<Command[]> {
    const { device, contract, expectation, scratch } = this.setting;
    const { seed, family } = this.facts;
    const { inputs } = this.buffers;
    return [
      ...this.place.wipe,
      ...(await makeInputs(device, contract, inputs, inputSourcesOf(expectation), { family, seed })),
      ...(await sumInputs(device, contract, inputs, scratch.sums, 'before')),
      ...this.poison(),
    ];
  }

  /** Poison once more, between two runs on the same inputs. */
  poison(): Command[] {
    const { poisonSeed, poison } = this.facts;
    const outputs = this.setting.contract.outputs.map((output) =>
      poisonCommand(output, required(this.buffers.outputs, output.name), poisonOf(output, poisonSeed, poison)),
    );
    return [...outputs, ...this.plan.poison];
  }

  /** The candidate, as it is. */
  launches(): Command[] {
    return this.plan.launches.map((launch) => ({ op: 'launch', ...launch }));
  }

  /** The reference's kernels on this trial's inputs, to be timed. Throws where there are none. */
  async referenceLaunches(): Promise<Launch[]> {
    const { device, expectation } = this.setting;
    if (expectation.kind === 'given' || expectation.reference.kind === 'module') {
      throw new Error('Expected a reference with kernels.');
    }
    const bound = await bindReference(device, expectation.reference, this.buffers, this.facts.poisonSeed);
    return bound.launches;
  }

  /** What the candidate did, the expected outputs, the comparison. */
  async judge(): Promise<Command[]> {
    const { device, contract, scratch, bandCheck } = this.setting;
    const { sums, summaries, changes } = await this.readBack();
    return [
      ...(await sumInputs(device, contract, this.buffers.inputs, scratch.sums, 'after')),
      ...(await bandCheck.commands(this.place.bands, this.place.bandWord, changes)),
      ...(await this.expect()),
      ...(await this.compare()),
      { op: 'download', buffer: scratch.sums, offset: 0, array: sums },
      { op: 'download', buffer: scratch.summaries, offset: 0, array: summaries },
    ];
  }

  /** The expected outputs and, unless that waits, how far they go when the inputs move. */
  private async expect(): Promise<Command[]> {
    const { device, contract, expectation, shelf, tolerance } = this.setting;
    const { seed, family, poisonSeed } = this.facts;
    const { sensitivity } = tolerance;
    const expected = { outputs: contract.outputs, buffers: this.buffers.expected, sensitivity };
    this.kept = shelf && (await shelf.expectations.of({ of: shelf.of, seed, family: family.name }, expected));
    if (this.kept?.isThere === true) return this.kept.restore(expected);
    return [
      ...(await expect(device, contract, expectation, this.buffers, poisonSeed)),
      ...((await sensitivity?.look(this.looking())) ?? []),
      ...((await this.kept?.keep(expected)) ?? []),
    ];
  }

  private isModule(): boolean {
    const { expectation } = this.setting;
    return expectation.kind === 'reference' && expectation.reference.kind === 'module';
  }

  /** How the reference runs on moved inputs. */
  private looking(): Looking {
    const { device, contract, expectation } = this.setting;
    const { inputs, expected } = this.buffers;
    const { seed, family, poisonSeed } = this.facts;
    return {
      inputs,
      expected,
      seed,
      hasIntermediates: this.isModule(),
      runReference: (outputs, roundings) =>
        expect(device, contract, expectation, { inputs, expected: outputs }, poisonSeed, roundings),
      restore: () => makeInputs(device, contract, inputs, inputSourcesOf(expectation), { family, seed }),
    };
  }

  /** The summaries, after more looks at how far the outputs go where that may change them. */
  private async lookCloser(
    found: [TensorSpec, Summary][],
    deadlineMs: number,
    how = { capped: true },
  ): Promise<[TensorSpec, Summary][]> {
    const { tolerance } = this.setting;
    const wrong = found.filter(([, summary]) => summary.wrong > 0);
    if (wrong.length === 0) return found;
    const share = Math.max(...wrong.map(([, { largestShare }]) => largestShare));
    const part = Math.max(...wrong.map(([{ count }, summary]) => summary.wrong / count));
    const commands = await tolerance.sensitivity?.lookCloser(this.looking(), share, part);
    return commands ? this.lookCloser(await this.compareAgain(commands, deadlineMs, how), deadlineMs, how) : found;
  }

  /** The summaries, behind these commands. */
  private async compareAgain(
    commands: Command[],
    deadlineMs: number,
    how: { capped: boolean },
  ): Promise<[TensorSpec, Summary][]> {
    const { device, scratch } = this.setting;
    const { summaries } = await this.readBack();
    const download: Command = { op: 'download', buffer: scratch.summaries, offset: 0, array: summaries };
    await device.run([...commands, ...(await this.compare(how)), download], deadlineMs);
    return this.summariesOf(summaries);
  }

  /**
   * What came of it, once all commands have run; `deadlineMs` is for a closer look at a mismatch.
   * Rejects as the device's `run` does.
   */
  async result(deadlineMs: number): Promise<TrialResult> {
    const { contract } = this.setting;
    const { sums, summaries, changes } = await this.readBack();
    const inputsChanged = changedInputs(contract, sums);
    // Expected outputs of inputs that the candidate changed are nobody else's.
    if (inputsChanged.length === 0) this.kept?.settle();
    const outsideWrites = readChanges(this.place.bands, changes).map(({ key, ...change }): OutsideWrite => ({
      tensor: key.replace(/^\w+ /, ''),
      ...change,
    }));
    const found = await this.lookCloser(this.summariesOf(summaries), deadlineMs);
    const mismatches: Mismatch[] = [];
    for (const [i, [output, summary]] of found.entries()) {
      if (summary.wrong > 0) mismatches.push(await this.describe(output, i, summary, deadlineMs));
    }
    if (mismatches.length > 0 && inputsChanged.length === 0 && outsideWrites.length === 0) {
      const mayBe = mayBeBeyond(this.facts.family.name) && mismatches.every(({ unwritten }) => unwritten === 0);
      const infinite = found.some(([, { largestError }]) => largestError === Infinity);
      const beyond =
        mayBe &&
        ((await this.isBeyond(this.buffers.expected, deadlineMs)) ||
          (await this.isLostInRoundings(deadlineMs)) ||
          (infinite && (await this.overflows(deadlineMs))));
      if (beyond) return { kind: 'right', errors: {}, beyond: true };
    }
    if (mismatches.length > 0 || inputsChanged.length > 0 || outsideWrites.length > 0) {
      return { kind: 'wrong', mismatches, inputsChanged, outsideWrites };
    }
    return { kind: 'right', errors: Object.fromEntries(found.map((each) => [each[0].name, this.errorOf(...each)])) };
  }

  /** Whether these answers of the problem are not finite. */
  private isBeyond(expected: ReadonlyMap<string, Buffer>, deadlineMs: number): Promise<boolean> {
    const { device, contract, allocations } = this.setting;
    const how = { deadlineMs, allocations };
    return ranBeyond(device, contract, this.facts.family.name, expected, how);
  }

  /** Whether the answers are finite only in the f64 that a module computes in: on the way there is more than f32 holds. */
  private async overflows(deadlineMs: number): Promise<boolean> {
    const { device, tolerance } = this.setting;
    const overflowing = this.isModule() && (await tolerance.sensitivity?.overflowing(this.looking()));
    if (!overflowing) return false;
    await device.run(overflowing.commands, deadlineMs);
    return this.isBeyond(overflowing.outputs, deadlineMs);
  }

  /** Whether nothing but the cap is against it: what roundings come to leaves no kernel enough digits. */
  private async isLostInRoundings(deadlineMs: number): Promise<boolean> {
    const how = { capped: false };
    const found = await this.lookCloser(await this.compareAgain([], deadlineMs, how), deadlineMs, how);
    return found.every(([, { wrong }]) => wrong === 0);
  }

  /** Names of the outputs that are wrong, once all commands have run. */
  async wrongOutputs(): Promise<string[]> {
    const { summaries } = await this.readBack();
    return this.summariesOf(summaries).flatMap(([{ name }, { wrong }]) => (wrong > 0 ? [name] : []));
  }

  private summariesOf(summaries: Uint8Array): [TensorSpec, Summary][] {
    return this.setting.contract.outputs.map((output, i) => {
      const summary = readSummary(summaries.slice(i * summaryBytes, (i + 1) * summaryBytes));
      if (summary.compared !== output.count) {
        const message = `Expected ${output.count} elements of "${output.name}" to be compared but found ${summary.compared}.`;
        throw new WarpsmithError('native', message);
      }
      return [output, summary];
    });
  }

  /** The window, in parts: checksums, summaries, changes of bands. */
  private async readBack(): Promise<{ sums: BigUint64Array; summaries: Uint8Array; changes: Uint8Array }> {
    const { device, contract } = this.setting;
    const { buffer } = await device.window();
    const bytes = sumsBytes(contract);
    const summaries = new Uint8Array(buffer, bytes, contract.outputs.length * summaryBytes);
    const changes = new Uint8Array(buffer, bytes + summaries.byteLength);
    return { sums: new BigUint64Array(buffer, 0, bytes / 8), summaries, changes };
  }

  private async compare({ capped } = { capped: true }): Promise<Command[]> {
    const { device, contract } = this.setting;
    const commands: Command[] = [];
    for (const [i, output] of contract.outputs.entries()) {
      const { tolerance, reach } = this.allowed(output);
      const how = { tolerance: capped ? tolerance : { ...tolerance, cap: 0 }, reach, poison: this.neverRight(output) };
      commands.push(...(await comparisonCommands(device, output, this.comparedBuffers(output, i), how)));
    }
    return commands;
  }

  private allowed(output: TensorSpec): { tolerance: Tolerance; reach: Reach | null } {
    const { tolerance } = this.setting;
    return { tolerance: tolerance.of(output, this.facts.family), reach: tolerance.reachOf(output) };
  }

  private errorOf(output: TensorSpec, summary: Summary): OutputError {
    const { largestShare: share, largestUlps: ulps } = summary;
    return { share, ulps, tolerance: this.setting.tolerance.appliedTo(output, this.facts.family, summary) };
  }

  /** The NaN poison: where the outputs held numbers instead, no element has it by chance. */
  private neverRight(output: TensorSpec): number {
    return poisonOf(output, this.facts.poisonSeed);
  }

  private comparedBuffers(output: TensorSpec, i: number): Parameters<typeof comparisonCommands>[2] {
    const { scratch } = this.setting;
    return {
      actual: required(this.buffers.outputs, output.name),
      expected: required(this.buffers.expected, output.name),
      partial: scratch.partial,
      summary: scratch.summaries,
      summaryOffset: i * summaryBytes,
    };
  }

  private async describe(output: TensorSpec, i: number, summary: Summary, deadlineMs: number): Promise<Mismatch> {
    const { device, allocations } = this.setting;
    const how = { summary, ...this.allowed(output), poison: this.neverRight(output), deadlineMs };
    const location = await locate(device, output, this.comparedBuffers(output, i), how, allocations);
    return {
      output: output.name,
      dtype: output.dtype,
      shape: output.shape,
      total: output.count,
      wrong: summary.wrong,
      unwritten: summary.unwritten,
      nan: summary.nan,
      largestError: scalar(summary.largestError),
      tolerance: this.setting.tolerance.appliedTo(output, this.facts.family, summary),
      pattern: describeMismatch(output, summary, location),
      samples: samplesOf(output, location.windows),
    };
  }
}
