/** A source without what makes no difference to the compiler: comments, and spaces that part nothing. */
import { SourceReader } from '../verify/policy/source_reader.js';

const wordCharacter = /[\w$]/;
const space = /\s/;
/** Characters of operators, which may become another operator when they come together. */
const operator = /[-+*/&|<>=!%^:#.]/;

/** The same text for sources that differ in comments and layout alone. Linear in the length. */
export function plainCode(source: string): string {
  const writer = new PlainWriter();
  const reader = new SourceReader(source);
  while (!reader.atEnd) {
    if (reader.pairAhead('//')) {
      reader.takeUpTo('\n');
      writer.space(false);
    } else if (reader.pairAhead('/*')) {
      reader.takeComment();
      writer.space(false);
    } else {
      const character = reader.take();
      if (space.test(character)) writer.space(character === '\n');
      else if (character === '"' || (character === "'" && !writer.isInWord)) writer.add(literal(reader, character));
      else writer.add(character);
    }
  }
  return writer.text;
}

/** A text or a character with its quotes, behind the first of them. */
function literal(reader: SourceReader, quote: string): string {
  const taken = [quote];
  while (!reader.atEnd && reader.next !== '\n') {
    const character = reader.take();
    taken.push(character);
    if (character === quote) break;
    if (character === '\\') taken.push(reader.take());
  }
  return taken.join('');
}

class PlainWriter {
  private readonly parts: string[] = [];
  private last = '';
  private hasSpace = false;
  private atLineStart = true;
  private inDirective = false;

  get text(): string {
    return this.parts.join('');
  }

  /** Whether what comes next continues a word or a number, such as 1'000. */
  get isInWord(): boolean {
    return !this.hasSpace && wordCharacter.test(this.last);
  }

  /** @param endsLine whether a line ends here, which ends a directive. */
  space(endsLine: boolean): void {
    this.hasSpace = true;
    if (!endsLine) return;
    if (this.inDirective) this.write('\n');
    this.inDirective = false;
    this.atLineStart = true;
  }

  add(text: string): void {
    const first = text.charAt(0);
    if (this.atLineStart && first === '#') {
      this.write('\n');
      this.inDirective = true;
    } else if (this.hasSpace && this.last !== '' && this.last !== '\n' && this.isParted(first)) this.parts.push(' ');
    this.atLineStart = false;
    this.write(text);
  }

  /** Whether a space between the last character and this one parts them. `#define A (x)` is not `#define A(x)`. */
  private isParted(first: string): boolean {
    if (this.inDirective) return true;
    return [wordCharacter, operator].some((kind) => kind.test(this.last) && kind.test(first));
  }

  private write(text: string): void {
    this.parts.push(text);
    this.last = text.charAt(text.length - 1);
    this.hasSpace = false;
  }
}
