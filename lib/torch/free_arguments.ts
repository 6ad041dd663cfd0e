/**
 * Which of a module's arguments may hold more than what its file draws. Uniform numbers from 0 to 1 are what most files
 * draw, and an activation of such numbers can be answered by a copy. Where the module has finite outputs for numbers of
 * both signs as well, it has a meaning for them.
 */
import { hasCode } from '../errors.js';
import { randomWords } from '../format/seeded.js';
import { type Tensor, sharedTensors } from '../problem/tensor.js';
import type { DescribedCase } from './case_dims.js';
import { memoryOf } from './modules.js';
import type { DescribedInput } from './protocol.js';
import type { AskOptions, TorchHelper } from './torch_helper.js';

/** Of the probe's numbers. */
const seed = 2 ** 51 + 23;
const deviation = 3;

/** Names of arguments whose values may be any numbers; asked on the CPU, at the sizes of `case`. */
export async function freeArguments(
  helper: TorchHelper,
  {
    file,
    model: name,
    case: { described },
    asking,
  }: { file: string; model: string; case: DescribedCase; asking: AskOptions },
): Promise<Set<string>> {
  const asked = described.inputs.filter(mayBeFree);
  const elements = described.inputs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  if (asked.length === 0 || elements > mostElements) return new Set();
  const how = { file, model: name, sizes: described.sizes, device: 'cpu', precision: 'f32', tf32: false } as const;
  const { model } = await helper.load({ ...how, training: true }, asking);
  try {
    const tensors = sharedTensors(described.inputs);
    const outputs = sharedTensors(described.outputs);
    const made = described.inputs.filter(({ draw }) => draw === 'made').map((input) => input.name);
    if (made.length > 0) {
      const inputs = memoryOf(new Map([...tensors].filter(([key]) => made.includes(key))));
      await helper.make({ model, seed: 1, following: [], inputs }, asking);
    }
    const drawEach = (isDrawn: (input: DescribedInput) => boolean, free: ReadonlySet<string>): void => {
      for (const [stream, input] of described.inputs.entries()) {
        const tensor = tensors.get(input.name);
        if (tensor && isDrawn(input)) draw(tensor, input, stream, free.has(input.name));
      }
    };
    drawEach((input) => !asked.includes(input), new Set());
    const isFinite = async (free: ReadonlySet<string>): Promise<boolean> => {
      drawEach((input) => asked.includes(input), free);
      try {
        await helper.forward({ model, inputs: memoryOf(tensors), outputs: memoryOf(outputs) }, asking);
      } catch (error) {
        if (hasCode(error, 'bad-module')) return false;
        throw error;
      }
      return [...outputs.values()].every(({ data }) => data.every((value) => Number.isFinite(Number(value))));
    };
    // One that has no finite answer for its own inputs says nothing.
    if (!(await isFinite(new Set()))) return new Set();
    const all = new Set(asked.map((input) => input.name));
    if (await isFinite(all)) return all;
    const free = new Set<string>();
    for (const one of all) if (await isFinite(new Set([one]))) free.add(one);
    // Each by itself, but not together: neither is.
    return free.size > 0 && (await isFinite(free)) ? free : new Set();
  } finally {
    await helper.unload({ model });
  }
}

/** A probe of more would take long on a CPU. */
const mostElements = 2 ** 24;

function mayBeFree({ from, dtype, draw }: DescribedInput): boolean {
  return from === 'argument' && (dtype === 'f32' || dtype === 'f64') && draw !== 'made' && 'uniform' in draw;
}

function draw({ data }: Tensor, { dtype, draw: how }: DescribedInput, stream: number, free: boolean): void {
  if (how === 'made') return;
  const next = randomWords(seed, stream);
  /** From 0 to 1. */
  const share = (): number => next() / 2 ** 32;
  // Three uniform numbers are normal enough to find out what is finite.
  const normal = (): number => 2 * (share() + share() + share() - 1.5);
  const value = (): number => {
    if (free) return deviation * normal();
    if ('uniform' in how) return how.uniform[0] + share() * (how.uniform[1] - how.uniform[0]);
    if ('normal' in how) return how.normal[0] + normal() * how.normal[1];
    if ('integers' in how) return Math.floor(how.integers[0] + share() * (how.integers[1] - how.integers[0] + 1));
    if ('bernoulli' in how) return share() < how.bernoulli ? 1 : 0;
    return how.constant;
  };
  // Of the 16-bit formats the bits of such numbers would be other numbers: zeros are finite everywhere.
  if (dtype === 'f16' || dtype === 'bf16') return void data.fill(0 as never);
  for (let i = 0; i < data.length; i++) data[i] = data instanceof BigInt64Array ? BigInt(value()) : value();
}
