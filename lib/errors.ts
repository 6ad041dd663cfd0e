/**
 * The one error class. `code` is stable and meant for programs; `message` is for people and says what was expected,
 * what was found and what to do.
 */
export const errorCodes = [
  'aborted',
  'bad-file',
  'bad-module',
  'bad-option',
  'bad-plan',
  'bad-problem',
  'bad-ptx',
  'bad-tensor',
  'compiler-stuck',
  'device-lost',
  'device-out-of-memory',
  'disk-full',
  'engine-failed',
  'model-authentication',
  'model-balance',
  'model-bad-request',
  'model-bad-stream',
  'model-exhausted',
  'model-overloaded',
  'model-rate-limit',
  'model-unreachable',
  'native',
  'no-addon',
  'no-compiler',
  'no-device',
  'no-torch',
  'run-folder',
  'torch-failed',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorDetails {
  cause?: unknown;
  /** What the driver or the compiler called it, such as "CUDA_ERROR_ILLEGAL_ADDRESS". */
  detail?: string;
}

export class WarpsmithError extends Error {
  override readonly name = 'WarpsmithError';
  readonly detail: string | null;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.detail = details.detail ?? null;
  }
}

/** Whether something that was thrown is the project's own error of this code. */
export function hasCode(error: unknown, code: ErrorCode): error is WarpsmithError {
  return error instanceof WarpsmithError && error.code === code;
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Throws the `aborted` error when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new WarpsmithError('aborted', 'The work was stopped before it was finished.');
}
