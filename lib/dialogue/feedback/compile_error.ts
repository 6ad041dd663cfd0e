import type { VerdictOf } from '../../verify/verdict.js';
import { clip, firstOf } from '../../format/quantities.js';
import { excerptLines } from './excerpt.js';

const mostErrors = 8;

/** The slots of prompts/feedback/compile_error.md. */
export function compileErrorView(verdict: VerdictOf<'compile-error'>): object {
  const { shown, more } = firstOf(verdict.errors, mostErrors);
  return {
    errors: shown.map((error) => ({
      place: error.excerpt.length > 0 ? `Line ${error.line}` : `${error.file}, line ${error.line}`,
      message: clip(error.message.trim(), 600),
      excerpt: excerptLines(error.line, error.excerpt),
    })),
    more,
    // The compiler may fail without naming a line, as at a deadline.
    log: verdict.errors.length === 0 ? { text: clip(verdict.log.trim() || 'The compiler said nothing.', 3000) } : null,
  };
}
