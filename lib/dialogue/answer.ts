/** Finds the candidate in a model's answer. */
import { bodyOf } from '../format/header.js';
import { breaksOff } from './breaks_off.js';
import { type FencedBlock, fencedBlocks } from './fences.js';
import { isPlain, maybeCode } from './languages.js';
import { type NoCandidateReason, whyNoCandidate } from './no_candidate.js';

export type ExtractedCandidate = { found: true; source: string } | { found: false; reason: NoCandidateReason };

/** Most characters of a candidate; a kernel by hand has some ten thousand. */
export const longestCandidate = 200_000;

const planFirst = /^\/\*---[ \t]*\n/;
/** Header and code; what follows the header has to be more than space. */
const somethingBehind = /\S/;

/** How the server says that the answer ended before the model had ended it. */
const cutReasons = new Set(['length', 'content_filter']);

/**
 * The last block that begins with a plan and holds code wins: models often show a draft or a part first. A block whose
 * fence is never closed is taken when the answer ended by itself and the code does not break off; one that a limit cut
 * in two is never taken, an earlier whole one is. The time is linear in the answer's length.
 */
export function extractCandidate(content: string, finishReason: string | null = 'stop'): ExtractedCandidate {
  const cut = finishReason !== null && cutReasons.has(finishReason);
  const blocks = fencedBlocks(content);
  const sources = new Map(blocks.map((block) => [block, plannedSource(block)]));
  const isWhole = (block: FencedBlock, source: string): boolean => block.closed || (!cut && !breaksOff(source));
  for (const block of blocks.toReversed()) {
    const source = sources.get(block) ?? null;
    if (source !== null && source.length <= longestCandidate && isWhole(block, source)) return { found: true, source };
  }
  const planned = [...sources.values()].filter((source) => source !== null);
  return { found: false, reason: whyNoCandidate({ content, blocks, planned, limit: longestCandidate, finishReason }) };
}

/**
 * The source in a block that begins with a plan and holds code; null for any other. A plan may be indented more than its
 * fence, and its block called by another name than a language's.
 */
export function plannedSource({ language, text }: FencedBlock): string | null {
  if (!maybeCode(language) && !isPlain(language)) return null;
  const source = `${withoutIndent(text).trim()}\n`;
  if (!planFirst.test(source) || !somethingBehind.test(bodyOf(source))) return null;
  return isPlain(language) && !source.includes('__global__') ? null : source;
}

/** Takes the first line's indentation off all lines. */
function withoutIndent(text: string): string {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const indent = first.length - first.trimStart().length;
  if (indent === 0) return text;
  return lines.map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length))).join('\n');
}
