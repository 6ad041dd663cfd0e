/** The YAML header in a .cu file's first comment. */
import { parseDocument } from 'yaml';
import type { z } from 'zod';

export class HeaderError extends Error {
  constructor(
    message: string,
    /** Path into the header, such as "launch[0].grid", or "header". */
    readonly where = 'header',
  ) {
    super(message);
  }
}

/** `\s` takes a byte-order mark as well. */
const opening = /^\s*\/\*---[ \t]*\r?\n/;
const closing = /^---\*\//m;

/**
 * The header of a source as plain data. Throws HeaderError when there is none, when it is not closed, or when it is no
 * YAML (with the line in the file).
 */
export function parseHeader(source: string): unknown {
  const start = opening.exec(source);
  if (!start) {
    throw new HeaderError('Expected the file to begin with a header between "/*---" and "---*/" but found none.');
  }
  const body = source.slice(start[0].length);
  const end = closing.exec(body);
  if (!end) throw new HeaderError('Expected the header to end with a line "---*/" but it is never closed.');
  const linesBefore = start[0].split('\n').length - 1;
  const document = parseDocument(body.slice(0, end.index), { prettyErrors: false, maxAliasCount: 0 } as object);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const line = body.slice(0, problem.pos[0]).split('\n').length + linesBefore;
    throw new HeaderError(`Expected YAML in the header but line ${line} is none: ${problem.message}`);
  }
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch (error) {
    throw new HeaderError(`Expected plain YAML in the header: ${(error as Error).message}`);
  }
}

/** The source behind its header, as it is; all of it where there is none. */
export function bodyOf(source: string): string {
  const start = opening.exec(source);
  const end = start && closing.exec(source.slice(start[0].length));
  return start && end ? source.slice(start[0].length + end.index + end[0].length) : source;
}

/** "launch[0].grid" for ["launch", 0, "grid"]. */
export function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'header';
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`))
    .join('');
}

/** zod's issues as "where" and "message". */
export function issuesOf(error: z.ZodError): { where: string; message: string }[] {
  return error.issues.map((issue) => {
    // What is wrong with a name stands one level deeper.
    const told = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue;
    return { where: pathText(issue.path), message: told.message };
  });
}
