import { type ErrorCode, WarpsmithError, errorCodes, messageOf } from '../errors.js';
import type { PlainError } from './messages.js';

/** An error as data for another process. */
export function plainError(error: unknown): PlainError {
  const own = error instanceof WarpsmithError;
  return {
    code: own ? error.code : null,
    message: messageOf(error),
    detail: own ? error.detail : null,
    stack: error instanceof Error ? (error.stack ?? '') : '',
  };
}

function isCode(code: string): code is ErrorCode {
  return (errorCodes as readonly string[]).includes(code);
}

/** The error that another process met; its stack there is the cause's. */
export function errorFrom({ code, message, detail, stack }: PlainError): Error {
  const cause = Object.assign(new Error(message), { stack });
  if (code === null || !isCode(code)) return new Error(message, { cause });
  return new WarpsmithError(code, message, { cause, ...(detail === null ? {} : { detail }) });
}
