/** What was compiled, in memory: the least recently used goes first. */
import type { CompileResult } from './compile_request.js';

/** The first is for many small results, the second for few large ones. A cubin and its PTX are some 10 to 500 KB. */
const mostResults = 512;
const mostBytes = 256 * 2 ** 20;

export class Kept {
  /** In the order of their last use. */
  private readonly results = new Map<string, CompileResult>();
  private bytes = 0;

  constructor(private readonly most: { results: number; bytes: number } = { results: mostResults, bytes: mostBytes }) {}

  get(key: string): CompileResult | null {
    const result = this.results.get(key);
    if (!result) return null;
    this.results.delete(key);
    this.results.set(key, result);
    return result;
  }

  set(key: string, result: CompileResult): void {
    this.delete(key);
    this.results.set(key, result);
    this.bytes += bytesOf(result);
    for (const oldest of this.results.keys()) {
      if (this.results.size <= this.most.results && this.bytes <= this.most.bytes) break;
      this.delete(oldest);
    }
  }

  private delete(key: string): void {
    const result = this.results.get(key);
    if (!result) return;
    this.results.delete(key);
    this.bytes -= bytesOf(result);
  }
}

function bytesOf(result: CompileResult): number {
  if (result.kind === 'compiled') return result.compiled.cubin.length + result.compiled.ptx.length;
  return result.kind === 'errors' ? result.log.length : 0;
}
