/** What is timed: a plan bound to one set of inputs, at addresses of its own. */
import type { Buffer, Command, Launch } from '../../native/types.js';
import type { Trial, TrialResult } from '../trials/trial.js';

export interface TimedSet {
  /** Whose inputs and addresses they are. */
  trial: Trial;
  /** Wipes all of the set's memory and makes its inputs: before each series of runs on it. */
  prepare: Command[];
  /** Goes before every run: fresh poison in outputs and workspaces. No copies. */
  poison: Command[];
  /** One run of the plan. */
  launches: Launch[];
  /** In the contract's order. */
  outputs: Buffer[];
  /** Compares the outputs with what is expected, which stays on the device until `prepare`. Rejects with `device-lost`. */
  check(): Promise<TrialResult>;
}
