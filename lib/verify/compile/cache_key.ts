/** What a compile depends on: two with the same key give the same output. */
import { createHash } from 'node:crypto';

/** For a change of what is asked of NVRTC, or made of its answer, that none of the parts below shows. */
const version = 1;

export interface CompileJob {
  source: string;
  fileName: string;
  options: readonly string[];
  headers: Readonly<Record<string, string>>;
  nameExpressions: readonly string[];
}

/** @param compiler from `compilerIdentity`. */
export function compileKey(compiler: string, job: CompileJob): string {
  const { source, fileName, options, headers, nameExpressions } = job;
  const parts = [version, compiler, source, fileName, options, Object.entries(headers).sort(), nameExpressions];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
