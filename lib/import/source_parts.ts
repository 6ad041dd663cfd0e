/** A CUDA source as its parts at the outermost level: functions, types, variables, preprocessor lines, namespaces. */
import { type SourceText, type Token, TokenError, behindAngles, closing, tokensOf } from './tokens.js';

export interface SourcePart {
  kind: 'function' | 'prototype' | 'type' | 'variable' | 'directive' | 'open' | 'close' | 'using';
  /** What it declares. */
  names: string[];
  tokens: Token[];
  /** For functions: whether they run on the device. */
  device: boolean;
  kernel: boolean;
  template: boolean;
  /** Namespaces around it that have names, joined: "a::b::", or "". */
  within: string;
  /** Index in `tokens` of a function's "(" and of the "{" of its body. */
  parameters: number;
  body: number;
  /** With the comments before it, and one that follows on its last line. */
  text: string;
  /** Where `text` starts in the source, whose offsets tokens have. */
  start: number;
  line: number;
}

/** Before a function's name, with parentheses of their own. */
const attributes = new Set(['__launch_bounds__', '__attribute__', '__align__', 'alignas', '__declspec', 'decltype']);
const typeWords = new Set(['struct', 'class', 'union', 'enum']);

/** Throws TokenError. */
export function partsOf(source: SourceText): SourcePart[] {
  const tokens = tokensOf(source);
  const parts: SourcePart[] = [];
  const within: string[] = [];
  let textFrom = 0;
  let at = 0;
  const add = (end: number, more: Partial<SourcePart> & Pick<SourcePart, 'kind'>): void => {
    const own = tokens.slice(at, end);
    const last = own.at(-1)?.end ?? textFrom;
    const textEnd =
      last + (/^[ \t]*(?:\/\/[^\n]*|\/\*[^\n]*?\*\/[ \t]*(?=\n|$))/.exec(source.text.slice(last))?.[0].length ?? 0);
    parts.push({
      names: [],
      device: false,
      kernel: false,
      template: false,
      within: within.map((name) => `${name}::`).join(''),
      parameters: -1,
      body: -1,
      tokens: own,
      text: source.text.slice(textFrom, textEnd),
      start: textFrom,
      line: own[0]?.line ?? 1,
      ...more,
    });
    textFrom = textEnd;
    at = end;
  };
  while (at < tokens.length) {
    const { kind, text, line } = tokens[at]!;
    const brace = openingAt(tokens, at);
    if (kind === 'directive') add(at + 1, { kind: 'directive', names: directiveNames(text) });
    else if (brace !== null) {
      const names = tokens.slice(at, brace).filter((token) => token.kind === 'name' && token.text !== 'namespace');
      add(brace + 1, { kind: 'open' });
      within.push(...(text === 'extern' ? [''] : [names.map((token) => token.text).join('::')]));
    } else if (text === '}') {
      if (within.pop() === undefined) throw new TokenError('"}" that nothing opens', line);
      add(at + 1, { kind: 'close' });
    } else if (text === ';') add(at + 1, { kind: 'variable' });
    else {
      const found = declarationAt(tokens, at);
      add(found.end, found.part);
    }
  }
  if (within.length > 0) throw new TokenError('a namespace that is never closed', tokens.at(-1)?.line ?? 1);
  return parts.map((part) => ({ ...part, within: part.within.replaceAll(/(^|::)(::)+/g, '$1') }));
}

/** The index of the "{" of a namespace or of `extern "C"` that begins here, or null. */
function openingAt(tokens: readonly Token[], at: number): number | null {
  const text = tokens[at]?.text;
  if (text === 'extern') return tokens[at + 1]?.kind === 'string' && tokens[at + 2]?.text === '{' ? at + 2 : null;
  const inline = text === 'inline' && tokens[at + 1]?.text === 'namespace' ? 1 : 0;
  if (tokens[at + inline]?.text !== 'namespace') return null;
  let i = at + inline + 1;
  while (tokens[i]?.kind === 'name' || tokens[i]?.text === '::') i++;
  return tokens[i]?.text === '{' ? i : null;
}

function directiveNames(text: string): string[] {
  return /^#\s*define\s+([A-Za-z_]\w*)/.exec(text)?.slice(1) ?? [];
}

