/** Rung 2: what a candidate's source may ask of the compiler. */
import { clip } from '../../format/quantities.js';
import { excerptOf } from '../compile/compile_log.js';
import type { PolicyProblem } from '../verdict.js';
import { type HeaderUse, headerUses } from './header_uses.js';

/** Longest source in characters; a large kernel has some hundred thousand. Hostile ones take a second per million. */
export const longestSource = 2 ** 20;

/** Problems told at most. */
const most = 20;

/** What is wrong with a source, in its order; empty when nothing is. */
export function policyProblems(source: string): PolicyProblem[] {
  if (source.length > longestSource) {
    const message = `Expected a source of at most ${longestSource} characters but found ${source.length}.`;
    return [{ line: 0, message, excerpt: [] }];
  }
  const end = source.indexOf('\0');
  if (end >= 0) {
    const line = source.slice(0, end).split('\n').length;
    const message =
      'Expected text but found a character of code 0, where the compiler would stop to read. Take it out.';
    return [{ line, message, excerpt: excerptOf(source, line) }];
  }
  return headerUses(source)
    .flatMap((use) => {
      const message = problemOf(use);
      return message === null ? [] : [{ line: use.line, message, excerpt: excerptOf(source, use.line) }];
    })
    .slice(0, most);
}

/** A name that can only mean a file below one of the header folders. */
const plainName = /^[\w.+-]+(\/[\w.+-]+)*$/;

function problemOf({ by, name, hidden }: HeaderUse): string | null {
  if (hidden) return `Expected the line of ${by} to end without a comment or a string that goes on in the next line.`;
  if (by === '#embed' || by === '#import')
    return `Expected no ${by}: a kernel can only use CUDA's headers, by #include.`;
  const only = 'Only headers of the CUDA toolkit can be used, such as <cuda_fp16.h>, <mma.h> or <cub/cub.cuh>.';
  if (name === null) {
    return `Expected the name of a header in <> or "" right behind ${by}, and no macro. Write the name out. ${only}`;
  }
  if (plainName.test(name) && !name.split('/').some((part) => part === '..' || part === '.')) return null;
  return `Expected a header's name without a path to elsewhere behind ${by} but found "${clip(name, 100)}". ${only}`;
}
