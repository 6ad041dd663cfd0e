/**
 * Every place where a source names a file to the preprocessor, in live code or not, found as NVRTC's front end does, with
 * comments, strings and joined lines in mind. It is there for clear words to whoever wrote the source. What it misses, as
 * operators made by pasting tokens, meets a wall: the compiler knows the header folders' files and no others
 * (`native/nvrtc/confined_files.h`).
 */
import { SourceReader } from './source_reader.js';

export interface HeaderUse {
  line: number;
  /** The directive or operator, such as "#include" and "__has_include". */
  by: string;
  /** The name between <> or ""; null when something else stands there, as a macro does. */
  name: string | null;
  /** There is a comment which the compiler may take for none, so that it would see other uses than a reader does. */
  hidden?: true;
}

const includes = new Set(['include', 'include_next', 'import', 'embed']);
const operators = new Set(['__has_include', '__has_include_next', '__has_embed']);
/** Directives that ask whether a name is defined. */
const definedness = new Set(['ifdef', 'ifndef', 'elifdef', 'elifndef', 'undef']);
/**
 * Tokens of a directive behind which NVRTC still knows a comment that goes on in the next line. It passes over what it
 * does not expect, comments and all.
 */
const tokensBeforeComment: Record<string, number> = {
  define: Infinity,
  if: Infinity,
  elif: Infinity,
  ifdef: 1,
  ifndef: 1,
  undef: 1,
  else: 0,
  endif: 0,
};
const rawPrefixes = new Set(['R', 'LR', 'uR', 'UR', 'u8R']);

const blank = /[ \t\v\f\r]/;
const startOfName = /[A-Za-z_$\u0080-\uffff]/;
const inName = /[A-Za-z0-9_$\u0080-\uffff]/;
const digit = /[0-9]/;

export function headerUses(source: string): HeaderUse[] {
  return new Scan(source).run();
}

class Scan {
  private readonly reader: SourceReader;
  private readonly uses: HeaderUse[] = [];

  constructor(source: string) {
    this.reader = new SourceReader(source);
  }

  run(): HeaderUse[] {
    const { reader } = this;
    let lineStarts = true;
    while (!reader.atEnd) {
      const skipped = this.skipBlanks();
      // Behind a comment NVRTC may take a directive also where the standard says that the line has begun before.
      if (skipped === 'comment' || skipped === 'lines') lineStarts = true;
      if (skipped !== 'nothing') continue;
      if (reader.next === '\n') {
        reader.take();
        lineStarts = true;
      } else if (lineStarts && this.takeHash()) {
        lineStarts = this.directive() === 'next line';
      } else {
        lineStarts = false;
        this.token('');
      }
    }
    return this.uses;
  }

  /** Takes blanks and comments; says what the most notable was, `lines` being a comment that went on in another line. */
  private skipBlanks(): 'nothing' | 'blanks' | 'comment' | 'lines' {
    const { reader } = this;
    const skipped = { any: false, comment: false, lines: false };
    for (;;) {
      const { line } = reader;
      if (blank.test(reader.next)) {
        reader.take();
      } else if (reader.pairAhead('/*')) {
        reader.takeComment();
        skipped.comment = true;
        skipped.lines ||= reader.line > line;
      } else if (reader.pairAhead('//')) {
        reader.takeUpTo('');
      } else {
        if (skipped.lines) return 'lines';
        if (skipped.comment) return 'comment';
        return skipped.any ? 'blanks' : 'nothing';
      }
      skipped.any = true;
    }
  }

  private takeHash(): boolean {
    const { reader } = this;
    if (reader.pairAhead('%:')) reader.take();
    else if (reader.next !== '#') return false;
    reader.take();
    return true;
  }

  /** A directive behind its `#`, without its line's end. A comment may end it, too, behind which the next may stand. */
  private directive(): 'end' | 'next line' {
    const { reader } = this;
    this.skipBlanks();
    const { line } = reader;
    const name = startOfName.test(reader.next) ? reader.takeWhile(inName) : '';
    if (includes.has(name)) this.uses.push({ line, by: `#${name}`, name: this.headerName() });
    if (name === 'define') {
      // What a macro is called asks for nothing.
      this.skipBlanks();
      reader.takeWhile(inName);
    }
    const most = tokensBeforeComment[name] ?? (includes.has(name) ? 0 : -1);
    for (let tokens = 0; !reader.atEnd; tokens++) {
      const before = reader.line;
      const skipped = this.skipBlanks();
      if (skipped === 'lines' && tokens > most) {
        this.uses.push({ line: before, by: `#${name}`, name: null, hidden: true });
      }
      const comment = skipped === 'lines' || skipped === 'comment';
      if (comment && (reader.next === '#' || reader.pairAhead('%:'))) return 'next line';
      if (reader.next === '\n') break;
      this.token(name);
    }
    return 'end';
  }

  /** The literal name of a header ahead; null when there is none. */
  private headerName(): string | null {
    const { reader } = this;
    this.skipBlanks();
    const end = reader.next === '<' ? '>' : reader.next === '"' ? '"' : '';
    if (end === '') return null;
    reader.take();
    const name = reader.takeUpTo(end);
    if (reader.next !== end) return null;
    reader.take();
    return name;
  }

  private token(directive: string): void {
    const { reader } = this;
    if (reader.next === '"' || reader.next === "'") {
      this.literal();
    } else if (startOfName.test(reader.next)) {
      const { line } = reader;
      const name = reader.takeWhile(inName);
      if (operators.has(name)) this.operator(name, line, directive);
      else if (rawPrefixes.has(name) && reader.next === '"') this.rawString();
    } else if (digit.test(reader.next)) {
      this.number();
    } else {
      reader.take();
    }
  }

  private operator(by: string, line: number, directive: string): void {
    const { reader } = this;
    if (definedness.has(directive)) return;
    this.skipBlanks();
    // Without an operand it is asked for itself, as by `defined`.
    if (reader.next !== '(' && directive !== 'define') return;
    if (reader.next === '(') reader.take();
    this.uses.push({ line, by, name: this.headerName() });
  }

  /** A string or a character. One that is not ended ends with its line. */
  private literal(): void {
    const { reader } = this;
    const quote = reader.take();
    while (!reader.atEnd && reader.next !== '\n' && reader.next !== quote) {
      const character = reader.take();
      if (character === '\\' && reader.next !== '\n') reader.take();
    }
    if (reader.next === quote) reader.take();
    this.suffix();
  }

  /** A name right behind a literal belongs to it, and begins no raw string. */
  private suffix(): void {
    if (startOfName.test(this.reader.next)) this.reader.takeWhile(inName);
  }

  private rawString(): void {
    const { reader } = this;
    reader.take();
    if (!reader.takeRawString()) {
      reader.takeUpTo('"');
      if (reader.next === '"') reader.take();
    }
    this.suffix();
  }

  /** A number in the preprocessor's sense, quotes between digits and all. */
  private number(): void {
    const { reader } = this;
    for (;;) {
      const before = reader.takeWhile(/[A-Za-z0-9_.]/);
      const sign = /[eEpP]$/.test(before) && /[+-]/.test(reader.next);
      const separator = reader.next === "'" && /[0-9a-fA-F]$/.test(before) && /[0-9a-fA-F]/.test(reader.second);
      if (!sign && !separator) return;
      reader.take();
    }
  }
}
