import { type RungName, type VerdictOf, rungNames } from '../../verify/verdict.js';
import { clip } from '../../format/quantities.js';

/** The slots of prompts/feedback/fault.md. */
export function faultView(verdict: VerdictOf<'fault'>): object {
  return {
    error: verdict.error,
    compiling: beforeTheDevice(verdict),
    message: clip(verdict.message.trim(), 2000),
    illegalAddress: verdict.error.includes('ILLEGAL_ADDRESS'),
    misaligned: verdict.error.includes('MISALIGNED'),
  };
}

/** The slots of prompts/feedback/hang.md. */
export function hangView(verdict: VerdictOf<'hang'>): object {
  const message = clip(verdict.message.trim(), 2000);
  return { compiling: beforeTheDevice(verdict), message, deadlineMs: verdict.options.deadlineMs };
}

/** Whether it was the compiler, or what goes before it, that broke down. */
function beforeTheDevice({ failed }: { failed: RungName }): boolean {
  return rungNames.indexOf(failed) <= rungNames.indexOf('compile');
}
