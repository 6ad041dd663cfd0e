import type { VerdictOf } from '../../verify/verdict.js';
import { kernelRows } from './kernels.js';
import { outputView } from './output.js';
import { clip } from '../../format/quantities.js';

/** The slots of prompts/feedback/unverified.md. */
export function unverifiedView(verdict: VerdictOf<'unverified'>): object {
  return {
    ...outputView(verdict),
    reason: clip(verdict.reason, 600),
    kernels: kernelRows(verdict.kernels),
    hasKernels: verdict.kernels.length > 0,
  };
}
