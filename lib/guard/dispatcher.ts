/** Who is judged next, and what becomes of those whose process is lost. */
import { hasCode } from '../errors.js';
import type { LoadedProblem } from '../problem/problem.js';
import type { EngineView } from '../verify/engine.js';
import type { Call } from './call.js';
import { type Casualty, casualtyVerdict } from './casualty.js';
import { Clearance } from './clearance.js';
import type { EngineProcess } from './engine_process.js';
import type { CallResult, EngineDescription, Report, Settled } from './messages.js';
import { Pair, type PairListener, type PairOptions } from './pair.js';
import { mostInFlight } from './patience.js';
import { errorFrom } from './plain_error.js';
import { Watch } from './watch.js';

export type Traced = Extract<Report, { type: 'traced' }>;

/** Problems that a spare is made warm for. */
const mostRecent = 4;

export class Dispatcher implements PairListener {
  readonly pair: Pair;
  /** Of the first process; resolves once it takes calls. */
  readonly opened: Promise<EngineDescription>;
  private open: { resolve: (found: EngineDescription) => void; reject: (error: Error) => void } | null = null;
  private readonly queue: Call[] = [];
  private readonly watch: Watch;
  private readonly remembered = new Map<string, LoadedProblem>();
  private readonly clearance = new Clearance((call) => {
    this.pair.active?.send({ type: 'release', call: call.number });
  });

  constructor(
    options: PairOptions,
    private readonly engine: EngineView,
    private readonly onTrace: (event: Traced) => void,
  ) {
    this.pair = new Pair(options, this);
    this.watch = new Watch(options.patience, this.pair, (...found) => this.giveUp(...found));
    this.opened = new Promise((resolve, reject) => (this.open = { resolve, reject }));
    this.pair.ensure();
  }

  submit(call: Call): void {
    call.onAbort(() => this.abort(call));
    const { inputs } = call.subject;
    if ('problem' in inputs) this.remember(inputs);
    this.queue.push(call);
    this.pair.ensure();
    this.pump();
  }

  async close(): Promise<void> {
    this.watch.close();
    for (const call of [...this.inFlight(), ...this.queue.splice(0)]) call.stopped();
    await this.pair.close();
  }

  ready(): void {
    const found = this.pair.active?.description;
    if (found) this.open?.resolve(found);
    this.open = null;
    this.pump();
  }

  unavailable(error: Error): void {
    this.open?.reject(error);
    this.open = null;
    for (const call of this.queue.splice(0)) call.fail(error);
  }

  isBusy(): boolean {
    return this.open !== null || this.queue.length > 0 || this.inFlight().length > 0;
  }

  recent(): LoadedProblem[] {
    return [...this.remembered.values()];
  }

  heard(process: EngineProcess, report: Report): void {
    if (report.type === 'settled') {
      this.settled(process, report);
      return;
    }
    if (report.type === 'traced') {
      this.onTrace(report);
      return;
    }
    if (report.type !== 'turn' && report.type !== 'progress') return;
    const call = process.calls.get(report.call);
    if (!call) return;
    if (report.type === 'turn') {
      if (report.turn === 'waits') {
        call.waits();
        return;
      }
      call.begins();
      call.early = !this.clearance.isClear;
      return;
    }
    try {
      call.progressed(report.progress);
    } catch (error) {
      // The caller's own listener: its call ends as it would in this process.
      call.fail(error);
      process.send({ type: 'abort', call: call.number });
    }
  }

  died(process: EngineProcess, how: string): void {
    const message = `The process that judged it ended by itself (${how}).`;
    this.lose(process, this.suspects(process), { outcome: 'fault', error: 'ENGINE_DIED', message });
  }

  lost(process: EngineProcess): void {
    this.takeBack(process);
  }

  private settled(process: EngineProcess, { call: number, result, spent }: Settled): void {
    const call = process.calls.get(number);
    if (!call) return;
    process.calls.delete(number);
    this.pair.served(process);
    if (spent !== null) process.condemned = true;
    const guilty = isGuilty(result, spent);
    if (result.kind === 'displaced') this.requeue([call]);
    else if (call.early && isOutOfMemory(result)) {
      // The process before held the memory, which says nothing about the candidate.
      call.patient = true;
      this.requeue([call]);
    } else if (result.kind === 'verdict') call.succeed(result.verdict);
    else if (guilty && hasCode(errorFrom(result.error), 'device-lost')) {
      call.succeed(casualtyVerdict(this.engine, call, casualtyOf(result.error)));
    } else call.fail(errorFrom(result.error));
    if (process.condemned && (guilty || process.calls.size === 0)) {
      const faulted = result.kind === 'verdict' && result.verdict.outcome === 'fault';
      this.retire(process, { hung: !faulted, bytes: call.bytes });
    }
    this.pump();
  }

