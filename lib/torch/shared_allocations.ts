/** A GPU's memory for the helper's process: each allocation is sent to it once, and taken back with all others. */
import type { Buffer, Device } from '../native/types.js';
import type { Memory } from './protocol.js';
import type { TorchHelper } from './torch_helper.js';

export class SharedAllocations {
  private readonly sent = new Set<number>();
  /** Of the helper's processes, the one that they were sent to. */
  private generation = 0;

  /** @param ordinal the N of cuda:N. */
  constructor(
    private readonly device: Pick<Device, 'sharedPlace' | 'share'>,
    private readonly ordinal: number,
    private readonly helper: Pick<TorchHelper, 'generation' | 'ready' | 'alive' | 'forget'>,
  ) {}

  /** Guarded buffers by name, as requests name them. Rejects with `native` when the helper can't be reached. */
  async memoryOf(buffers: ReadonlyMap<string, Buffer>): Promise<Record<string, Memory>> {
    const { generation, ready } = this.helper;
    if (generation !== this.generation) this.sent.clear();
    this.generation = generation;
    const memory: Record<string, Memory> = {};
    for (const [name, buffer] of buffers) {
      const { id: allocation, bytes: allocated, offset } = this.device.sharedPlace(buffer);
      if (!this.sent.has(allocation)) await this.device.share({ buffer, socket: ready.socket });
      this.sent.add(allocation);
      memory[name] = { allocation, allocated, device: this.ordinal, offset, bytes: buffer.bytes };
    }
    return memory;
  }

  /** Resolves when the helper maps none of them any more. */
  async takeBack(): Promise<void> {
    const allocations = [...this.sent];
    this.sent.clear();
    const { alive, generation } = this.helper;
    if (allocations.length === 0 || !alive || generation !== this.generation) return;
    // A process that is lost maps nothing.
    await this.helper.forget({ allocations }).catch(() => undefined);
  }
}
