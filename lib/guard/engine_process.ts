/** One process of a guarded engine, seen from outside. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { LoadedProblem } from '../problem/problem.js';
import type { Call } from './call.js';
import type { EngineDescription, Report, Request } from './messages.js';
import { packTensors } from './packed_tensors.js';

export interface ProcessListener {
  report(process: EngineProcess, report: Report): void;
  /** It ended by itself. */
  died(process: EngineProcess, how: string): void;
}

/** Characters of stderr that are kept for the message about a process that did not start. */
const keptOutput = 2000;

/** What is left to write when a process may go takes some milliseconds. */
const leavingMs = 500;

export class EngineProcess {
  /** "waiting": the code is loaded, the device not yet opened. */
  stage: 'starting' | 'waiting' | 'opening' | 'opened' | 'warm' | 'ended' = 'starting';
  description: EngineDescription | null = null;
  /** In flight, in the order in which they were sent. */
  readonly calls = new Map<number, Call>();
  /** Whether it has settled a call: one that does is no start that failed. */
  served = false;
  /** Its device is lost; what it still has in flight is about to be settled or to come back. */
  condemned = false;
  /** Ticks of the watch since it was heard, or while it opens. */
  quietTicks = 0;
  /** Resolves when the system has taken all that it held, its device memory included. */
  readonly gone: Promise<void>;
  isGone = false;
  private output = '';
  private readonly child: ChildProcess;

  constructor(private readonly listener: ProcessListener) {
    // No flag of this process: --inspect, --input-type or a preload would break or slow the other.
    this.child = fork(join(import.meta.dirname, 'child.js'), [String(process.pid)], {
      execArgv: [],
      serialization: 'advanced',
      // What kernels print must not turn up between the results on our stdout.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.hold(false);
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.output = (this.output + text).slice(-keptOutput);
    });
    this.child.on('message', (report) => this.heard(report as Report));
    this.gone = new Promise((resolve) => {
      const end = (how: string): void => {
        this.isGone = true;
        resolve();
        if (this.stage === 'ended') return;
        this.stage = 'ended';
        this.listener.died(this, how);
      };
      this.child.once('exit', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
      this.child.once('error', (error) => end(error.message));
    });
  }

  get isOpen(): boolean {
    return this.stage === 'opened' || this.stage === 'warm';
  }

  get isTiming(): boolean {
    return [...this.calls.values()].some(({ rung, state }) => state === 'runs' && rung === 'time');
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** What it wrote to stderr last, for people. */
  get lastWords(): string {
    return this.output.trim();
  }

  open(device: string, recent: LoadedProblem[] | null, traced: boolean, diskCacheBytes: number | undefined): void {
    this.stage = 'opening';
    this.quietTicks = 0;
    this.send({ type: 'open', device, recent, traced, diskCacheBytes });
  }

  /** Throws `native` when there is no memory for its tensors. */
  verify(call: Call, held: boolean): void {
    const { source, inputs } = call.subject;
    const packed = 'problem' in inputs ? inputs : packTensors(inputs);
    call.sent();
    this.send({ type: 'verify', call: call.number, source, inputs: packed, options: call.plainOptions, held });
    if (this.calls.size === 0) this.quietTicks = 0;
    this.calls.set(call.number, call);
  }

  send(request: Request): void {
    // One that cannot be reached any more is about to be reported as dead.
    if (this.child.connected) this.child.send(request, () => undefined);
  }

  /** Whether this process stays alive for it. */
  hold(on: boolean): void {
    const handles = [this.child, this.child.channel, this.child.stderr as unknown as { ref(): void; unref(): void }];
    for (const handle of handles) {
      if (on) handle?.ref();
      else handle?.unref();
    }
  }

  /** Ends it, whatever it does: a GPU is free at once, also of a kernel that hangs. */
  end(): void {
    this.stage = 'ended';
    this.child.kill('SIGKILL');
  }

  /** Ends it as well, but lets one that does nothing put on disk what it compiled. */
  leave(): void {
    if (!this.isOpen || this.calls.size > 0) {
      this.end();
      return;
    }
    this.send({ type: 'leave' });
    this.stage = 'ended';
    const patience = setTimeout(() => this.end(), leavingMs);
    void this.gone.then(() => clearTimeout(patience));
  }

  private heard(report: Report): void {
    if (this.stage === 'ended') return;
    this.quietTicks = 0;
    if (report.type === 'loaded') this.stage = 'waiting';
    if (report.type === 'warm') this.stage = 'warm';
    if (report.type === 'opened') {
      this.stage = 'opened';
      this.description = report.description;
    }
    this.listener.report(this, report);
  }
}
