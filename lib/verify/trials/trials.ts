/**
 * The rung `correct`: trials on fresh inputs of one family after another, with tensors at new addresses and poisoned
 * outputs. The rung `safe` goes before each: on a GPU a run of its own on the same inputs at the same addresses, on the
 * simulator the candidate's launches themselves. While a candidate runs, no expected output is on the device.
 */
import type { Buffer } from '../../native/types.js';
import { type Contract, promisedAlignment } from '../../problem/contract.js';
import type { InputFamily } from '../../problem/families/families.js';
import type { Allocations } from '../allocations.js';
import { BandCheck } from './bands.js';
import type { CandidateCode } from './candidate_code.js';
import { partialBytes, summaryBytes } from '../compare/comparison.js';
import type { Device } from '../device.js';
import { Places, type Tenant } from './places.js';
import type { PoisonKind } from './poison.js';
import type { Expectation } from './expectation.js';
import { randomWord } from '../../format/seeded.js';
import { Trial } from './trial.js';
import type { Shelf, TrialSetting } from './trial_setting.js';
import { TrialTolerance } from '../tolerance/trial_tolerance.js';
import { sumsBytes } from './trial_inputs.js';

/** How a trial is asked for. */
export interface TrialRequest {
  /** The seed of the whole run, which decides places and poison. */
  runSeed: number;
  /** What verdicts call it, 0-based; by default the turn. */
  trial?: number;
  /** Which place its tensors take, 0-based: two trials of one run at the same turn have the same addresses. */
  turn: number;
  /** Of its inputs. */
  seed: number;
  family: InputFamily;
  /** Default "nan". */
  poison?: PoisonKind;
  /** Of addresses; by default what a candidate is promised. */
  alignment?: number;
}

/** Bytes of inputs and outputs from which on a look takes as long as several runs, and memory that is short. */
const lateBytes = 2 ** 29;

/** What runs as the candidate. */
export type TrialCode = Pick<CandidateCode, 'workspaces' | 'mapped' | 'bind'>;

/** The tensors that need places: the contract's, and the candidate's workspaces. */
export function tenantsOf(
  { inputs, outputs }: Contract,
  { workspaces, mapped }: Pick<TrialCode, 'workspaces' | 'mapped'>,
): Tenant[] {
  const tenants = (kind: string, tensors: readonly { name: string; bytes: number }[], watched: boolean): Tenant[] =>
    tensors.map(({ name, bytes }) => ({ key: `${kind} ${name}`, bytes, watched, mapped: mapped.has(name) }));
  return [
    ...tenants('input', inputs, true),
    ...tenants('output', outputs, true),
    ...tenants('workspace', workspaces, true),
    ...tenants('expected', outputs, false),
  ];
}

function bytesOf({ inputs, outputs }: Contract): number {
  return [...inputs, ...outputs].reduce((sum, { bytes }) => sum + bytes, 0);
}

export class Trials {
  private constructor(
    readonly places: Places,
    private readonly code: TrialCode,
    private readonly setting: TrialSetting,
  ) {}

  /** Rejects with `device-out-of-memory`. */
  static async prepare(
    device: Device,
    contract: Contract,
    code: TrialCode,
    places: Places,
    expectation: Expectation,
    allocations: Allocations,
    shelf: Shelf | null = null,
    looksLate = bytesOf(contract) >= lateBytes,
  ): Promise<Trials> {
    const scratch = {
      sums: await allocations.buffer(sumsBytes(contract)),
      summaries: await allocations.buffer(contract.outputs.length * summaryBytes),
      partial: await allocations.buffer(partialBytes),
    };
    const most = 2 * (contract.inputs.length + contract.outputs.length + code.workspaces.length);
    const bandCheck = await BandCheck.prepare(device, most, allocations);
    if (expectation.kind === 'given') {
      const { inputs, outputs } = expectation.tensors;
      for (const { data } of [...Object.values(inputs), ...Object.values(outputs)]) await allocations.pin(data);
    }
    const tolerance = await TrialTolerance.prepare(device, contract, expectation, { places, late: looksLate });
    return new Trials(places, code, {
      device,
      contract,
      expectation,
      scratch,
      bandCheck,
      tolerance,
      allocations,
      shelf,
    });
  }

  /**
   * Trials on memory of their own beside these, for inputs that must be there at the same time. The caller releases
   * `allocations`. Rejects with `device-out-of-memory`.
   */
  async beside(allocations: Allocations): Promise<Trials> {
    const { device, contract, expectation, shelf } = this.setting;
    const places = await Places.allocate(device, tenantsOf(contract, this.code), allocations);
    return Trials.prepare(device, contract, this.code, places, expectation, allocations, shelf);
  }

  /**
   * A trial with its tensors at new places and the candidate's loaded code bound to them. Its commands are run by the
   * caller; of trials of one `Trials`, only the one begun last may run.
   */
  async begin(request: TrialRequest): Promise<Trial> {
    const { runSeed, turn, trial = turn, seed, family, poison = 'nan', alignment = promisedAlignment } = request;
    const { contract } = this.setting;
    const place = this.places.move({ turn, seed: runSeed, alignment });
    const named = (kind: string, tensors: readonly { name: string }[]): Map<string, Buffer> =>
      new Map(tensors.map(({ name }) => [name, place.of(`${kind} ${name}`)]));
    const buffers = {
      inputs: named('input', contract.inputs),
      outputs: named('output', contract.outputs),
      expected: named('expected', contract.outputs),
    };
    const workspaces = named('workspace', this.code.workspaces);
    const poisonSeed = randomWord(runSeed, turn, 11);
    const plan = await this.code.bind({ ...buffers, workspaces }, poisonSeed);
    return new Trial({ trial, seed, family, poisonSeed, poison }, plan, buffers, place, this.setting);
  }
}
