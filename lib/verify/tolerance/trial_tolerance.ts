/** The tolerances of a verification's trials, and what they need on the device. */
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Contract } from '../../problem/contract.js';
import type { InputFamily } from '../../problem/families/families.js';
import type { Reach, Summary } from '../compare/comparison.js';
import type { Device } from '../device.js';
import type { Places } from '../trials/places.js';
import type { Expectation } from '../trials/expectation.js';
import { appliedTolerance } from './applied_tolerance.js';
import { type ToleranceBasis, isDerived, toleranceOf } from './derive.js';
import { type ReferenceFacts, referenceFacts } from './reference_facts.js';
import { Sensitivity } from './sensitivity.js';
import type { Tolerance } from './tolerance.js';
import type { AppliedTolerance } from './tolerance_schema.js';

export class TrialTolerance {
  private constructor(
    private readonly contract: Contract,
    private readonly reference: ReferenceFacts | null,
    /** Null where the tolerance does not depend on it, or where it cannot be measured. */
    readonly sensitivity: Sensitivity | null,
  ) {}

  static async prepare(
    device: Device,
    contract: Contract,
    expectation: Expectation,
    looking: { places: Places; late: boolean },
  ): Promise<TrialTolerance> {
    const reference = referenceOf(expectation);
    const derived = contract.outputs.some(({ dtype }) => isDerived(contract, dtype, { reference }));
    const sensitivity = derived && reference ? await Sensitivity.prepare(device, contract, looking) : null;
    return new TrialTolerance(contract, reference, sensitivity);
  }

  private basis(family: InputFamily): ToleranceBasis {
    const equalValues = hasEqualValues(this.contract, family);
    return { reference: this.reference, equalValues, moved: this.sensitivity?.possible ?? false };
  }

  /** The tolerance of an output in a trial of this family. */
  of(output: TensorSpec, family: InputFamily): Tolerance {
    return toleranceOf(this.contract, output, this.basis(family));
  }

  /** The same for a verdict, once the comparison's summary is there. */
  appliedTo(output: TensorSpec, family: InputFamily, summary: Summary): AppliedTolerance {
    return appliedTolerance(this.contract, output, this.basis(family), summary);
  }

  /** How far the output goes when the inputs move, where that counts. */
  reachOf(output: TensorSpec): Reach | null {
    return this.sensitivity?.reachOf(output) ?? null;
  }
}

/** A reference is compiled once for many candidates. */
const facts = new WeakMap<object, ReferenceFacts>();

function referenceOf(expectation: Expectation): ReferenceFacts | null {
  if (expectation.kind === 'given') return null;
  const { reference } = expectation;
  if (reference.kind === 'module') return reference.module.facts;
  const { compiled, plan } = reference.plan;
  const known = facts.get(compiled) ?? referenceFacts(compiled.ptx, plan.launches.length);
  facts.set(compiled, known);
  return known;
}

/** Whether sums add up the same few values, whose roundings fall in one direction. */
export function hasEqualValues(
  { inputs }: Pick<Contract, 'inputs'>,
  family: Pick<InputFamily, 'name' | 'draws'>,
): boolean {
  if (family.name === 'equal') return true;
  const draws = inputs.map(({ name, fill }) => family.draws.get(name) ?? fill);
  return draws.length > 0 && draws.every((draw) => draw !== null && 'constant' in draw);
}
