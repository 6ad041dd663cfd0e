/** What a reference's PTX tells of its arithmetic. */

/** The most precise real arithmetic in it; "none" where it copies and compares only. */
export type Arithmetic = 'f64' | 'f32' | '16-bit' | 'none';

export interface ReferenceFacts {
  arithmetic: Arithmetic;
  /** Elements that a thread loads, where all of it is one launch without loops or exchange between threads; else null. */
  loads: number | null;
}

/** Instructions that round; conversions do where they say how. */
const rounding = '(?:add|sub|mul|fma|mad|div|rcp|sqrt|rsqrt|sin|cos|lg2|ex2|tanh)';

function rounds(text: string, type: string): boolean {
  return new RegExp(String.raw`\b${rounding}(?:\.\w+)*\.${type}\b`).test(text);
}

/** Matrix instructions name the dtype of their result first. */
function multipliesMatrices(text: string): boolean {
  return /\b(?:wmma\.mma|mma\.sync|wgmma\.mma_async)\b/.test(text);
}

function arithmeticOf(text: string): Arithmetic {
  if (rounds(text, 'f64')) return 'f64';
  if (rounds(text, 'f32') || multipliesMatrices(text)) return 'f32';
  if (/\bcvt\.r[nzmp][ai]?(?:\.\w+)*\.f(?:32|64)\.[sub]\d+\b/.test(text)) return 'f32';
  if (rounds(text, '(?:f16|f16x2|bf16|bf16x2)') || /\bcvt\.r[nz](?:\.\w+)*\.(?:f16|bf16)/.test(text)) return '16-bit';
  return /\bcvt\.r[nzmp](?:\.\w+)*\.f32\.f64\b/.test(text) ? 'f32' : 'none';
}

/** Whether threads have something to do with each other, or call what cannot be seen through. */
const together = /\b(?:bar|barrier|shfl|vote|match|redux|atom|red|call|ld\.shared|mma|wmma|wgmma|cp)\b/;

/** Whether a branch goes back to a label above it. */
function loops(lines: readonly string[]): boolean {
  const seen = new Set<string>();
  for (const line of lines) {
    const label = /^\s*(\$?\w+):/.exec(line)?.[1];
    if (label !== undefined) seen.add(label);
    const target = /\bbra(?:\.\w+)*\s+(\$?\w+)/.exec(line)?.[1];
    if (target !== undefined && seen.has(target)) return true;
    if (/\bbrx\.idx\b/.test(line)) return true;
  }
  return false;
}

function loadsOf(text: string): number | null {
  if (together.test(text)) return null;
  if (loops(text.split('\n'))) return null;
  let loads = 0;
  for (const [, how = ''] of text.matchAll(/\bld(\.[\w.:]+)/g)) {
    if (/^\.(?:param|const|local)\b/.test(how)) continue;
    loads += Number(/\.v(\d)/.exec(how)?.[1] ?? 1);
  }
  return loads;
}

/**
 * @param ptx of the reference.
 * @param launches how many launches its plan has: across several of them an element may depend on anything.
 */
export function referenceFacts(ptx: string, launches: number): ReferenceFacts {
  const text = ptx.replace(/\/\/.*$/gm, '');
  return { arithmetic: arithmeticOf(text), loads: launches === 1 ? loadsOf(text) : null };
}
