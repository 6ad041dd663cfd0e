/** Sets of inputs to time a plan on: as many as memory takes, each at addresses of its own. */
import { hasCode } from '../../errors.js';
import type { Contract } from '../../problem/contract.js';
import { familyNamed } from '../../problem/families/rotation.js';
import type { Allocations } from '../allocations.js';
import { required } from '../trials/contract_buffers.js';
import type { Trials } from '../trials/trials.js';
import type { Gpu } from '../gpu.js';
import { allocatorAlignment } from '../trials/places.js';
import type { TimedSet } from './timed_set.js';

/** More addresses than one, so that none is the lucky one; more than three say no more. */
const mostSets = 3;
/** Bytes of a set beyond which two are enough: making inputs takes its time. */
const largeSet = 2 ** 31;
/** Bytes of a set beyond which it is the only one: no address counts for gigabytes, and memory is short. */
const hugeSet = 2 ** 33;
/** Share of the free memory that sets beside the first may take. */
const memoryShare = 0.8;
/** Turns of timed runs, far from those of trials and repeats: other places than any of them had. */
const firstTurn = 1000;

/** Bytes of what a set needs: tensors, workspaces, and room for what is expected. */
export function bytesOfSet({ inputs, outputs }: Contract, workspaces: readonly { bytes: number }[]): number {
  return [...inputs, ...outputs, ...outputs, ...workspaces].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether one set fills so much memory that nothing else should. */
export function isHuge(setBytes: number): boolean {
  return setBytes > hugeSet;
}

/** How many sets there should be, of which the first is there already. */
export function countOfSets(setBytes: number, freeBytes: number): number {
  const most = isHuge(setBytes) ? 1 : setBytes > largeSet ? 2 : mostSets;
  const beside = Math.floor((memoryShare * freeBytes) / Math.max(1, setBytes));
  return Math.min(most, 1 + beside);
}

export interface SetsRequest {
  contract: Contract;
  workspaces: readonly { bytes: number }[];
  /** Of the run: it decides places and poison. */
  runSeed: number;
  /** Trials of the run: sets go on counting, and so do the seeds of their inputs. */
  trials: number;
  deadlineMs: number;
  /** Of the inputs of one set alone, where conditions name it; left out, there are as many sets as memory takes. */
  onlySeed?: number;
}

/**
 * The trials' own memory, with new inputs at new places, is the first set; others get memory beside it, which the caller
 * gives back with `allocations`. All inputs are drawn as the problem declares them: speed may depend on them.
 */
export async function makeSets(
  gpu: Gpu,
  trials: Trials,
  request: SetsRequest,
  allocations: Allocations,
): Promise<TimedSet[]> {
  const free = await gpu.freeBytes();
  const most = countOfSets(bytesOfSet(request.contract, request.workspaces), free);
  const wanted = request.onlySeed === undefined ? most : 1;
  const sets = [await makeSet(gpu, trials, request, 0)];
  while (sets.length < wanted) {
    try {
      sets.push(await makeSet(gpu, await trials.beside(allocations), request, sets.length));
    } catch (error) {
      // Mapped in large units, small tensors take more than their bytes.
      if (!hasCode(error, 'device-out-of-memory')) throw error;
      break;
    }
  }
  return sets;
}

async function makeSet(
  gpu: Gpu,
  trials: Trials,
  { contract, runSeed, trials: earlier, deadlineMs, onlySeed }: SetsRequest,
  number: number,
): Promise<TimedSet> {
  const seed = onlySeed ?? runSeed + earlier + number;
  const trial = await trials.begin({
    runSeed,
    trial: earlier + number,
    turn: firstTurn + number,
    seed,
    family: familyNamed(contract, 'declared', seed),
    alignment: allocatorAlignment,
  });
  return {
    trial,
    prepare: await trial.prepare(),
    poison: trial.poison(),
    launches: trial.plan.launches,
    outputs: contract.outputs.map(({ name }) => required(trial.buffers.outputs, name)),
    check: async () => {
      await gpu.run(await trial.judge(), deadlineMs);
      return trial.result(deadlineMs);
    },
  };
}
