/**
 * The PyTorch modules that references are, each loaded once in the helper process of this one. A helper that died comes
 * back by itself, without its models: they are loaded again.
 */
import { WarpsmithError } from '../errors.js';
import { sharedHandleOf } from '../native/shared_memory.js';
import type { Buffer } from '../native/types.js';
import type { Contract } from '../problem/contract.js';
import type { Tensor } from '../problem/tensor.js';
import type { TorchSource } from '../problem/torch_source.js';
import type { Gpu } from '../verify/gpu.js';
import type { ReferenceModule } from '../verify/trials/module_run.js';
import type { Roundings } from '../verify/tolerance/sensitivity.js';
import { helperOf } from './helpers.js';
import type { Fields, Memory } from './protocol.js';
import { SharedAllocations } from './shared_allocations.js';
import type { AskOptions, TorchHelper } from './torch_helper.js';

/** Models that stay loaded: a run goes through several problems in turns, of a few cases each. */
const mostLoaded = 8;

/** Of a GPU's memory, for a module's inputs and outputs in f64: beyond it they are computed in f32. */
const f64Share = 1 / 8;

interface Loaded {
  helper: TorchHelper;
  model: Promise<number>;
}

/** By what they were loaded from; the one that was used last stands last. */
const loaded = new Map<string, Loaded>();

/** A module in the helper, at one case's sizes. */
class TorchModule implements ReferenceModule {
  private readonly key: string;

  /** @param allocations null for a module on the CPU. */
  constructor(
    private readonly helper: TorchHelper,
    python: string | null,
    private readonly loading: Fields<'load'>,
    private readonly allocations: SharedAllocations | null,
    private readonly trialSeeds: readonly number[],
    private readonly asking: AskOptions,
  ) {
    this.key = JSON.stringify([python, loading]);
  }

  get precision(): 'f32' | 'f64' {
    return this.loading.precision;
  }

  get onDevice(): boolean {
    return this.allocations !== null;
  }

  async forward(
    inputs: ReadonlyMap<string, Tensor | Buffer>,
    outputs: ReadonlyMap<string, Tensor | Buffer>,
    roundings?: Roundings,
  ): Promise<void> {
    const model = await this.load();
    const memory = { inputs: await this.memoryOf(inputs), outputs: await this.memoryOf(outputs) };
    await this.helper.forward({ model, ...memory, ...(roundings && { roundings }) }, this.asking);
  }

  async make(seed: number, inputs: ReadonlyMap<string, Tensor | Buffer>): Promise<void> {
    const model = await this.load();
    const at = this.trialSeeds.indexOf(seed);
    const following = at < 0 ? [] : this.trialSeeds.slice(at + 1);
    await this.helper.make({ model, seed, inputs: await this.memoryOf(inputs), following }, this.asking);
  }

  async letGo(): Promise<void> {
    if (this.allocations) await this.allocations.takeBack();
    // What is drawn ahead ends with it.
    else if (this.trialSeeds.length > 0 && this.helper.alive) {
      await this.helper.forget({ allocations: [] }).catch(() => undefined);
    }
  }

  /** Its number in the helper; loads it again where the helper is another process by now. */
  async load(): Promise<number> {
    const known = loaded.get(this.key);
    loaded.delete(this.key);
    const number = await known?.model.catch(() => null);
    const entry =
      known && typeof number === 'number' && this.helper.isLoaded(number)
        ? known
        : { helper: this.helper, model: this.loadAnew() };
    loaded.set(this.key, entry);
    await dropOldest();
    return entry.model;
  }

  private async loadAnew(): Promise<number> {
    const { model } = await this.helper.load(this.loading, this.asking);
    return model;
  }

  private async memoryOf(operands: ReadonlyMap<string, Tensor | Buffer>): Promise<Record<string, Memory>> {
    if (!this.allocations) return memoryOf(new Map([...operands].filter(isTensor)));
    return this.allocations.memoryOf(new Map([...operands].filter(isBuffer)));
  }
}

function isTensor(entry: [string, Tensor | Buffer]): entry is [string, Tensor] {
  return 'data' in entry[1];
}

function isBuffer(entry: [string, Tensor | Buffer]): entry is [string, Buffer] {
  return !isTensor(entry);
}

async function dropOldest(): Promise<void> {
  for (const [key, { helper, model }] of loaded) {
    if (loaded.size <= mostLoaded) return;
    loaded.delete(key);
    const number = await model.catch(() => null);
    // One whose process is gone has nothing to unload, and one that was closed refuses to be asked.
    if (number !== null && helper.isLoaded(number)) await helper.unload({ model: number });
  }
}

/**
 * A problem's module at one of its cases, loaded: on the engine's GPU if it has one, else on the CPU. Rejects with
 * `no-torch`, also for a PyTorch that can't use the GPU, with `bad-module` or `torch-failed`.
 */
export async function moduleOf(source: TorchSource, contract: Contract, gpu: Gpu | null): Promise<ReferenceModule> {
  const { file, sha256, model, python, sizes, tf32 = false, seed, trialSeeds = [], deadlineMs } = source;
  const helper = await helperOf(python);
  if (gpu && !helper.ready.cuda) {
    const { torch, why } = helper.ready;
    throw new WarpsmithError(
      'no-torch',
      `Expected a PyTorch that can use ${gpu.id} but found ${torch}: ${why ?? 'it sees no GPU'}. Install one that is built ` +
        "for this GPU's driver, name another Python in WARPSMITH_PYTHON, or judge on the simulator (--device sim).",
    );
  }
  const device = gpu?.id ?? 'cpu';
  const precision = source.precision ?? fittingPrecision(contract, gpu);
  const loading = {
    file,
    model,
    sizes: sizes[contract.caseName] ?? {},
    device,
    precision,
    tf32,
    training: true,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(seed === undefined ? {} : { seed }),
  };
  const allocations = gpu && new SharedAllocations(gpu.native, gpu.facts.ordinal, helper);
  const module = new TorchModule(helper, python, loading, allocations, trialSeeds, { timeoutMs: deadlineMs });
  await module.load();
  return module;
}

/** f64, unless inputs and outputs of it would take much of the GPU's memory. */
function fittingPrecision({ inputs, outputs }: Contract, gpu: Gpu | null): 'f32' | 'f64' {
  const elements = [...inputs, ...outputs].reduce((sum, { count }) => sum + count, 0);
  return gpu === null || elements * 8 <= gpu.facts.totalMemory * f64Share ? 'f64' : 'f32';
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
