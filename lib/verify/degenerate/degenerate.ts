/**
 * Degenerate problems: those that zeros, a constant, a copy of an input or the output for other inputs pass. A right
 * verdict on one says little, and its speed nothing, so verdicts carry it.
 */
import { WarpsmithError, hasCode } from '../../errors.js';
import type { Command, SimulatedRun } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import { type InputFamily, drawFamily, familiesOf } from '../../problem/families/families.js';
import { Allocations } from '../allocations.js';
import { isBeyond } from './beyond.js';
import { Trials, tenantsOf } from '../trials/trials.js';
import type { Degeneracy } from './degenerate_schema.js';
import { type Device, simulatorId } from '../device.js';
import { type Impostor, impostorsOf } from './impostors.js';
import type { LoadedPlan } from '../load_plan.js';
import type { PreparedReference } from '../reference.js';
import { Places, allocatorAlignment } from '../trials/places.js';
import type { LoadedReference } from '../trials/expectation.js';
import { loadReference } from '../trials/reference_run.js';
import { type SurveyMemory, allocateSurveys, surveyTensors } from './survey.js';

/** Far from the seeds that people give their runs: what is asked here is not what a candidate meets. */
const seed = 2 ** 51 + 11;

/** An impostor that has passed for an output in every family so far. */
interface Survivor {
  impostor: Impostor;
  output: string;
}

/** What trials take for their candidate: impostors bring commands of their own. */
const noCode = {
  workspaces: [],
  mapped: new Set<string>(),
  bind: (): Promise<LoadedPlan> =>
    Promise.resolve({ launches: [], fills: [], planned: [], poison: [], resources: [], tensors: 0 }),
};

/** What asking takes on the device. */
interface Stage {
  device: Device;
  contract: Contract;
  places: Places;
  trials: Trials;
  reference: LoadedReference;
  surveys: SurveyMemory;
  deadlineMs: number;
}

async function prepare(
  device: Device,
  contract: Contract,
  prepared: PreparedReference,
  deadlineMs: number,
  allocations: Allocations,
): Promise<Stage> {
  const places = await Places.allocate(device, tenantsOf(contract, noCode), allocations);
  const reference = await loadReference(device, contract, prepared, places, allocations);
  const surveys = await allocateSurveys(contract.outputs.length, allocations);
  const trials = await Trials.prepare(device, contract, noCode, places, { kind: 'reference', reference }, allocations);
  return { device, contract, places, trials, reference, surveys, deadlineMs };
}

/** Runs commands; false when the simulator could not run them. Rejects with `bad-problem` when they do not end. */
async function ran({ device, deadlineMs }: Stage, commands: Command[]): Promise<boolean> {
  try {
    const run = await device.run(commands, deadlineMs);
    return device.id !== simulatorId || (run as SimulatedRun).findings.length === 0;
  } catch (error) {
    if (!hasCode(error, 'device-lost') || error.detail !== 'DEADLINE') throw error;
    if (device.id === simulatorId) return false;
    const message = `Expected the reference to end within ${deadlineMs} ms but it did not. Give it a longer deadline.`;
    throw new WarpsmithError('bad-problem', message, { cause: error });
  }
}

/** Thrown when the simulator cannot run a reference: the rungs themselves say why. */
class Unanswered extends Error {}

async function insist(stage: Stage, commands: Command[]): Promise<void> {
  if (!(await ran(stage, commands))) throw new Unanswered();
}

/**
 * Which of the impostors pass in a family as well. A family that the reference has no finite answer for refutes none of
 * them: nothing is asked of a candidate there.
 */
async function outlast(
  stage: Stage,
  family: InputFamily,
  survivors: readonly Survivor[],
  means: Map<string, number>,
): Promise<Survivor[]> {
  const { device, contract, trials, reference } = stage;
  const left: Survivor[] = [];
  for (const impostor of new Set(survivors.map((survivor) => survivor.impostor))) {
    const around = { device, contract, reference, family, seed, means };
    // Who passes is read off without a closer look, of large tensors without any.
    const trial = await trials.begin({ runSeed: seed, trial: 0, turn: 1, seed, family });
    const acted = await impostor.act(trial.buffers, around);
    const commands = [...(await trial.prepare()), ...acted, ...(await trial.judge())];
    await insist(stage, commands);
    const wrong = new Set(await trial.wrongOutputs());
    const { expected } = trial.buffers;
    const run = (more: Command[]): Promise<void> => insist(stage, more);
    const surveys = await surveyTensors(device, contract.outputs, expected, stage.surveys, run);
    if (family.name === 'declared') {
      for (const output of contract.outputs) {
        means.set(output.name, surveys.get(output.name)?.mean ?? 0);
      }
    } else if (isBeyond(family.name, [...surveys.values()])) {
      return [...survivors];
    }
    left.push(...survivors.filter((survivor) => survivor.impostor === impostor && !wrong.has(survivor.output)));
  }
  return left;
}

async function ask(stage: Stage): Promise<Degeneracy[]> {
  const { contract } = stage;
  const means = new Map<string, number>();
  const phraseOf = (impostor: Impostor, name: string): string | null => {
    const output = contract.outputs.find((spec) => spec.name === name);
    return output ? impostor.phrase(output, { contract, means }) : null;
  };
  let survivors = impostorsOf(contract).flatMap((impostor) =>
    contract.outputs
      .filter(({ name }) => phraseOf(impostor, name) !== null)
      .map(({ name }): Survivor => ({ impostor, output: name })),
  );
  const families = familiesOf(contract);
  for (const name of families) {
    const family = drawFamily(contract, name, seed);
    if (family && survivors.length > 0) survivors = await outlast(stage, family, survivors, means);
  }
  return survivors.map(({ impostor, output }) => {
    const where = families.length > 1 ? ' in every family of inputs' : '';
    const sentence = `For "${output}", ${phraseOf(impostor, output)} would pass${where}.`;
    return { by: impostor.by, output, sentence };
  });
}

/**
 * Asks a problem at one of its cases what would pass without solving it, in all families of inputs and with the
 * tolerance in use. Runs the reference some four times; null when the device has no room for that, or when the simulator
 * cannot run the reference. Rejects with `bad-problem` when the reference does not run or does not end.
 */
export async function degeneracyOf(
  device: Device,
  contract: Contract,
  reference: PreparedReference,
  deadlineMs: number,
): Promise<Degeneracy[] | null> {
  const allocations = new Allocations(device.native, device.pool);
  try {
    const stage = await prepare(device, contract, reference, deadlineMs, allocations);
    const found = await ask(stage);
    // Whoever has the memory next is a candidate.
    await ran(stage, stage.places.move({ turn: 0, seed, alignment: allocatorAlignment }).wipe);
    return found;
  } catch (error) {
    if (error instanceof Unanswered || hasCode(error, 'device-out-of-memory')) return null;
    throw error;
  } finally {
    await allocations.letGo();
    allocations.release();
  }
}

type Answer = Degeneracy[] | null;

/** By device, as long as it is there. */
const answers = new WeakMap<Device, Map<string, Promise<Answer>>>();

/** Asks once for each key on a device; an error is no answer. */
export function onceOn(device: Device, key: string, ask: () => Promise<Answer>): Promise<Answer> {
  const known = answers.get(device) ?? new Map<string, Promise<Answer>>();
  answers.set(device, known);
  let answer = known.get(key);
  if (!answer) {
    answer = ask();
    known.set(key, answer);
    answer.catch(() => known.delete(key));
  }
  return answer;
}
