/**
 * The parameters of a compiled kernel. Their types come from the C++ compiler itself: a template that every source is
 * compiled with carries `decltype(kernel)` in its own symbol, also for `extern "C"` kernels, whose symbols say nothing.
 * Their sizes come from the PTX.
 */
import { addon } from '../native/load_addon.js';

export const signatureHeader = {
  name: 'warpsmith_signature.h',
  text: 'template <typename T> __device__ char warpsmith_signature;\n',
};

/** The name expression whose symbol carries a kernel's type. */
export function signatureExpression(kernel: string): string {
  return `&warpsmith_signature<decltype(${kernel})>`;
}

export interface ParameterType {
  /** As C++ writes it, such as "float const*". */
  text: string;
  pointer: boolean;
  bytes: number;
}

/** Splits "a, b<c, d>, e" at the commas that no bracket encloses. */
export function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if ('<([{'.includes(character)) depth++;
    if ('>)]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  const last = text.slice(start).trim();
  return last ? [...parts, last] : parts;
}

/** ["float const*", "int"] for "warpsmith_signature<void (float const*, int)>". */
export function parameterTexts(demangled: string): string[] {
  const match = /^warpsmith_signature<void \((.*)\)( noexcept)?>$/.exec(demangled);
  if (!match) throw new Error(`Expected the symbol of warpsmith_signature but found ${demangled}`);
  return splitTopLevel(match[1] ?? '');
}

const ptxBytes: Record<string, number> = {
  b8: 1,
  u8: 1,
  s8: 1,
  b16: 2,
  u16: 2,
  s16: 2,
  f16: 2,
  b32: 4,
  u32: 4,
  s32: 4,
  f32: 4,
  b64: 8,
  u64: 8,
  s64: 8,
  f64: 8,
};

/** Bytes of each parameter of the entry `symbol` in a PTX text. PTX ISA, "Kernel Function Parameters". */
export function entryParameterBytes(ptx: string, symbol: string): number[] {
  const escaped = symbol.replace(/[$.]/g, '\\$&');
  const entry = new RegExp(`\\.entry\\s+${escaped}(?![\\w$.])\\s*(?:\\(([^)]*)\\))?`).exec(ptx);
  if (!entry) throw new Error(`Expected the entry ${symbol} in the PTX.`);
  return (entry[1] ?? '')
    .split(',')
    .filter((line) => line.includes('.param'))
    .map((line) => {
      const array = /\[(\d+)\]/.exec(line);
      const type = /\.([busf](?:8|16|32|64))\b/.exec(line)?.[1] ?? '';
      const bytes = ptxBytes[type];
      if (bytes === undefined) throw new Error(`Expected a parameter's type but found ${line.trim()}.`);
      return bytes * (array ? Number(array[1]) : 1);
    });
}

/** "float*", and "float (*) [8]", a pointer to rows; not "void (*)(int)". */
export function isPointer(text: string): boolean {
  return text.endsWith('*') || /\(\*\) ?\[[\d\]\[ ]*$/.test(text);
}

/** Types and sizes of a compiled kernel's parameters, in order. */
export function parametersOf(ptx: string, symbol: string, signatureSymbol: string): ParameterType[] {
  const demangled = addon.demangle(signatureSymbol);
  const texts = demangled === null ? [] : parameterTexts(demangled);
  const sizes = entryParameterBytes(ptx, symbol);
  if (texts.length !== sizes.length) {
    throw new Error(
      `Expected ${sizes.length} parameters of ${symbol} but its type says ${demangled ?? signatureSymbol}.`,
    );
  }
  return texts.map((text, i) => ({ text, pointer: isPointer(text), bytes: sizes[i] ?? 0 }));
}
