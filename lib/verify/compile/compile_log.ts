/** Reads NVRTC's log: errors with their lines, each with the source around it. */
import type { CompileError } from '../verdict.js';

/** Lines of source shown on each side of an error. */
const context = 2;

export function excerptOf(source: string, line: number): CompileError['excerpt'] {
  const lines = source.split('\n');
  if (line < 1 || line > lines.length) return [];
  const first = Math.max(1, line - context);
  const last = Math.min(lines.length, line + context);
  return lines.slice(first - 1, last).map((text, i) => ({ line: first + i, text }));
}

/**
 * A log without the names of the header folders: `cuda_fp16.h(12)`, as the source would include it. The folders' real
 * paths don't reach the compiler (`native/nvrtc/header_folders.h`).
 */
export function withoutFolders(log: string): string {
  return log.replace(/(?<![\w./-])\/cuda\d*\/+/g, '');
}

/** The errors of a log, warnings left out; the assembler's, which name no line of the source, stay in the log. `file(line): error: text`, with `catastrophic` or an error number in it. */
export function parseCompileLog(log: string, fileName: string, source: string): CompileError[] {
  const errors: CompileError[] = [];
  for (const match of log.matchAll(/^(\S[^\n(]*)\((\d+)\): (?:catastrophic )?error(?: #[\w-]+)?: (.*)$/gm)) {
    const [, file = '', lineText = '0', message = ''] = match;
    const line = Number(lineText);
    errors.push({ file, line, message, excerpt: file === fileName ? excerptOf(source, line) : [] });
  }
  const end = /^At end of source: error(?: #[\w-]+)?: (.*)$/m.exec(log);
  if (end) {
    const line = source.trimEnd().split('\n').length;
    errors.push({
      file: fileName,
      line,
      message: `${end[1] ?? ''} (at the end of the source)`,
      excerpt: excerptOf(source, line),
    });
  }
  return errors;
}

/** NVRTC's pretend file that holds the name expressions: errors there are the plan's, not the source's. */
export function isNameExpressionError(error: CompileError): boolean {
  return error.file === '__nv_name_map';
}

/** Names behind `__global__` in a source, for messages only: macros may define more. */
export function kernelNamesIn(source: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\/\/.*$/gm, ' ')
    .replace(/__launch_bounds__\s*\([^)]*\)|__cluster_dims__\s*\([^)]*\)/g, ' ');
  const names = [...code.matchAll(/__global__\s+[^;{}()]*?\b([A-Za-z_]\w*)\s*\(/g)].map(([, name]) => name ?? '');
  return [...new Set(names)];
}
