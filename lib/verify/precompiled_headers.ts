/**
 * What of a source can be compiled once for many: the headers that it begins with. Their text is ours, made of the names
 * alone, so that nothing of a candidate gets into what other candidates are compiled with.
 */
import type { CompileJob, Compiler } from '../native/types.js';

/** Beginnings that candidates often have; each is compiled in the background, see `prepareHeaders`. */
export const usualHeaders: readonly (readonly string[])[] = [
  [],
  ['cuda_fp16.h'],
  ['cuda_bf16.h'],
  ['mma.h'],
  ['cuda_fp16.h', 'mma.h'],
  ['cooperative_groups.h'],
  ['cooperative_groups.h', 'cooperative_groups/reduce.h'],
  ['cub/block/block_reduce.cuh'],
];

/** More includes than any sensible source has. */
const mostHeaders = 32;

/** A whole `#include <name>` line, with what may stand behind it. */
const includeLine = /^[ \t]*#[ \t]*include[ \t]*<([A-Za-z0-9_][A-Za-z0-9_.\/+-]*)>[ \t]*(?:\/\/.*)?(?:\r?\n|$)/;

/** Blank lines, and comments that end with their line. */
const nothing = /^[ \t]*(?:\/\/.*(?<!\\))?\r?\n|^[ \t]*\/\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*\r?\n/;

function linesOf(names: readonly string[]): string {
  return names.map((name) => `#include <${name}>`).join('\n') + '\n';
}

/**
 * The `#include <…>` lines that a source begins with, in our own words; "\n" when there are none. A source that the
 * compiler reads otherwise is compiled as if there were none: the compiler compares the two itself.
 */
export function leadingIncludes(source: string): string {
  const names: string[] = [];
  let rest = source;
  while (names.length < mostHeaders) {
    const include = includeLine.exec(rest);
    if (include?.[1] !== undefined && !include[1].split('/').includes('..')) names.push(include[1]);
    const passed = include ?? nothing.exec(rest);
    if (!passed || passed[0].length === 0) break;
    rest = rest.slice(passed[0].length);
  }
  return linesOf(names);
}

/**
 * Whether no word of a source is one that NVRTC's option --minimal leaves out: what begins with cuda, tex or surf, the
 * driver's types, and the few others of `library_types.h`. With such a word of its own, a source could compile with the
 * option and fail without it. Words in comments and the names of headers don't count.
 */
export function isMinimal(source: string): boolean {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\/\/.*$/gm, ' ')
    .replace(/^[ \t]*#[ \t]*include\b.*$/gm, ' ')
    .replace(/\b__CUDA_ARCH__\b/g, ' ');
  // Words that are put together elsewhere (##, a line's end in their middle, trigraphs) might be any.
  const anyWord = /##|\w\\\r?\n\w|\?\?/;
  return (
    !/cuda|tex|surf/i.test(code) &&
    !/\bCU[A-Za-z]|_VERSION\b|PATCH_LEVEL|libraryProperty/.test(code) &&
    !anyWord.test(code)
  );
}

/** What a job says besides its source, so that it takes less time. */
export function quickly(source: string): { leading: string; minimal: boolean } {
  return { leading: leadingIncludes(source), minimal: isMinimal(source) };
}

/**
 * Compiles the usual headers for themselves, one after the other, in every copy of the compiler that is open and has
 * nothing else to do. It takes one core for some seconds, so it is for those who will compile many sources.
 */
export async function prepareHeaders(
  compiler: Compiler,
  job: Pick<CompileJob, 'fileName' | 'options' | 'headers'>,
): Promise<void> {
  for (const names of usualHeaders) {
    while (await compiler.prepare({ ...job, leading: linesOf(names), minimal: true })) {
      // Each call does it in one more copy.
    }
  }
}
