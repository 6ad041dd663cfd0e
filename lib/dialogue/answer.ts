/** Finds the candidate in a model's answer. */
import { fencedBlocks } from './fences.js';

/** Why an answer holds no candidate. */
export type NoCandidateReason = 'no-code' | 'no-plan' | 'cut-off';

export type ExtractedCandidate = { found: true; source: string } | { found: false; reason: NoCandidateReason };

const languages = new Set(['', 'cuda', 'cuda-c', 'cuda-cpp', 'cuda-c++', 'cpp', 'c++', 'cu', 'c', 'cc', 'cxx', 'cuh']);
const planStart = '/*---';

/**
 * The last block of CUDA code with a plan header wins: models often show a draft or a part first. A last block that the
 * answer's length limit cut in two is never taken; an earlier whole one is.
 */
export function extractCandidate(content: string, finishReason: string | null = 'stop'): ExtractedCandidate {
  const cut = finishReason === 'length';
  const code = fencedBlocks(content).filter((block) => languages.has(block.language) && block.text.trim() !== '');
  const whole = code.filter((block) => block.closed || !cut);
  const planned = whole.findLast((block) => block.text.includes(planStart));
  if (planned) return { found: true, source: `${planned.text.trim()}\n` };
  if (cut) return { found: false, reason: 'cut-off' };
  return { found: false, reason: whole.length === 0 ? 'no-code' : 'no-plan' };
}
