/**
 * The PyTorch modules that references are, each loaded once in the helper process of this one. A helper that died comes
 * back by itself, without its models: they are loaded again.
 */
import { WarpsmithError } from '../errors.js';
import { sharedHandleOf } from '../native/shared_memory.js';
import type { Tensor } from '../problem/tensor.js';
import type { TorchSource } from '../problem/torch_source.js';
import { helperOf } from './helpers.js';
import type { Memory } from './protocol.js';
import type { TorchHelper } from './torch_helper.js';

/** Models that stay loaded: a run goes through several problems in turns, of a few cases each. */
const mostLoaded = 8;

interface Loaded {
  helper: TorchHelper;
  model: Promise<number>;
}

/** By what they were loaded from; the one that was used last stands last. */
const loaded = new Map<string, Loaded>();

/** A module in the helper, at one case's sizes. Tensors are such that processes share. */
export class TorchModule {
  constructor(
    private readonly helper: TorchHelper,
    private readonly source: TorchSource,
    private readonly caseName: string,
  ) {}

  get precision(): 'f32' | 'f64' {
    return this.source.precision;
  }

  async forward(inputs: ReadonlyMap<string, Tensor>, outputs: ReadonlyMap<string, Tensor>): Promise<void> {
    const model = await this.load();
    await this.helper.forward({ model, inputs: memoryOf(inputs), outputs: memoryOf(outputs) });
  }

  async make(seed: number, inputs: ReadonlyMap<string, Tensor>): Promise<void> {
    const model = await this.load();
    await this.helper.make({ model, seed, inputs: memoryOf(inputs) });
  }

  /** Its number in the helper; loads it again where the helper is another process by now. */
  async load(): Promise<number> {
    const { python, file, model, precision } = this.source;
    const sizes = this.source.sizes[this.caseName] ?? {};
    const what = { file, model, sizes, precision };
    const key = JSON.stringify([python, what]);
    const known = loaded.get(key);
    loaded.delete(key);
    const number = await known?.model.catch(() => null);
    const entry =
      known && typeof number === 'number' && this.helper.isLoaded(number)
        ? known
        : { helper: this.helper, model: this.loadAnew(what) };
    loaded.set(key, entry);
    await dropOldest();
    return entry.model;
  }

  private async loadAnew(
    what: Pick<TorchSource, 'file' | 'model' | 'precision'> & { sizes: Record<string, number> },
  ): Promise<number> {
    const { model } = await this.helper.load({ ...what, device: 'cpu', tf32: false, training: true });
    return model;
  }
}

async function dropOldest(): Promise<void> {
  for (const [key, { helper, model }] of loaded) {
    if (loaded.size <= mostLoaded) return;
    loaded.delete(key);
    const number = await model.catch(() => null);
    if (number !== null) await helper.unload({ model: number });
  }
}

/** A problem's module at one of its cases, loaded. Rejects with `no-torch`, `bad-module` or `torch-failed`. */
export async function moduleOf(source: TorchSource, caseName: string): Promise<TorchModule> {
  const module = new TorchModule(await helperOf(source.python), source, caseName);
  await module.load();
  return module;
}

export function memoryOf(tensors: ReadonlyMap<string, Tensor>): Record<string, Memory> {
  return Object.fromEntries(
    Array.from(tensors, ([name, { data }]) => {
      const handle = sharedHandleOf(data.buffer);
      if (!handle) throw new WarpsmithError('native', `Expected memory for "${name}" that processes share.`);
      return [name, { file: handle.path, offset: data.byteOffset, bytes: data.byteLength }];
    }),
  );
}
