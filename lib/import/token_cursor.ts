/** A place in a list of tokens, from which a reader goes on, and to which it comes back where it was wrong. */
import { clip } from '../format/quantities.js';
import { type Token, TokenError } from './tokens.js';

/** Beyond it, a source is not one that people read, and the stack would end. */
const deepest = 100;
const mostAttempts = 20_000;

export class TokenCursor {
  protected at = 0;
  private depth = 0;
  private attempts = 0;
  protected tokens: Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = [...tokens];
  }

  protected get text(): string {
    return this.tokens[this.at]?.text ?? '';
  }

  protected get line(): number {
    return (this.tokens[this.at] ?? this.tokens.at(-1))?.line ?? 1;
  }

  protected ahead(by: number): Token | undefined {
    return this.tokens[this.at + by];
  }

  protected take(text: string): boolean {
    if (this.text !== text || this.tokens[this.at]?.kind === 'string') return false;
    this.at++;
    return true;
  }

  protected takeWord(): string {
    const { text } = this;
    this.at++;
    return text;
  }

  protected expect(text: string): void {
    if (!this.take(text)) throw new TokenError(`${this.found()} where "${text}" was expected`, this.line);
  }

  protected found(): string {
    return this.at < this.tokens.length ? `"${clip(this.text, 40)}"` : 'the end';
  }

  protected deeper<T>(work: () => T): T {
    if (++this.depth > deepest) throw new TokenError(`more than ${deepest} levels of nesting`, this.line);
    try {
      return work();
    } finally {
      this.depth--;
    }
  }

  /** The result, or null with nothing taken where the tokens are something else. */
  protected attempt<T>(work: () => T | null): T | null {
    const { at, tokens } = this;
    if (++this.attempts > mostAttempts) throw new TokenError('code that can be read in too many ways', this.line);
    this.tokens = [...tokens];
    try {
      const result = work();
      if (result !== null) return result;
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
    }
    this.at = at;
    this.tokens = tokens;
    return null;
  }
}
