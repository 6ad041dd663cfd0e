/** What a compile depends on: two with the same key give the same output. */
import { createHash } from 'node:crypto';
import type { CompileJob } from '../../native/types.js';

/** For a change of what is asked of NVRTC, or made of its answer, that none of the parts below shows. */
const version = 1;

/** The part of a job that decides what comes of it, when it ends by itself. */
export type CompileText = Pick<CompileJob, 'source' | 'fileName' | 'options' | 'headers' | 'nameExpressions'>;

/** @param compiler from `compilerIdentity`. */
export function compileKey(compiler: string, text: CompileText): string {
  const { source, fileName, options, headers, nameExpressions } = text;
  const parts = [version, compiler, source, fileName, options, Object.entries(headers).sort(), nameExpressions];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
