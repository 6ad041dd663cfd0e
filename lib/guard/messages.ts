/** What the guarded engine and its processes say to each other. */
import type { DeviceFacts } from '../native/types.js';
import type { LoadedProblem } from '../problem/problem.js';
import type { DeviceIdentity } from '../verify/engine.js';
import type { VerifyOptions } from '../verify/options.js';
import type { Verdict } from '../verify/verdict.js';
import type { PackedTensors } from './packed_tensors.js';

/** The options that a process of its own can take: all but those that live in the caller's. */
export type PlainOptions = Omit<VerifyOptions, 'engine' | 'device' | 'isolation' | 'signal' | 'onProgress'>;
export type Progress = Parameters<NonNullable<VerifyOptions['onProgress']>>[0];

/** What a process tells of the engine that it has opened. */
export interface EngineDescription {
  device: (DeviceIdentity & { facts: DeviceFacts | null; driver: string }) | null;
  unavailable: string | null;
  architecture: string;
  compiler: { version: string; options: string[] };
}

export type Request =
  /** `recent`: to be warm for, null for a process that is needed at once. `diskCacheBytes` as in `EngineOptions`. */
  | {
      type: 'open';
      device: string;
      recent: LoadedProblem[] | null;
      traced: boolean;
      diskCacheBytes: number | undefined;
    }
  /** `held`: the call may compile, but not use the device before its `release`. */
  | {
      type: 'verify';
      call: number;
      source: string;
      inputs: LoadedProblem | PackedTensors;
      options: PlainOptions;
      held: boolean;
    }
  | { type: 'release'; call: number }
  | { type: 'abort'; call: number }
  | { type: 'prepare-headers' }
  | { type: 'ping' }
  /** Nothing more will come: what was compiled is put on disk, then the process ends. */
  | { type: 'leave' };

/** An error of the other process; `code` is null for one that is not the project's own. */
export interface PlainError {
  code: string | null;
  message: string;
  detail: string | null;
  stack: string;
}

export type CallResult =
  | { kind: 'verdict'; verdict: Verdict }
  | { kind: 'error'; error: PlainError }
  /** The device was lost to another call before this one got to it. */
  | { kind: 'displaced' };

export interface Settled {
  type: 'settled';
  call: number;
  result: CallResult;
  /** Why the process is to be replaced: its device is lost, or a compile goes on in it that was given up. */
  spent: 'lost' | 'abandoned' | null;
}

export type Report =
  /** The code is loaded; the device is opened when it is asked for. */
  | { type: 'loaded' }
  | { type: 'opened'; description: EngineDescription }
  | { type: 'warm' }
  | { type: 'failed'; error: PlainError }
  | { type: 'progress'; call: number; progress: Progress }
  /** The call waits for the device, or has it now. */
  | { type: 'turn'; call: number; turn: 'waits' | 'begins' }
  | { type: 'traced'; call: number; event: 'enqueued' | 'lost'; ns: bigint }
  | Settled
  | { type: 'pong' };
