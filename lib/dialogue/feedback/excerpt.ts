import type { CompileError } from '../../verify/verdict.js';
import { clip } from '../../format/quantities.js';

/** The lines around one with their numbers, the one marked. */
export function excerptLines(marked: number, excerpt: CompileError['excerpt']): { text: string }[] {
  const width = String(excerpt.at(-1)?.line ?? 0).length;
  return excerpt.map(({ line, text }) => ({
    text: clip(`${line === marked ? '>' : ' '} ${String(line).padStart(width)} | ${text}`, 200),
  }));
}