  /** A call that does not end, or a process that does not answer. */
  private giveUp(process: EngineProcess, call: Call | null, message: string): void {
    this.lose(process, call ? [call] : this.suspects(process), { outcome: 'hang', error: 'ENGINE_SILENT', message });
    this.retire(process, { hung: true, bytes: 0 });
    this.pump();
  }

  /** Those that may have killed their process: whoever waits for the device does nothing there. */
  private suspects(process: EngineProcess): Call[] {
    return [...process.calls.values()].filter(({ state }) => state !== 'waits');
  }

  /**
   * Takes the calls from a process that is lost. The one suspect gets its verdict and is not tried again. Of several
   * nobody can tell which it was: they are judged again one at a time, and then it shows.
   */
  private lose(process: EngineProcess, suspects: Call[], casualty: Casualty): void {
    const [only] = suspects;
    if (only && suspects.length === 1) {
      process.calls.delete(only.number);
      only.succeed(casualtyVerdict(this.engine, only, casualty));
    } else for (const call of suspects) call.alone = true;
    this.takeBack(process);
  }

  private takeBack(process: EngineProcess): void {
    const calls = [...process.calls.values()];
    process.calls.clear();
    this.requeue(calls);
  }

  private retire(process: EngineProcess, left: { hung: boolean; bytes: number }): void {
    this.takeBack(process);
    this.clearance.leaves(process, left);
    this.pair.retire(process);
  }

  /** To the front of the queue, in their order. */
  private requeue(calls: Call[]): void {
    for (const call of calls) call.state = 'queued';
    for (const call of calls) if (call.isAborted) call.stopped();
    this.queue.unshift(...calls.filter((call) => !call.isDone));
  }

  private abort(call: Call): void {
    const waiting = this.queue.indexOf(call);
    if (waiting >= 0) {
      this.queue.splice(waiting, 1);
      call.stopped();
      this.pump();
    } else this.pair.active?.send({ type: 'abort', call: call.number });
  }

  /** Sends what the active process can take. */
  private pump(): void {
    const { active } = this.pair;
    for (let [next] = this.queue; next && active && this.takes(active, next); [next] = this.queue) {
      this.queue.shift();
      const memory = active.description?.device?.facts?.totalMemory ?? null;
      try {
        active.verify(next, this.clearance.holds(next, memory));
      } catch (error) {
        next.fail(error);
      }
    }
    active?.hold(this.isBusy());
  }

  private takes(process: EngineProcess, call: Call): boolean {
    if (!process.isOpen || process.condemned) return false;
    const others = [...process.calls.values()];
    if (call.alone || others.some(({ alone }) => alone)) return others.length === 0;
    return others.length < mostInFlight;
  }

  private inFlight(): Call[] {
    return [...(this.pair.active?.calls.values() ?? [])];
  }

  private remember(loaded: LoadedProblem): void {
    const { sha256 } = loaded.problem;
    this.remembered.delete(sha256);
    this.remembered.set(sha256, loaded);
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined && this.remembered.size > mostRecent) this.remembered.delete(oldest);
  }
}

/** Whether it is this call that made an end of its process. */
function isGuilty(result: CallResult, spent: Settled['spent']): boolean {
  if (spent === null || result.kind === 'displaced') return false;
  if (result.kind === 'error') return result.error.code === (spent === 'lost' ? 'device-lost' : 'aborted');
  const { outcome } = result.verdict;
  return spent === 'lost' ? outcome === 'fault' || outcome === 'hang' : outcome === 'compile-error';
}

function isOutOfMemory(result: CallResult): boolean {
  if (result.kind === 'error') return result.error.code === 'device-out-of-memory';
  if (result.kind !== 'verdict' || result.verdict.outcome !== 'plan-error') return false;
  return result.verdict.problems.some(({ where }) => where === 'workspace');
}

function casualtyOf({ message, detail }: { message: string; detail: string | null }): Casualty {
  return { outcome: detail === 'DEADLINE' ? 'hang' : 'fault', error: detail ?? 'unknown', message };
}
