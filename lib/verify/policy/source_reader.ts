/**
 * Reads a C++ source character by character as NVRTC's front end does: a backslash right before a line's end joins two
 * lines; trigraphs mean nothing (C++17).
 */
export class SourceReader {
  private position = 0;
  /** From 1. */
  line = 1;
  /** Raw strings' ends that were looked for in vain: they are not ahead of any later place either. */
  private readonly missing = new Set<string>();

  constructor(private readonly text: string) {
    this.joinLines();
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The character ahead; empty at the end. */
  get next(): string {
    return this.text.charAt(this.position);
  }

  /** The character behind the one ahead; empty at the end. */
  get second(): string {
    const { position, line } = this;
    this.take();
    const second = this.next;
    this.position = position;
    this.line = line;
    return second;
  }

  /** Whether the two characters ahead are these, wherever lines are joined. */
  pairAhead(pair: string): boolean {
    return this.next === pair.charAt(0) && this.second === pair.charAt(1);
  }

  /** Takes the character ahead. */
  take(): string {
    const character = this.next;
    this.step();
    this.joinLines();
    return character;
  }

  /** Takes characters while they are in the class. */
  takeWhile(kind: RegExp): string {
    const taken: string[] = [];
    while (!this.atEnd && kind.test(this.next)) taken.push(this.take());
    return taken.join('');
  }

  /** Takes what is between here and one of the ends, or the line's end, without the end itself. */
  takeUpTo(end: string): string {
    const taken: string[] = [];
    while (!this.atEnd && this.next !== '\n' && this.next !== end) taken.push(this.take());
    return taken.join('');
  }

  /** Takes a block comment; one without an end goes on to the source's. */
  takeComment(): void {
    this.take();
    this.take();
    while (!this.atEnd && !this.pairAhead('*/')) this.take();
    this.take();
    this.take();
  }

  /**
   * Takes a raw string behind its opening quote, where lines are not joined. False, and nothing taken, when it has no
   * end: its lines are then looked at like any other.
   */
  takeRawString(): boolean {
    const opening = /^([^\s()\\"]{0,16})\(/.exec(this.text.slice(this.position, this.position + 17));
    if (!opening) return false;
    const end = `)${opening[1] ?? ''}"`;
    // Many different ends in vain are an attack on the scanner's time, and no source.
    if (this.missing.has(end) || this.missing.size >= 16) return false;
    const found = this.text.indexOf(end, this.position + opening[0].length);
    if (found < 0) {
      this.missing.add(end);
      return false;
    }
    while (this.position < found + end.length) this.step();
    this.joinLines();
    return true;
  }

  private step(): void {
    if (this.next === '\n') this.line++;
    this.position++;
  }

  private joinLines(): void {
    while (this.next === '\\') {
      const after = this.text.charAt(this.position + 1);
      const length = after === '\n' ? 2 : after === '\r' && this.text.charAt(this.position + 2) === '\n' ? 3 : 0;
      if (length === 0) return;
      this.position += length;
      this.line++;
    }
  }
}
