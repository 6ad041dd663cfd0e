/** A candidate's code with checks in it, on the device. */
import type { Module } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import type { CheckedCode, Checks } from './checked_code.js';

export interface CheckedModule {
  module: Module;
  checks: Checks;
}

/** Loads it anew: nothing of an earlier run is in its variables. */
export async function loadChecked({ image, checks }: CheckedCode, allocations: Allocations): Promise<CheckedModule> {
  return { module: await allocations.module(image), checks };
}
