import type { Buffer, CommonDevice, Kernel, Module, Pin, TypedArray } from '../native/types.js';
import type { MemoryPool } from './memory_pool.js';

/** What one verification holds on a device, given back together. */
export class Allocations {
  private readonly held: { release: () => void }[] = [];
  private readonly elsewhere: (() => Promise<void>)[] = [];

  /** @param pool where memory comes from and goes to; without one it is the device's at once. */
  constructor(
    private readonly device: CommonDevice,
    private readonly pool: MemoryPool | null = null,
  ) {}

  /** Device memory of `bytes`, at an address that is a multiple of 256. Rejects with `device-out-of-memory`. */
  buffer(bytes: number): Promise<Buffer> {
    return this.memory(bytes, false);
  }

  /** Like `buffer`, for what a candidate may touch: an access that misses it by little reaches nothing else. */
  guarded(bytes: number): Promise<Buffer> {
    return this.memory(bytes, true);
  }

  private async memory(bytes: number, guarded: boolean): Promise<Buffer> {
    const { pool, device } = this;
    const buffer = pool ? await pool.take(bytes, guarded) : await device.allocate({ bytes, guarded });
    this.held.push({ release: () => (pool ? pool.give(buffer, guarded) : buffer.free()) });
    return buffer;
  }

  /** A part of a buffer. */
  slice(whole: Buffer, offset: number, bytes: number): Buffer {
    const part = whole.slice({ offset, bytes });
    this.held.push({ release: () => part.free() });
    return part;
  }

  /** Loads what the device's `loadModule` takes. */
  async module(image: Uint8Array): Promise<Module> {
    const module = await this.device.loadModule(image);
    this.held.push({ release: () => module.unload() });
    return module;
  }

  async kernel(module: Module, symbol: string): Promise<Kernel> {
    const kernel = await module.kernel(symbol);
    this.held.push({ release: () => kernel.free() });
    return kernel;
  }

  /** A variable of a module. */
  async symbol(module: Module, name: string): Promise<Buffer> {
    const variable = await module.symbol(name);
    this.held.push({ release: () => variable.free() });
    return variable;
  }

  /** Page-locks an array's memory. */
  async pin(array: TypedArray): Promise<Pin> {
    const pin = await this.device.pin(array);
    this.held.push({ release: () => pin.free() });
    return pin;
  }

  /** `letGo` has another process let go of memory of these. */
  shared(letGo: () => Promise<void>): void {
    this.elsewhere.push(letGo);
  }

  /** Has other processes let go of the memory: else it would stay theirs when it is given back. */
  async letGo(): Promise<void> {
    for (const letGo of this.elsewhere.splice(0)) await letGo();
  }

  release(): void {
    // Last first: buffers outlive the modules that used them.
    for (const { release } of this.held.splice(0).reverse()) release();
  }
}