function declarationAt(
  tokens: readonly Token[],
  from: number,
): { end: number; part: Partial<SourcePart> & Pick<SourcePart, 'kind'> } {
  let at = from;
  let template = false;
  while (tokens[at]?.text === 'template' && tokens[at + 1]?.text === '<') {
    at = behindAngles(tokens, at + 1);
    template = true;
  }
  const first = tokens[at]?.text ?? '';
  if (first === 'using' || first === 'typedef' || first === 'namespace' || first === 'static_assert') {
    return declared(tokens, from, at, template, 'using');
  }
  const qualifiers = new Set<string>();
  let open = -1;
  let isType = false;
  for (let i = at; i < tokens.length; i++) {
    const { kind, text } = tokens[i]!;
    if (kind === 'directive') continue;
    if (attributes.has(text) && tokens[i + 1]?.text === '(') i = closing(tokens, i + 1);
    else if (text === '=' || text === ';') break;
    else if (typeWords.has(text) && open < 0) isType = true;
    else if (text === '{') {
      if (isType || open < 0) break;
      return functionPart(tokens, { from, end: closing(tokens, i) + 1, open, body: i, template, qualifiers });
    } else if (text === '(' || text === '[') {
      if (open < 0 && text === '(') open = i;
      i = closing(tokens, i);
    } else if (text === '}') throw new TokenError('"}" that nothing opens', tokens[i]?.line ?? 1);
    else if (text === '<' && tokens[i - 1]?.kind === 'name' && open < 0) i = behindAngles(tokens, i) - 1;
    else qualifiers.add(text);
  }
  const kind = isType && open < 0 ? 'type' : open >= 0 && !hasInitial(tokens, at) ? 'prototype' : 'variable';
  const found = declared(tokens, from, at, template, kind);
  if (kind !== 'prototype') return found;
  return { end: found.end, part: { ...found.part, names: nameBefore(tokens, open), ...where(qualifiers) } };
}

function hasInitial(tokens: readonly Token[], from: number): boolean {
  for (let i = from; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (text === '=') return true;
    if (text === ';') return false;
    if (text === '(' || text === '{' || text === '[') i = closing(tokens, i);
  }
  return false;
}

function where(qualifiers: ReadonlySet<string>): { device: boolean; kernel: boolean } {
  const kernel = qualifiers.has('__global__');
  return { kernel, device: kernel || qualifiers.has('__device__') };
}

function nameBefore(tokens: readonly Token[], open: number): string[] {
  const before = tokens[open - 1];
  if (before?.kind === 'name') return [before.text];
  // operator+, operator(), and a specialisation f<float>(…).
  for (let i = open - 1; i >= 0 && open - i < 64; i--) {
    const { kind, text } = tokens[i]!;
    if (text === 'operator') return ['operator'];
    if (kind === 'name' && tokens[i + 1]?.text === '<') return [text];
  }
  return [];
}

function functionPart(
  tokens: readonly Token[],
  found: { from: number; end: number; open: number; body: number; template: boolean; qualifiers: ReadonlySet<string> },
): { end: number; part: Partial<SourcePart> & Pick<SourcePart, 'kind'> } {
  const { from, end, open, body, template, qualifiers } = found;
  const names = nameBefore(tokens, open);
  const part = { kind: 'function' as const, names, template, parameters: open - from, body: body - from };
  return { end, part: { ...part, ...where(qualifiers) } };
}

/** What ends with a ";", and the names that it may declare. */
function declared(
  tokens: readonly Token[],
  from: number,
  at: number,
  template: boolean,
  kind: SourcePart['kind'],
): { end: number; part: Partial<SourcePart> & Pick<SourcePart, 'kind'> } {
  const names: string[] = [];
  let i = at;
  let isEnum = false;
  let value = false;
  for (; i < tokens.length && tokens[i]?.text !== ';'; i++) {
    const { kind: tokenKind, text } = tokens[i]!;
    isEnum ||= text === 'enum';
    value = text === '=' || (value && text !== ',');
    const named = /^[=;,[{(]$/.test(tokens[i + 1]?.text ?? '') || typeWords.has(tokens[i - 1]?.text ?? '');
    if (tokenKind === 'name' && named && !value) names.push(text);
    if (text !== '{' && text !== '(' && text !== '[') continue;
    const end = closing(tokens, i);
    if (isEnum && text === '{')
      names.push(...tokens.slice(i, end).flatMap((token) => (token.kind === 'name' ? token.text : [])));
    i = end;
  }
  if (i >= tokens.length) throw new TokenError('a declaration that does not end with ";"', tokens[from]?.line ?? 1);
  return { end: i + 1, part: { kind, names, template } };
}
