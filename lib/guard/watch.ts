/** Notices processes that do not answer and calls that do not end. */
import { WarpsmithError } from '../errors.js';
import { duration } from '../format/quantities.js';
import type { Call } from './call.js';
import type { EngineProcess } from './engine_process.js';
import type { Pair } from './pair.js';
import { type Patience, ticksFor } from './patience.js';

export class Watch {
  private readonly timer: NodeJS.Timeout;

  /** @param giveUp is told of a call that does not end, or of a process (null) that does not answer. */
  constructor(
    private readonly patience: Patience,
    private readonly pair: Pair,
    private readonly giveUp: (process: EngineProcess, call: Call | null, message: string) => void,
  ) {
    this.timer = setInterval(() => this.tick(), patience.tickMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    for (const process of [this.pair.active, this.pair.spare]) {
      if (!process) continue;
      if (process.stage === 'starting' || process.stage === 'opening') this.lookAtStart(process);
      else if (process.calls.size > 0) this.lookAtWork(process);
    }
  }

  private lookAtStart(process: EngineProcess): void {
    const { openTicks, tickMs } = this.patience;
    if (++process.quietTicks <= openTicks) return;
    const message = `Expected a process of the guarded engine to open its device within ${duration(openTicks * tickMs)} but it did not.`;
    this.pair.failed(process, new WarpsmithError('engine-failed', message));
  }

  private lookAtWork(process: EngineProcess): void {
    const { silentTicks, tickMs } = this.patience;
    if (++process.quietTicks > silentTicks) {
      const message = `The process that judged it did not answer for ${duration(silentTicks * tickMs)} and was ended.`;
      this.giveUp(process, null, message);
      return;
    }
    process.send({ type: 'ping' });
    const kind = process.description?.device?.kind === 'gpu' ? 'gpu' : 'simulator';
    for (const call of process.calls.values()) {
      const ticks = ticksFor(call, kind, this.patience);
      if (++call.quietTicks <= ticks) continue;
      const message = `Nothing was heard of it for ${duration(ticks * tickMs)}, beyond all its deadlines, and the process that judged it was ended.`;
      this.giveUp(process, call, message);
      return;
    }
  }
}
