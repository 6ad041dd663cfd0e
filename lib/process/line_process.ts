/** A process that answers lines of JSON with lines, and goes with all that it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { messageOf } from '../errors.js';
import { LineSplitter } from './line_splitter.js';
import { killSession } from './process_session.js';

/** How a request ended: with an answer; at the limit, or with the process, which is gone then. */
export type Ended<T> = { answer: T } | { overMs: number } | { words: string };

/** Of what it wrote to standard error, for messages. */
const mostWords = 4000;
/** How long a killed process may take to be gone. */
const goneMs = 20_000;

export interface LineProcessOptions<T> {
  environment: NodeJS.ProcessEnv;
  /** Makes an answer of a line; throws for one that is none. */
  parse: (line: string) => T;
  /** Hears all that it writes to standard error. */
  onWords?: ((text: string) => void) | undefined;
}

export class LineProcess<T> {
  private printed = '';
  private readonly splitter = new LineSplitter();
  private readonly lines: string[] = [];
  private waiting: ((line: string | null) => void) | null = null;
  private ended: string | null = null;
  private readonly end = (): void => this.killTree();

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: LineProcessOptions<T>,
  ) {
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.printed = (this.printed + chunk).slice(-mostWords);
      options.onWords?.(chunk);
    });
    // What is written to a process that is ending is lost, which its end tells.
    child.stdin?.on('error', () => undefined);
    child.stdout?.on('data', (chunk: Buffer) => {
      for (const line of this.splitter.push(chunk)) this.take(line);
    });
    child.on('error', (error) => this.close(messageOf(error)));
    // What it started serves nobody any more, and would keep its pipes open.
    child.on('exit', () => this.killTree());
    child.on('close', (exit, signal) => this.close(`the process ended with ${signal ?? `exit status ${exit}`}`));
    process.on('exit', this.end);
  }

  static start<T>(program: string, words: readonly string[], options: LineProcessOptions<T>): LineProcess<T> {
    // A session of its own: compilers that it started, for which ninja makes groups of their own, are ended with it.
    const child = spawn(program, words, { detached: true, env: options.environment, stdio: ['pipe', 'pipe', 'pipe'] });
    return new LineProcess(child, options);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /**
   * The next line that it says; after the limit the process and all that it started are killed. Rejects with what `parse`
   * throws.
   */
  async next(limitMs: number): Promise<Ended<T>> {
    const line = await this.nextLine(limitMs);
    if (line === undefined) {
      await this.stop();
      return { overMs: limitMs };
    }
    if (line === null) return { words: `${this.ended ?? 'the process ended'}. ${this.printed.trim()}`.trim() };
    return { answer: this.options.parse(line) };
  }

  send(request: object): void {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  ask(request: object, limitMs: number): Promise<Ended<T>> {
    this.send(request);
    return this.next(limitMs);
  }

  /** Says that no more requests come. */
  finish(): void {
    this.child.stdin?.end();
  }

  /** Whether this process stays alive for it, as it does at first. */
  hold(on: boolean): void {
    // Pipes are sockets, which their types don't say.
    const pipes = [this.child.stdin, this.child.stdout, this.child.stderr] as unknown as (NodeJS.RefCounted | null)[];
    for (const handle of [this.child, ...pipes]) {
      if (on) handle?.ref();
      else handle?.unref();
    }
  }

  get alive(): boolean {
    return this.ended === null;
  }

  /** Ends the process and what it started; resolves when it is gone, or after a while. */
  async stop(): Promise<void> {
    process.off('exit', this.end);
    if (!this.alive) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, goneMs);
      this.child.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.killTree();
    });
  }

  /** Null when the process has ended, undefined at the limit. */
  private nextLine(limitMs: number): Promise<string | null | undefined> {
    const line = this.lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (!this.alive) return Promise.resolve(null);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting = null;
        resolve(undefined);
      }, limitMs);
      this.waiting = (found): void => {
        clearTimeout(timer);
        this.waiting = null;
        resolve(found);
      };
    });
  }

  private take(line: string): void {
    if (this.waiting) this.waiting(line);
    else this.lines.push(line);
  }

  private close(words: string): void {
    this.ended ??= words;
    process.off('exit', this.end);
    this.waiting?.(null);
  }

  private killTree(): void {
    const { pid } = this.child;
    if (pid !== undefined) killSession(pid);
  }
}
