/** Why an answer holds no candidate: each reason has a correction of its own in prompts/feedback/no_candidate.md. */
import type { FencedBlock } from './fences.js';
import { plainCode } from './plain_code.js';
import { isForeign, maybeCode } from './languages.js';

export const noCandidateReasons = [
  /** Nothing but space. */
  'empty',
  /** Neither a block of code nor anything like it. */
  'no-code',
  /** There is CUDA, but in no fenced block. */
  'unfenced',
  /** There is code in another language only. */
  'other-language',
  /** There is a whole program, or an extension for a framework. */
  'host-code',
  /** There is CUDA, and no plan anywhere. */
  'no-plan',
  /** Plan and code stand in different places. */
  'plan-apart',
  /** Something stands before the plan. */
  'plan-not-first',
  /** The limit of the answer's length was reached first. */
  'cut-off',
  /** The answer ended by itself in the midst of the code. */
  'broken-off',
  'too-long',
] as const;

/** Why an answer holds no candidate. */
export type NoCandidateReason = (typeof noCandidateReasons)[number];

const planStart = '/*---';
const kernel = /\b__global__\b/;
/** No pattern here can begin in many places and run on from each: an answer may have a megabyte. */
const planLine = /^[ \t]*launch[ \t]*:/m;
const foreignText =
  /^[ \t]*(?:import|from)[ \t]+(?:torch|triton|cupy|numba|numpy|pycuda)\b|@triton\.jit|hip\/hip_runtime\.h|hipLaunchKernel/m;
const hostText = /\bint[ \t]+main[ \t]*\(|\bcuda(?:Malloc|Memcpy)\w{0,20}\(|<<<|torch\/extension\.h|PYBIND11_MODULE/;

/** What is known of an answer without a candidate. */
export interface EmptyHanded {
  content: string;
  blocks: readonly FencedBlock[];
  /** The sources that have plan and code all the same, but are too long or not whole. */
  planned: readonly string[];
  /** Most characters of a candidate. */
  limit: number;
  finishReason: string | null;
}

/** The reason to tell: what ended the answer goes first, then what comes closest to a candidate. */
export function whyNoCandidate({ content, blocks, planned, limit, finishReason }: EmptyHanded): NoCandidateReason {
  if (finishReason === 'length') return 'cut-off';
  if (planned.some((source) => source.length > limit)) return 'too-long';
  if (planned.length > 0 || finishReason === 'content_filter') return 'broken-off';
  if (content.trim() === '') return 'empty';
  const texts = blocks.filter(({ language }) => maybeCode(language)).map(({ text }) => text);
  const code = texts.filter((text) => text.trim() !== '' && !isPlanAlone(text));
  // A comment in the plan's form that is no plan's is rare enough.
  if (code.some((text) => text.includes(planStart))) return 'plan-not-first';
  const named = blocks.some(({ language, text }) => isForeign(language) && text.trim() !== '');
  const cuda = code.filter((text) => !foreignText.test(text));
  const hasKernel = cuda.some((text) => kernel.test(text));
  if (hasKernel && (content.includes(planStart) || planLine.test(content))) return 'plan-apart';
  if (hasKernel && hasHostCode(cuda)) return 'host-code';
  if (hasKernel) return 'no-plan';
  if (named || cuda.length < code.length) return 'other-language';
  if (hasHostCode(cuda)) return 'host-code';
  if (cuda.length > 0) return 'no-plan';
  return kernel.test(content) ? 'unfenced' : 'no-code';
}

/** A launch or a main() in a comment only says how the kernel is meant to be called. */
function hasHostCode(cuda: readonly string[]): boolean {
  return cuda.some((text) => hostText.test(text) && hostText.test(plainCode(text)));
}

/** Whether a block is the plan by itself, with its comment's marks or without. */
function isPlanAlone(text: string): boolean {
  const trimmed = text.trim();
  if (kernel.test(trimmed)) return false;
  return (trimmed.startsWith(planStart) && trimmed.endsWith('*/')) || planLine.test(trimmed);
}
