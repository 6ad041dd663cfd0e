/** Families of inputs that a problem has no answer for. */
import type { Buffer } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import type { FamilyName } from '../../problem/families/families.js';
import type { Allocations } from '../allocations.js';
import type { Device } from '../device.js';
import { type Survey, allocateSurveys, surveyTensors } from './survey.js';

/**
 * Whether a family's inputs lead the reference to infinities or NaNs that the problem did not ask for: then a kernel that
 * gets there by another way may be as right, and a mismatch is no verdict. The problem's own fill, and special values
 * where it allows them, it has to stand by.
 */
export function isBeyond(family: FamilyName, expected: readonly Survey[]): boolean {
  return mayBeBeyond(family) && expected.some(({ others }) => others > 0);
}

/** A family that the problem need not have an answer for. */
export function mayBeBeyond(family: FamilyName): boolean {
  return family !== 'declared' && family !== 'special';
}

/** The same for a trial whose expected outputs are still there. Rejects as the device's `run` does. */
export async function ranBeyond(
  device: Device,
  { outputs }: Contract,
  family: FamilyName,
  expected: ReadonlyMap<string, Buffer>,
  { deadlineMs, allocations }: { deadlineMs: number; allocations: Allocations },
): Promise<boolean> {
  if (!mayBeBeyond(family)) return false;
  const memory = await allocateSurveys(outputs.length, allocations);
  const run = async (commands: Parameters<Device['run']>[0]): Promise<void> => {
    await device.run(commands, deadlineMs);
  };
  return isBeyond(family, [...(await surveyTensors(device, outputs, expected, memory, run)).values()]);
}
