/** What all trials of a verification share. */
import type { Buffer } from '../../native/types.js';
import type { Contract } from '../../problem/contract.js';
import type { Allocations } from '../allocations.js';
import type { Device } from '../device.js';
import type { TrialTolerance } from '../tolerance/trial_tolerance.js';
import type { BandCheck } from './bands.js';
import type { Expectation } from './expectation.js';
import type { KeptExpectations } from './kept_expectations.js';

export interface TrialSetting {
  device: Device;
  contract: Contract;
  expectation: Expectation;
  scratch: { sums: Buffer; summaries: Buffer; partial: Buffer };
  bandCheck: BandCheck;
  tolerance: TrialTolerance;
  allocations: Allocations;
  /** Null where each trial runs the reference. */
  shelf: Shelf | null;
}

/** Where expected outputs are kept for other candidates of the same problem. */
export interface Shelf {
  expectations: KeptExpectations;
  /** As in `ExpectationKey`. */
  of: string;
}
