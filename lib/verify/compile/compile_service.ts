/** Rung 3: NVRTC, with a deadline, a ceiling of memory, and what was compiled before, kept in memory and on disk. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { WarpsmithError, throwIfAborted } from '../../errors.js';
import type { CompileJob, CompileOutput, Compiler } from '../../native/types.js';
import type { Compiled } from '../device.js';
import type { DiskCache } from '../disk_cache/disk_cache.js';
import { prepareHeaders, quickly } from '../precompiled_headers.js';
import { signatureExpression } from '../signature.js';
import { type CompileText, compileKey } from './cache_key.js';
import { candidateFrame, candidateOptions } from './candidate_frame.js';
import { withoutFolders } from './compile_log.js';
import {
  type CompileRequest,
  type CompileResult,
  candidateFileName,
  defaultCompileMemoryBytes,
} from './compile_request.js';
import { judgeOutput } from './judge_output.js';
import { Kept } from './kept.js';
import { SharedWork } from './shared_work.js';
import { StoredOutputs } from './stored_outputs.js';

/** What makes a compile quicker without changing what comes of it. */
type Quick = Partial<Pick<CompileJob, 'leading' | 'minimal'>>;

/** What a compile is held to; nothing of it changes what comes of one that ends by itself. */
type Limits = Pick<CompileRequest, 'deadlineMs' | 'memoryBytes' | 'signal'>;

/** The architecture of PTX for `architecture`, which is one such as "sm_90a". */
function virtualOf(architecture: string): string {
  return architecture.replace(/^sm_/, 'compute_');
}

/** Where outputs are kept beyond this process. */
export interface CompileDisk {
  cache: DiskCache;
  /** From `compilerIdentity`; with null nothing is kept. */
  identity: Promise<string | null>;
}

export class CompileService {
  private readonly kept = new Kept();
  private readonly results = new SharedWork<{ result: CompileResult; cached: boolean }>();
  private readonly stored: StoredOutputs | null;
  /** Compiles under way. */
  private running = 0;

  constructor(
    private readonly compiler: Compiler,
    private readonly disk: CompileDisk | null = null,
    private readonly cores = availableParallelism(),
  ) {
    this.stored = disk?.cache.isOn ? new StoredOutputs(disk.cache.space('output')) : null;
  }

  get version(): string {
    return this.compiler.version;
  }

  /** Compiles that NVRTC did not come back from: a process with many of them is better replaced. */
  get abandoned(): number {
    return this.compiler.abandoned;
  }

  /** For what else takes long to make; null when this service was given none. */
  get diskCache(): DiskCache | null {
    return this.disk?.cache ?? null;
  }

  optionsFor(architecture: string): string[] {
    return candidateOptions(architecture);
  }

  /**
   * Compiles a candidate or a reference. The same request again comes from the cache, and at the same time it is
   * compiled once.
   * At the deadline and at the ceiling of memory the result is an error that says so. Rejects with `aborted` when the
   * signal fires, with `compiler-stuck` when too many compiles of this process did not come back.
   */
  async compile(request: CompileRequest): Promise<CompileResult> {
    throwIfAborted(request.signal);
    const { source, kernels, architecture, deadlineMs, memoryBytes, signal } = request;
    const key = createHash('sha256')
      .update(JSON.stringify([source, kernels, architecture]))
      .digest('hex');
    const kept = this.kept.get(key);
    if (kept) {
      request.onCached?.();
      return kept;
    }
    // A compile under way that is held to other limits may end otherwise.
    const limited = JSON.stringify([key, deadlineMs, memoryBytes]);
    const { result, cached } = await this.results.join(limited, signal, (all) =>
      this.resultOf(key, { ...request, signal: all }),
    );
    if (cached) request.onCached?.();
    return result;
  }

  /** Compiles the usual headers for themselves in the background, for those who will compile many sources. */
  prepare(architecture: string): Promise<void> {
    return prepareHeaders(this.compiler, candidateFrame(architecture));
  }

  /** Compiles one of the project's own kernels of `native/device/`, or takes it from the disk. */
  async compileOwn(source: string, headers: Record<string, string>, options: string[]): Promise<Compiled> {
    const text = { source, fileName: candidateFileName, options, headers, nameExpressions: [] };
    const { output } = await this.outputOf(text, { deadlineMs: 60_000 });
    if (output.status !== 'compiled')
      throw new WarpsmithError('native', `An own kernel did not compile:\n${output.log}`);
    return { cubin: output.cubin, ptx: output.ptx };
  }

  /** Resolves when what was compiled is on disk, as far as it is to be kept there. */
  async flush(): Promise<void> {
    await this.disk?.cache.flush();
  }

  private textOf({ source, kernels }: CompileRequest, architecture: string): CompileText {
    return {
      source,
      ...candidateFrame(architecture),
      nameExpressions: [...new Set(kernels)].flatMap((kernel) => [kernel, signatureExpression(kernel)]),
    };
  }

  private async resultOf(key: string, request: CompileRequest): Promise<{ result: CompileResult; cached: boolean }> {
    const text = this.textOf(request, request.architecture);
    const beside = (): void => void this.compileAhead(request).catch(() => undefined);
    const { output, cached } = await this.outputOf(text, request, quickly(request.source), beside);
    const result = judgeOutput(output, request);
    if (isFinal(output)) this.kept.set(key, result);
    return { result, cached };
  }

  /** Only the PTX. What comes of it, errors too, is told again with the cubin. */
  private async compileAhead(request: CompileRequest): Promise<void> {
    const { onAhead, architecture, source, deadlineMs, memoryBytes } = request;
    if (!onAhead || 2 * this.running > this.cores) return;
    // Without a signal: whoever leaves, it ends by itself soon after the cubin.
    const limits = { deadlineMs, memoryBytes };
    const output = await this.run(this.textOf(request, virtualOf(architecture)), limits, quickly(source));
    const result = judgeOutput(output, request);
    if (result.kind === 'compiled') onAhead(result.compiled);
  }

  /** @param beside called when something is compiled indeed. */
  private async outputOf(
    text: CompileText,
    limits: Limits,
    quick: Quick = {},
    beside?: () => void,
  ): Promise<{ output: CompileOutput; cached: boolean }> {
    const identity = this.stored && (await this.disk?.identity);
    const key = identity ? compileKey(identity, text) : null;
    const stored = key === null ? null : await this.stored?.get(key);
    if (stored) return { output: stored, cached: true };
    throwIfAborted(limits.signal);
    const running = this.run(text, limits, quick);
    beside?.();
    const output = await running;
    throwIfAborted(limits.signal);
    if (key !== null && isFinal(output)) this.stored?.put(key, output);
    return { output, cached: false };
  }

  private async run(
    text: CompileText,
    { deadlineMs, memoryBytes, signal }: Limits,
    quick: Quick,
  ): Promise<CompileOutput> {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    // The compiler looks up between functions only, and does not look at requests that wait: `SharedWork` lets nobody wait
    // for it.
    const stop = (): void => void Atomics.store(cancel, 0, 1);
    signal?.addEventListener('abort', stop, { once: true });
    this.running++;
    try {
      const output = await this.compiler.compile({
        ...text,
        ...quick,
        deadlineMs,
        memoryBytes: memoryBytes ?? defaultCompileMemoryBytes,
        cancel,
      });
      return { ...output, log: withoutFolders(output.log) };
    } finally {
      this.running--;
      signal?.removeEventListener('abort', stop);
    }
  }
}

/** With more time or memory, or on a machine with less to do, what was stopped may compile. */
function isFinal({ status }: CompileOutput): boolean {
  return status === 'compiled' || status === 'failed';
}
