/** How a kernel is mutated: one place of its text, systematically, in four groups. */
import { type Token, tokensOf } from './mutants_tokens.js';

export const mutationGroups = ['operand', 'bound', 'index', 'rounding'] as const;
export type MutationGroup = (typeof mutationGroups)[number];

/** One change of a source: the characters from `from` to `to` become `text`. */
export interface Mutation {
  group: MutationGroup;
  /** What was done, such as "+ for -". */
  operator: string;
  from: number;
  to: number;
  text: string;
}

/** A mutated source, with what was changed. */
export interface Mutant extends Mutation {
  source: string;
  /** From 1, in both sources. */
  line: number;
  before: string;
  after: string;
}

/** Rounds floats to so many bits of mantissa, to nearest even, and leaves all other types alone. */
const rounding =
  'template <int BITS, class T> __device__ __forceinline__ T mutant_rounded(T v) { return v; } ' +
  'template <int BITS> __device__ __forceinline__ float mutant_rounded(float v) { ' +
  'unsigned u = __float_as_uint(v); if ((u & 0x7f800000u) == 0x7f800000u) return v; ' +
  'u += ((1u << (22 - BITS)) - 1u) + ((u >> (23 - BITS)) & 1u); ' +
  'return __uint_as_float(u & ~((1u << (23 - BITS)) - 1u)); } ' +
  'template <int BITS> __device__ __forceinline__ double mutant_rounded(double v) { ' +
  'unsigned long long u = (unsigned long long)__double_as_longlong(v); ' +
  'if ((u & 0x7ff0000000000000ull) == 0x7ff0000000000000ull) return v; ' +
  'u += ((1ull << (51 - BITS)) - 1ull) + ((u >> (52 - BITS)) & 1ull); ' +
  'return __longlong_as_double((long long)(u & ~((1ull << (52 - BITS)) - 1ull))); }';

/** Bits of mantissa that are kept: those of TF32 and f16, and those of bf16. */
const roundedBits = [
  { bits: 10, name: 'a value rounded to 10 bits (TF32, f16)' },
  { bits: 7, name: 'a value rounded to 7 bits (bf16)' },
];

/** Statements in which nothing is computed for an output. */
const declarations = new Set([
  '__shared__',
  'extern',
  'constexpr',
  'static_assert',
  'template',
  'using',
  'struct',
  'asm',
]);
/** Types whose values have no rounding. */
const whole = new Set([
  'int',
  'bool',
  'unsigned',
  'size_t',
  'long',
  'short',
  'char',
  'uint32_t',
  'uint64_t',
  'int64_t',
]);

const types = new Set([
  ...whole,
  'float',
  'double',
  'half',
  '__half',
  'half2',
  'float2',
  'float4',
  'int4',
  'void',
  'T',
]);

const arithmetic: Record<string, string> = { '+': '-', '-': '+', '*': '+', '/': '*' };
const compound: Record<string, string> = { '+=': '-=', '-=': '+=', '*=': '+=', '/=': '*=' };
const comparison: Record<string, string> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const words: Record<string, string> = {
  fmaxf: 'fminf',
  fminf: 'fmaxf',
  fmax: 'fmin',
  fmin: 'fmax',
  max: 'min',
  min: 'max',
  rsqrtf: 'sqrtf',
  sqrtf: 'rsqrtf',
  expf: 'exp2f',
  exp: 'exp2',
};
const modes: Record<string, string> = {
  fmaf: '__fmaf_rz',
  fma: '__fma_rz',
  __float2half: '__float2half_rz',
  __float2half_rn: '__float2half_rz',
  __float2bfloat16: '__float2bfloat16_rz',
  rintf: 'truncf',
};

function isValue(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === 'word' || token.kind === 'number' || /^[)\]]$/.test(token.text));
}

/** Whether a sign stands between two values: `*` of a pointer and a unary `-` don't. */
function isBinary(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  return (
    isValue(tokens[i - 1]) &&
    !types.has(tokens[i - 1]!.text) &&
    (next?.kind === 'word' || next?.kind === 'number' || next?.text === '(')
  );
}

function bodyStart(source: string): number {
  const end = /^---\*\//m.exec(source);
  if (!end) throw new Error('Expected the candidate to have a header.');
  return end.index + end[0].length;
}

/** Every mutation of a candidate's body, in the order of the text. Some of them do not compile, or change nothing. */
export function mutationsOf(source: string): Mutation[] {
  const tokens = tokensOf(source, bodyStart(source));
  return tokens.flatMap((token, i) => {
    if (declarations.has(tokens[token.statement]?.text ?? '')) return [];
    return [...operand(tokens, i), ...bound(tokens, i), ...index(source, tokens, i), ...precision(source, tokens, i)];
  });
}

type Found = (Mutation | null)[];

function replace(group: MutationGroup, token: Token, text: string): Mutation {
  return { group, operator: `${text} for ${token.text}`, from: token.from, to: token.to, text };
}

