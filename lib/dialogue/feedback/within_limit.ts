/** Cuts a text for the model to a number of tokens, section by section and never in the midst of a sentence. */
import { estimateTokens } from '../messages.js';

/** Two sections in one: a line that announces something says nothing by itself. */
const announces = /:\s*$/;

/** Estimated tokens that are kept free for the notes on what was left out. */
const noteTokens = 16;

/**
 * The text as it is when it fits. Else its first section, which says what happened, and its last one, which says what to
 * answer, with as many of the others between them as fit, the earlier before the later. A section that does not fit is
 * left out; the first of these is cut at the end of a sentence instead, for it is what matters most.
 *
 * @param limitTokens as estimateTokens counts them; the first and the last section stay whatever they take.
 */
export function withinLimit(text: string, limitTokens: number): string {
  if (estimateTokens(text) <= limitTokens) return text;
  const [head = '', ...sections] = sectionsOf(text);
  const ask = sections.pop() ?? '';
  const kept = [head];
  let left = limitTokens - estimateTokens(head + ask) - noteTokens;
  let leftOut = 0;
  let wasCut = false;
  for (const section of sections) {
    const isWhole = estimateTokens(section) + 1 <= left;
    const part = isWhole ? section : wasCut ? null : beginning(section, left * 4);
    if (!isWhole) wasCut = true;
    if (part === null) leftOut++;
    else {
      kept.push(part);
      left -= estimateTokens(part) + 1;
    }
  }
  if (leftOut > 0) kept.push(`[… ${leftOut} ${leftOut === 1 ? 'section' : 'sections'} left out …]`);
  return `${[...kept, ask].join('\n\n')}\n`;
}

function sectionsOf(text: string): string[] {
  const sections: string[] = [];
  for (const paragraph of text.trimEnd().split('\n\n')) {
    const before = sections.at(-1);
    if (before !== undefined && announces.test(before)) sections[sections.length - 1] = `${before}\n\n${paragraph}`;
    else sections.push(paragraph);
  }
  return sections;
}

/** Where a line ends a sentence, a row or a heading, and what begins something of its own. */
const endsHere = /[.!?:|`]$/;
const beginsAnew = /^(?:- |\||\s)/;

/** A section's first lines up to the end of a sentence, with a note on how many are missing; null when none fits. */
function beginning(section: string, characters: number): string | null {
  const lines = section.split('\n');
  let left = characters - noteTokens * 4;
  let count = 0;
  for (const [i, line] of lines.entries()) {
    left -= line.length + 1;
    if (left < 0) break;
    if (endsHere.test(line) || beginsAnew.test(lines[i + 1] ?? '')) count = i + 1;
  }
  const missing = lines.length - count;
  if (count > 0)
    return `${lines.slice(0, count).join('\n')}\n[… ${missing} more ${missing === 1 ? 'line' : 'lines'} …]`;
  const [first = ''] = lines;
  const end = first.lastIndexOf('. ', left + first.length);
  return end <= 0 ? null : `${first.slice(0, end + 1)} […]`;
}
