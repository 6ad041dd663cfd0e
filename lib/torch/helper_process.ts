/** One process of the PyTorch helper: from its start to its end, one request at a time. */
import { delimiter } from 'node:path';
import { z } from 'zod';
import { WarpsmithError, messageOf, throwIfAborted } from '../errors.js';
import { clip, duration } from '../format/quantities.js';
import { packagePath } from '../package_root.js';
import { type Ended, LineProcess } from '../process/line_process.js';
import { findPython, howToGivePython } from './find_python.js';
import {
  type Does,
  type Failed,
  type Fields,
  type Ok,
  type Ready,
  firstLineSchema,
  replySchema,
  requests,
} from './protocol.js';

export interface StartOptions {
  /** The Python to use; see `findPython`. */
  python?: string | undefined;
  /** What runs instead of the helper, for tests. */
  command?: readonly string[] | undefined;
  /** Hears what the helper and the user's modules print. */
  onStderr?: ((text: string) => void) | undefined;
  /** For PyTorch to be imported, 120 s when left out. */
  startMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

const defaultStartMs = 120_000;
const shownOfLine = 300;
const howToGiveTime =
  'A module that hangs has to be mended; for one that is slow, --module-deadline SECONDS (deadlineMs) gives more time.';
let lastId = 0;

function environment(): NodeJS.ProcessEnv {
  const { PYTHONPATH: before } = process.env;
  return { ...process.env, PYTHONPATH: [packagePath('python'), ...(before ? [before] : [])].join(delimiter) };
}

export class HelperProcess {
  private constructor(
    private readonly lines: LineProcess<string>,
    readonly ready: Ready,
  ) {}

  /** Rejects with `no-torch`, and with `aborted`. */
  static async start(options: StartOptions): Promise<HelperProcess> {
    throwIfAborted(options.signal);
    const python = options.command ? null : findPython(options.python);
    const [program = '', ...words] = options.command ?? [python?.path ?? '', '-m', 'warpsmith_torch'];
    const parse = (line: string): string => line;
    const lines = LineProcess.start(program, words, { environment: environment(), parse, onWords: options.onStderr });
    const startMs = options.startMs ?? defaultStartMs;
    const ended = await withSignal(lines, options.signal, () => lines.next(startMs));
    const found = firstLineOf(ended);
    if (typeof found !== 'string') {
      lines.hold(false);
      return new HelperProcess(lines, found);
    }
    await lines.stop();
    const tried = python?.words ?? program;
    throw new WarpsmithError(
      'no-torch',
      `Expected a Python 3 with PyTorch; tried ${tried}: ${found}\n${howToGivePython}`,
    );
  }

  get alive(): boolean {
    return this.lines.alive;
  }

  get pid(): number | undefined {
    return this.lines.pid;
  }

  /**
   * What it answers. Rejects with `torch-failed` and with `aborted`, and the process is gone then.
   */
  async ask<D extends Does>(
    what: D,
    fields: Fields<D>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<{ ok: Ok<D> } | { failed: Failed }> {
    const id = ++lastId;
    const request = { id, do: what, ...requests[what].fields.parse(fields) };
    this.lines.hold(true);
    try {
      const ended = await withSignal(this.lines, signal, () => this.lines.ask(request, timeoutMs));
      return replyOf(what, id, ended);
    } catch (error) {
      // Whoever breaks the protocol once can't be believed the next time.
      await this.lines.stop();
      throw error;
    } finally {
      this.lines.hold(false);
    }
  }

  /** Ends it, whatever it does. */
  stop(): Promise<void> {
    return this.lines.stop();
  }
}

/** The work's result; rejects with `aborted` when the signal fires, which ends the process. */
async function withSignal<T>(
  lines: LineProcess<string>,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const stop = (): void => void lines.stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const result = await work();
    if (!lines.alive) throwIfAborted(signal);
    return result;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** What a helper that is ready says of itself, else what went wrong, in words. */
function firstLineOf(ended: Ended<string>): Ready | string {
  if ('overMs' in ended) return `it was not ready within ${duration(ended.overMs)} and was ended.`;
  if ('words' in ended) return `it did not start: ${ended.words}`;
  const parsed = parseLine(firstLineSchema, ended.answer);
  if (typeof parsed === 'string') return `it did not say that it is ready. ${parsed}`;
  return parsed.ready ?? parsed.unfit?.message ?? 'it said neither that it is ready nor why not.';
}

function replyOf<D extends Does>(what: D, id: number, ended: Ended<string>): { ok: Ok<D> } | { failed: Failed } {
  const fail = (found: string): WarpsmithError => {
    const next = 'The next request starts a fresh helper; what was loaded has to be loaded again.';
    return new WarpsmithError('torch-failed', `Expected the PyTorch helper to answer "${what}" but ${found}\n${next}`);
  };
  if ('overMs' in ended) throw fail(`it did not within ${duration(ended.overMs)} and was ended. ${howToGiveTime}`);
  if ('words' in ended) throw fail(ended.words);
  const reply = parseLine(replySchema, ended.answer);
  if (typeof reply === 'string') throw fail(`found no reply. ${reply}`);
  if (reply.id !== id)
    throw fail(`found a reply to request ${reply.id}, where ${id} was asked: ${clip(ended.answer, shownOfLine)}`);
  if ('failed' in reply) return { failed: reply.failed };
  const ok = requests[what].ok.safeParse(reply.ok);
  if (!ok.success) throw fail(`its reply was not as agreed. ${z.prettifyError(ok.error)}`);
  return { ok: ok.data as Ok<D> };
}

/** The message, or in words what it is instead. */
function parseLine<T>(schema: z.ZodType<T>, line: string): T | string {
  const shown = `It said: ${clip(line, shownOfLine)}`;
  try {
    const parsed = schema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : `${shown}\n${z.prettifyError(parsed.error)}`;
  } catch (error) {
    return `${shown}\n${messageOf(error)}`;
  }
}
