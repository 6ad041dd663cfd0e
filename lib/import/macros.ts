/** The preprocessor's macros, as far as host code needs them. */
import { type SourceText, type Token, TokenError, closing, tokensOf } from './tokens.js';

export interface Macro {
  name: string;
  /** Null for one that is no function; the last may be "...". */
  parameters: string[] | null;
  body: Token[];
}

const mostTokens = 200_000;

/** The macro of a `#define` line, or null for another line. Throws TokenError. */
export function macroOf({ text, line }: Token): Macro | null {
  const match = /^#\s*define\s+([A-Za-z_]\w*)(\(([^)]*)\))?/.exec(text);
  if (!match) return null;
  const [whole, name = '', list, parameters = ''] = match;
  const rest = text.slice(whole.length).replaceAll(/\\\r?\n/g, ' ');
  const source: SourceText = { text: ` ${rest}`, lines: [line] };
  return {
    name,
    parameters: list === undefined ? null : parameters.split(',').flatMap((each) => each.trim() || []),
    body: tokensOf(source),
  };
}

/** Tokens with every macro written out; directives are left out. Throws TokenError. */
export function expanded(tokens: readonly Token[], macros: ReadonlyMap<string, Macro>): Token[] {
  const budget = { left: mostTokens };
  return expandedWithin(tokens, macros, new Set(), budget);
}

function expandedWithin(
  tokens: readonly Token[],
  macros: ReadonlyMap<string, Macro>,
  open: ReadonlySet<string>,
  budget: { left: number },
): Token[] {
  const result: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (--budget.left < 0) throw new TokenError('macros that become too long', token.line);
    if (token.kind === 'directive') continue;
    const macro = token.kind === 'name' && !open.has(token.text) ? macros.get(token.text) : undefined;
    if (!macro || (macro.parameters !== null && tokens[i + 1]?.text !== '(')) {
      result.push(token);
      continue;
    }
    let body = macro.body;
    if (macro.parameters !== null) {
      const end = closing(tokens, i + 1);
      const given = argumentsOf(tokens.slice(i + 2, end)).map((each) => expandedWithin(each, macros, open, budget));
      body = substituted(macro, given, budget, token.line);
      i = end;
    }
    const placed = body.map((each) => ({ ...each, line: token.line }));
    for (const each of expandedWithin(placed, macros, new Set([...open, macro.name]), budget)) result.push(each);
  }
  return result;
}

function argumentsOf(tokens: readonly Token[]): Token[][] {
  const found: Token[][] = [[]];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text === ',') {
      found.push([]);
      continue;
    }
    const end = token.kind === 'punctuation' && '([{'.includes(token.text) ? closing(tokens, i) : i;
    found.at(-1)?.push(...tokens.slice(i, end + 1));
    i = end;
  }
  return found;
}

function substituted(
  { parameters, body }: Macro,
  given: readonly Token[][],
  budget: { left: number },
  line: number,
): Token[] {
  const bound = new Map<string, readonly Token[]>();
  for (const [i, name] of (parameters ?? []).entries()) {
    if (name !== '...') bound.set(name, given[i] ?? []);
    else bound.set('__VA_ARGS__', given.slice(i).flat());
  }
  const result: Token[] = [];
  for (const [i, token] of body.entries()) {
    const value = token.kind === 'name' ? bound.get(token.text) : undefined;
    budget.left -= value?.length ?? 1;
    if (budget.left < 0) throw new TokenError('macros that become too long', line);
    if (token.text === '##') throw new TokenError('a macro that pastes tokens (##)', line);
    if (token.text === '#') continue;
    const text = JSON.stringify(value?.map((each) => each.text).join(' ') ?? '');
    if (value && body[i - 1]?.text === '#') result.push({ ...token, kind: 'string', text });
    else result.push(...(value ?? [token]));
  }
  return result;
}
