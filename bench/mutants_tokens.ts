/** As much of C++ as mutating a kernel takes: its tokens, and where each of them stands. */

export interface Token {
  kind: 'word' | 'number' | 'sign' | 'other';
  text: string;
  from: number;
  to: number;
  /** Within how many `[` of subscripts, and whether within the parentheses of an `if`, `for` or `while`. */
  subscripts: number;
  head: boolean;
  /** Index of the token that begins its statement. */
  statement: number;
}

const pattern = new RegExp(
  [
    /(?<skipped>\s+|\/\/[^\n]*|\/\*[^]*?\*\/|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*)/,
    /(?<other>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/,
    /(?<number>(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)[uUlLfF]*)/,
    /(?<word>[A-Za-z_]\w*)/,
    /(?<sign><<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|::|[^])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gmy',
);

const headWords = new Set(['if', 'for', 'while']);

/** The tokens of a source from `start` on, comments and preprocessor lines left out; positions are of the source. */
export function tokensOf(source: string, start: number): Token[] {
  const tokens: Token[] = [];
  const open: { sign: string; head: boolean }[] = [];
  let statement = 0;
  pattern.lastIndex = start;
  for (let match = pattern.exec(source); match && match[0] !== ''; match = pattern.exec(source)) {
    const { other, number, word, sign } = match.groups ?? {};
    const kind = word !== undefined ? 'word' : number !== undefined ? 'number' : sign !== undefined ? 'sign' : 'other';
    if (kind === 'other' && other === undefined) continue;
    const text = match[0];
    if (sign === ')' || sign === ']' || sign === '}') open.pop();
    tokens.push({
      kind,
      text,
      from: match.index,
      to: match.index + text.length,
      subscripts: open.filter((bracket) => bracket.sign === '[').length,
      head: open.some(({ head }) => head),
      statement,
    });
    if (sign === '(' || sign === '[' || sign === '{') {
      const head = sign === '(' && headWords.has(tokens.at(-2)?.text ?? '');
      open.push({ sign, head });
    }
    const inHead = open.some(({ head }) => head);
    if ((text === ';' && !inHead) || text === '{' || text === '}') statement = tokens.length;
  }
  return tokens;
}