function operand(tokens: readonly Token[], i: number): Mutation[] {
  const token = tokens[i]!;
  const { text, kind } = token;
  if (token.head || token.subscripts > 0) return [];
  const [before, after] = [tokens[i - 1], tokens[i + 1]];
  const found: Found = [];
  if (Object.hasOwn(arithmetic, text) && isBinary(tokens, i)) {
    found.push(replace('operand', token, arithmetic[text]!));
    if (before?.kind === 'word' && after?.kind === 'word' && before.text !== after.text) {
      found.push({ ...replace('operand', after, before.text), operator: 'one operand twice' });
    }
  }
  if (Object.hasOwn(compound, text)) {
    found.push(replace('operand', token, compound[text]!));
    if (text === '+=') found.push(replace('operand', token, '='));
  }
  if (kind === 'word' && Object.hasOwn(words, text) && after?.text === '(') {
    found.push(replace('operand', token, words[text]!));
  }
  if (kind === 'number' && /[.eE]/.test(text) && !/^0[xX]/.test(text)) {
    const other = Number.parseFloat(text) === 0 ? `(${text} + 1e-3f)` : `(${text} * 1.001f)`;
    found.push({ ...replace('operand', token, other), operator: 'a constant off by a thousandth' });
  }
  return found.filter((one) => one !== null);
}

function bound(tokens: readonly Token[], i: number): Mutation[] {
  const token = tokens[i]!;
  const { text } = token;
  const [after, second] = [tokens[i + 1], tokens[i + 2]];
  const found: Found = [];
  if (Object.hasOwn(comparison, text) && isBinary(tokens, i)) {
    found.push(replace('bound', token, comparison[text]!));
    if (after && after.kind !== 'sign' && (second?.text === ';' || second?.text === ')')) {
      found.push({ ...replace('bound', after, `(${after.text} - 1)`), operator: 'a bound less 1' });
    }
  }
  if (text === '&&') found.push(replace('bound', token, '||'));
  if (token.head && text === '=' && after?.text === '0' && second?.text === ';') {
    found.push({ ...replace('bound', after, '1'), operator: 'a loop from 1' });
  }
  if (token.head && text === '+=' && after && second?.text === ')') {
    found.push({ ...replace('bound', after, `(${after.text} + 1)`), operator: 'a step more by 1' });
  }
  return found.filter((one) => one !== null);
}

function index(source: string, tokens: readonly Token[], i: number): Mutation[] {
  const token = tokens[i]!;
  const { text, kind, from, to } = token;
  const found: Mutation[] = [];
  if (text === '[' && isValue(tokens[i - 1]) && tokens[i - 2]?.kind !== 'word') {
    const end = tokens.findIndex((other, j) => j > i && other.text === ']' && other.subscripts === token.subscripts);
    if (end > i + 1) {
      const all = { group: 'index' as const, from: to, to: tokens[end]!.from };
      const written = source.slice(all.from, all.to);
      found.push({ ...all, operator: 'the neighbour ^ 1', text: `(${written}) ^ 1` });
      found.push({ ...all, operator: 'the next one', text: `(${written}) + 1` });
    }
  }
  if ((text === 'threadIdx' || text === 'blockIdx') && tokens[i + 1]?.text === '.') {
    const axis = tokens[i + 2];
    if (axis) found.push(replace('index', axis, axis.text === 'x' ? 'y' : 'x'));
  }
  if (text === '%' && isBinary(tokens, i)) found.push(replace('index', token, '/'));
  if (token.subscripts > 0 && kind === 'number' && /^\d+$/.test(text)) {
    found.push(replace('index', token, String(Number(text) + 1)));
  }
  if (token.subscripts > 0 && Object.hasOwn(arithmetic, text) && isBinary(tokens, i)) {
    found.push({ group: 'index', operator: `${arithmetic[text]} for ${text}`, from, to, text: arithmetic[text]! });
  }
  return found;
}

/** The value of an assignment or a `return` rounded to fewer bits, and functions in another rounding mode. */
function precision(source: string, tokens: readonly Token[], i: number): Mutation[] {
  const token = tokens[i]!;
  if (token.kind === 'word' && Object.hasOwn(modes, token.text) && tokens[i + 1]?.text === '(') {
    return [replace('rounding', token, modes[token.text]!)];
  }
  const opens = token.text === 'return' || token.text === '=' || Object.hasOwn(compound, token.text);
  const first = tokens[i + 1];
  if (!opens || token.head || token.subscripts > 0 || !first || first.text === '{' || first.text === ';') return [];
  const beginning = tokens.slice(token.statement, token.statement + 3).map(({ text }) => text);
  const before = tokens.slice(token.statement, i).map(({ text }) => text);
  const target = before.slice(before.lastIndexOf(',') + 1);
  if (beginning.some((word) => whole.has(word)) || target.includes('(') || target.includes('*')) return [];
  let depth = 0;
  const end = tokens.findIndex(({ text }, j) => {
    if (j <= i) return false;
    if (depth === 0 && (text === ';' || text === ',')) return true;
    depth += /^[([{]$/.test(text) ? 1 : /^[)\]}]$/.test(text) ? -1 : 0;
    return false;
  });
  const last = tokens[end - 1];
  if (!last || end <= i + 1) return [];
  return roundedBits.map(({ bits, name }) => ({
    group: 'rounding',
    operator: name,
    from: first.from,
    to: last.to,
    text: `mutant_rounded<${bits}>(${source.slice(first.from, last.to)})`,
  }));
}

/** The source with a mutation made. Lines keep their numbers. */
export function mutate(source: string, mutation: Mutation): Mutant {
  const changed = source.slice(0, mutation.from) + mutation.text + source.slice(mutation.to);
  const start = bodyStart(source);
  // Behind the header's last line, so that no line moves.
  const helped = mutation.text.includes('mutant_rounded<')
    ? `${changed.slice(0, start)} ${rounding}${changed.slice(start)}`
    : changed;
  const line = source.slice(0, mutation.from).split('\n').length;
  const lineOf = (text: string): string => text.split('\n')[line - 1]?.trim() ?? '';
  return { ...mutation, source: helped, line, before: lineOf(source), after: lineOf(changed) };
}
