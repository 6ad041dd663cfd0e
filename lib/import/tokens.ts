/** CUDA C++ as tokens. Preprocessor lines are one token each; comments and space lie between tokens. */

export interface Token {
  kind: 'name' | 'number' | 'string' | 'punctuation' | 'directive';
  text: string;
  /** Offsets in the text; those of a macro's body are of no use. */
  start: number;
  end: number;
  /** In the Python file. */
  line: number;
}

/** Text of which each line knows where in the Python file it stands. */
export interface SourceText {
  text: string;
  lines: number[];
}

export class TokenError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

const space = /(?:\s+|\\\r?\n|\/\/(?:\\\r?\n|[^\n])*|\/\*[^]*?\*\/)+/y;
const directive = /#(?:\\\r?\n|\/\*[^]*?\*\/|(?!\/\/)[^\n])*/y;
const shapes: [Token['kind'], RegExp][] = [
  ['string', /(?:u8|[uUL])?R"([^()\\\s]{0,16})\([^]*?\)\1"/y],
  ['string', /(?:u8|[uUL])?(?:"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*')/y],
  ['name', /[A-Za-z_]\w*/y],
  ['number', /(?:0[xX][\da-fA-F']+|(?:\d[\d']*\.?[\d']*|\.\d[\d']*)(?:[eE][+-]?\d+)?)[a-zA-Z]*/y],
  [
    'punctuation',
    /<<<|>>>|<<=|>>=|\.\.\.|->|::|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|[-+*/%&|^~!<>=?:;,.()[\]{}#]/y,
  ],
];

/** Throws TokenError. */
export function tokensOf({ text, lines }: SourceText): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let row = 0;
  const move = (to: number): void => {
    for (; at < to; at++) if (text[at] === '\n') row++;
  };
  const lineHere = (): number => lines[Math.min(row, lines.length - 1)] ?? 1;
  const match = (shape: RegExp): number | null => {
    shape.lastIndex = at;
    return shape.test(text) ? shape.lastIndex : null;
  };
  let atLineStart = true;
  for (;;) {
    const behind = match(space);
    if (behind !== null) {
      atLineStart ||= text.slice(at, behind).includes('\n');
      move(behind);
    }
    if (at >= text.length) return tokens;
    if (text.startsWith('/*', at)) throw new TokenError('a comment that never ends', lineHere());
    const whole = atLineStart && text[at] === '#' ? match(directive) : null;
    const found: [Token['kind'], number] | undefined =
      whole === null
        ? shapes.flatMap(([kind, shape]) => {
            const end = match(shape);
            return end === null ? [] : [[kind, end] as [Token['kind'], number]];
          })[0]
        : ['directive', whole];
    if (!found) throw new TokenError(`the character ${JSON.stringify(text[at])}`, lineHere());
    const [kind, end] = found;
    tokens.push({ kind, text: text.slice(at, end), start: at, end, line: lineHere() });
    atLineStart = false;
    move(end);
  }
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The index of the bracket that closes the one at `open`. Throws TokenError where none does. */
export function closing(tokens: readonly Token[], open: number): number {
  const expected: string[] = [];
  for (let i = open; i < tokens.length; i++) {
    const { kind, text, line } = tokens[i]!;
    if (kind !== 'punctuation') continue;
    const closer = closers[text];
    if (closer !== undefined) expected.push(closer);
    else if (text === ')' || text === ']' || text === '}') {
      if (expected.pop() !== text) throw new TokenError(`"${text}" where another bracket is open`, line);
      if (expected.length === 0) return i;
    }
  }
  throw new TokenError(`"${tokens[open]?.text ?? '('}" that is never closed`, tokens[open]?.line ?? 1);
}

/** The index behind the template list whose "<" is at `open`. Throws TokenError where it does not end. */
export function behindAngles(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (closers[text] !== undefined) i = closing(tokens, i);
    else if (text === '<') depth++;
    else if (/^>+$/.test(text)) depth -= text.length;
    else if (text === ';') break;
    if (depth <= 0) return i + 1;
  }
  throw new TokenError('"<" that is never closed', tokens[open]?.line ?? 1);
}
