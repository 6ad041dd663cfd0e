/** A compiler that is told what to answer, and that counts what it is asked. */
import type { CompileJob, CompileOutput, Compiler } from '../../../lib/native/types.js';

/** What NVRTC gives for `extern "C" __global__ void k() {}`, in short. */
export const emptyKernel: CompileOutput = {
  status: 'compiled',
  abandoned: false,
  log: '',
  ptx: '.visible .entry k()\n{ ret; } // ünïcödé\n',
  cubin: Uint8Array.from([1, 2, 3, 250]),
  loweredNames: { k: 'k', '&warpsmith_signature<decltype(k)>': '_Z19warpsmith_signatureIFvvEE' },
};

export class FakeCompiler implements Compiler {
  readonly version = '13.0.0';
  readonly abandoned = 0;
  readonly copies = 1;
  readonly asked: CompileJob[] = [];
  private readonly waiting: (((output: CompileOutput) => void) | null)[] = [];

  /** @param answer at once; null waits for `release`. */
  constructor(public answer: CompileOutput | null = emptyKernel) {}

  compile(job: CompileJob): Promise<CompileOutput> {
    this.asked.push(job);
    if (this.answer) return Promise.resolve(this.answer);
    const number = this.asked.length - 1;
    return new Promise((resolve) => (this.waiting[number] = resolve));
  }

  prepare(): Promise<boolean> {
    return Promise.resolve(false);
  }

  release(output: CompileOutput = emptyKernel): void {
    for (const resolve of this.waiting.splice(0)) resolve?.(output);
  }

  /** Answers the n-th compile alone. */
  releaseOne(n: number, output: CompileOutput = emptyKernel): void {
    this.waiting[n]?.(output);
    this.waiting[n] = null;
  }

  /** Whether the caller of the n-th compile wants it to end. */
  isCancelled(n: number): boolean {
    return this.asked[n]?.cancel?.[0] === 1;
  }
}
