import type { CompileError, VerdictOf } from '../../verify/verdict.js';
import { clip, firstOf } from '../../format/quantities.js';

const mostErrors = 8;

/** The slots of prompts/feedback/compile_error.md. */
export function compileErrorView(verdict: VerdictOf<'compile-error'>): object {
  const { shown, more } = firstOf(verdict.errors, mostErrors);
  return {
    errors: shown.map((error) => ({
      place: error.excerpt.length > 0 ? `Line ${error.line}` : `${error.file}, line ${error.line}`,
      message: clip(error.message.trim(), 600),
      excerpt: excerptLines(error),
    })),
    more,
    // The compiler may fail without naming a line, as at a deadline.
    log: verdict.errors.length === 0 ? { text: clip(verdict.log.trim() || 'The compiler said nothing.', 3000) } : null,
  };
}

/** The lines around an error with their numbers, the faulty one marked. */
function excerptLines(error: CompileError): { text: string }[] {
  const width = String(error.excerpt.at(-1)?.line ?? 0).length;
  return error.excerpt.map(({ line, text }) => ({
    text: clip(`${line === error.line ? '>' : ' '} ${String(line).padStart(width)} | ${text}`, 200),
  }));
}
