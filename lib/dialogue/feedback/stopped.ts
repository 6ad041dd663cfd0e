import type { VerdictOf } from '../../verify/verdict.js';
import { clip } from '../../format/quantities.js';

/** The slots of prompts/feedback/fault.md. */
export function faultView(verdict: VerdictOf<'fault'>): object {
  return {
    error: verdict.error,
    message: clip(verdict.message.trim(), 2000),
    illegalAddress: verdict.error.includes('ILLEGAL_ADDRESS'),
    misaligned: verdict.error.includes('MISALIGNED'),
  };
}

/** The slots of prompts/feedback/hang.md. */
export function hangView(verdict: VerdictOf<'hang'>): object {
  return { message: clip(verdict.message.trim(), 2000), deadlineMs: verdict.options.deadlineMs };
}
