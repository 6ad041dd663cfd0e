/** Rung 3: NVRTC, with a deadline, a ceiling of memory, and a cache of what this process compiled before. */
import { createHash } from 'node:crypto';
import type { PlanProblem } from '../candidate/plan.js';
import { WarpsmithError, throwIfAborted } from '../errors.js';
import type { CompileOutput, Compiler } from '../native/types.js';
import { isNameExpressionError, kernelNamesIn, parseCompileLog, withoutFolders } from './compile_log.js';
import type { Compiled } from './device.js';
import { type ParameterType, parametersOf, signatureExpression, signatureHeader } from './signature.js';
import type { CompileError } from './verdict.js';

export const candidateFileName = 'candidate.cu';

export interface CompiledKernel {
  /** The symbol in the cubin. */
  symbol: string;
  parameters: ParameterType[];
}

export interface CompiledSource extends Compiled {
  /** By the plan's name of each kernel. */
  kernels: Map<string, CompiledKernel>;
}

export type CompileResult =
  | { kind: 'compiled'; compiled: CompiledSource }
  | { kind: 'errors'; errors: CompileError[]; log: string }
  | { kind: 'plan'; problems: PlanProblem[] };

export interface CompileRequest {
  source: string;
  /** Kernels of the plan, in the order of its launches. */
  kernels: string[];
  architecture: string;
  deadlineMs: number;
  /** Most memory that the compiler may take, in bytes; default 4 GiB. */
  memoryBytes?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What compilers of large kernels take stays well below. */
export const defaultCompileMemoryBytes = 4 * 2 ** 30;

/** Compiled sources kept in memory; a cubin is some 10 to 100 KB. */
const mostKept = 512;

export class CompileService {
  private readonly kept = new Map<string, CompileResult>();

  constructor(private readonly compiler: Compiler) {}

  get version(): string {
    return this.compiler.version;
  }

  /** Compiles that NVRTC did not come back from: a process with many of them is better replaced. */
  get abandoned(): number {
    return this.compiler.abandoned;
  }

  optionsFor(architecture: string): string[] {
    return [`--gpu-architecture=${architecture}`, '--std=c++17', '--generate-line-info'];
  }

  /**
   * Compiles a candidate or a reference. The same request again comes from the cache.
   * At the deadline and at the ceiling of memory the result is an error that says so. Rejects with `aborted` when the
   * signal fires, with `compiler-stuck` when too many compiles of this process did not come back.
   */
  async compile(request: CompileRequest): Promise<CompileResult> {
    throwIfAborted(request.signal);
    const kernels = [...new Set(request.kernels)];
    const key = createHash('sha256')
      .update(JSON.stringify([request.source, request.kernels, request.architecture, this.version]))
      .digest('hex');
    const kept = this.kept.get(key);
    if (kept) return kept;
    const output = await this.run(request, this.optionsFor(request.architecture), {
      headers: { [signatureHeader.name]: signatureHeader.text },
      nameExpressions: kernels.flatMap((kernel) => [kernel, signatureExpression(kernel)]),
      preInclude: true,
    });
    const result = this.judge(output, request, kernels);
    // With more time or memory, or on a machine with less to do, the same source may compile.
    if (output.status !== 'compiled' && output.status !== 'failed') return result;
    if (this.kept.size >= mostKept) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(key, result);
    return result;
  }

  /** Compiles one of the project's own kernels of `native/device/`. */
  async compileOwn(source: string, headers: Record<string, string>, options: string[]): Promise<Compiled> {
    const request = { source, deadlineMs: 60_000 };
    const output = await this.run(request, options, { headers, nameExpressions: [], preInclude: false });
    if (output.status !== 'compiled')
      throw new WarpsmithError('native', `An own kernel did not compile:\n${output.log}`);
    return { cubin: output.cubin, ptx: output.ptx };
  }

