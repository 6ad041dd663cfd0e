/**
 * When the device is clear of the process before: a process that was ended takes a moment until its kernel is gone and
 * its memory is free. Compiling need not wait for that; what would be judged wrongly must.
 */
import type { Call } from './call.js';
import type { EngineProcess } from './engine_process.js';

type Leaving = Pick<EngineProcess, 'isGone' | 'gone'>;

/** With more of the device's memory than this in use by both, the next candidate waits for the memory of the one before. */
const roomyShare = 0.25;
/** After which nobody waits any longer for a process that the system cannot end. */
const mostMs = 30_000;

export class Clearance {
  private readonly leaving = new Map<Leaving, { hung: boolean; bytes: number }>();
  private readonly held = new Set<Call>();

  /** @param release lets a held call use the device. */
  constructor(private readonly release: (call: Call) => void) {}

  get isClear(): boolean {
    return this.leaving.size === 0;
  }

  /** `process` was ended with work on `bytes` of tensors, `hung` when that may still go on. */
  leaves(process: Leaving, left: { hung: boolean; bytes: number }): void {
    if (process.isGone) return;
    this.leaving.set(process, left);
    const clear = (): void => {
      clearTimeout(timer);
      if (!this.leaving.delete(process)) return;
      for (const call of this.held) {
        if (this.mustWait(call, call.deviceBytes)) continue;
        this.held.delete(call);
        this.release(call);
      }
    };
    const timer = setTimeout(clear, mostMs).unref();
    void process.gone.then(clear);
  }

  /** Whether a call that is sent now has to be released before it uses a device of so much memory (null: no GPU). */
  holds(call: Call, deviceBytes: number | null): boolean {
    call.deviceBytes = deviceBytes;
    if (!this.mustWait(call, deviceBytes)) return false;
    this.held.add(call);
    return true;
  }

  private mustWait(call: Call, deviceBytes: number | null): boolean {
    if (this.isClear) return false;
    const left = [...this.leaving.values()];
    const bytes = left.reduce((sum, one) => sum + one.bytes, call.bytes);
    return call.patient || left.some(({ hung }) => hung) || (deviceBytes !== null && bytes > roomyShare * deviceBytes);
  }
}