  private async run(
    request: Pick<CompileRequest, 'source' | 'deadlineMs' | 'memoryBytes' | 'signal'>,
    options: string[],
    more: { headers: Record<string, string>; nameExpressions: string[]; preInclude: boolean },
  ): Promise<CompileOutput> {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    let stop = (): void => undefined;
    // The compiler looks up between functions only, and does not look at requests that wait: nobody need wait for it.
    const stopped = new Promise<never>((_, reject) => {
      stop = (): void => {
        Atomics.store(cancel, 0, 1);
        reject(new WarpsmithError('aborted', 'The compile was stopped before it was finished.'));
      };
    });
    request.signal?.addEventListener('abort', stop, { once: true });
    try {
      const compile = this.compiler.compile({
        source: request.source,
        fileName: candidateFileName,
        options: [...options, ...(more.preInclude ? [`--pre-include=${signatureHeader.name}`] : [])],
        headers: more.headers,
        nameExpressions: more.nameExpressions,
        deadlineMs: request.deadlineMs,
        memoryBytes: request.memoryBytes ?? defaultCompileMemoryBytes,
        cancel,
      });
      const output = await Promise.race([compile, stopped]);
      return { ...output, log: withoutFolders(output.log) };
    } finally {
      request.signal?.removeEventListener('abort', stop);
    }
  }

  private judge(output: CompileOutput, request: CompileRequest, kernels: string[]): CompileResult {
    const message = stopMessage(output.status, request);
    if (message !== null) {
      return { kind: 'errors', errors: [{ file: candidateFileName, line: 0, message, excerpt: [] }], log: message };
    }
    if (output.status === 'compiled') {
      const found = new Map<string, CompiledKernel>();
      for (const kernel of kernels) {
        const symbol = output.loweredNames[kernel] ?? kernel;
        const signature = output.loweredNames[signatureExpression(kernel)] ?? '';
        found.set(kernel, { symbol, parameters: parametersOf(output.ptx, symbol, signature) });
      }
      return { kind: 'compiled', compiled: { cubin: output.cubin, ptx: output.ptx, kernels: found } };
    }
    const all = parseCompileLog(output.log, candidateFileName, request.source);
    const errors = all.filter((error) => !isNameExpressionError(error));
    if (errors.length > 0 || all.length === 0) return { kind: 'errors', errors, log: output.log };
    return { kind: 'plan', problems: this.nameProblems(all, request) };
  }

  /** The source compiles, but a kernel's name in the plan does not stand for one kernel. */
  private nameProblems(errors: CompileError[], request: CompileRequest): PlanProblem[] {
    const defined = kernelNamesIn(request.source);
    const unknown = request.kernels
      .map((kernel, i) => ({ kernel, i }))
      .filter(({ kernel }) => !defined.includes(kernel.replace(/<.*$/s, '').replace(/^.*::/s, '').trim()));
    const kernels = `The source defines ${defined.length > 0 ? defined.join(', ') : 'no __global__ function'}.`;
    if (unknown.length > 0) {
      return unknown.map(({ kernel, i }) => ({
        where: `launch[${i}].kernel`,
        message: `Expected the name of a kernel in the source but found "${kernel}". ${kernels}`,
      }));
    }
    const reasons = [...new Set(errors.map(({ message }) => message))].slice(0, 2).join(' ');
    return [{ where: 'launch', message: `A kernel's name does not stand for one kernel: ${reasons} ${kernels}` }];
  }
}

/** What is said of a compile that did not end by itself; null for one that did. */
function stopMessage(status: CompileOutput['status'], { deadlineMs, memoryBytes }: CompileRequest): string | null {
  switch (status) {
    case 'deadline-passed':
      return `The compiler was stopped: it was not done after ${deadlineMs} ms.`;
    case 'memory-exceeded': {
      const gibibytes = (memoryBytes ?? defaultCompileMemoryBytes) / 2 ** 30;
      return `The compiler was stopped: it took more than ${Number(gibibytes.toFixed(3))} GiB of memory for this source.`;
    }
    case 'crashed':
      return 'The compiler failed in itself on this source. Simplify it: nesting of many thousands of levels does that.';
    default:
      return null;
  }
}
