/** The corpus: PTX kernels with a YAML header that says how each is run and how its outputs are compared. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { parseHeader } from '../../../lib/format/header.js';
import { packagePath } from '../../../lib/package_root.js';
import { elementTypes } from './elements.js';
import { type Fill, makeInputs } from './inputs.js';

export const corpusFolder = packagePath('test', 'sim', 'instructions');

const size = z.int().min(0);
const pair = z.tuple([z.number(), z.number()]);
const fillSchema: z.ZodType<Fill> = z.union([
  z.enum(['mixed', 'bits', 'index', 'finite']),
  z.strictObject({ integers: pair }),
  z.strictObject({ uniform: pair }),
  z.strictObject({ values: z.array(z.union([z.number(), z.string()])) }),
]);

/**
 * `exact`: bit for bit. `ulps`: at most so many units in the last place apart. `relative` and `absolute`: the
 * difference is at most `absolute` or `relative * |wanted|`, whichever is more. A NaN matches any NaN when it is not
 * `exact` or the program is a random one (compare.ts says why), an infinity only itself.
 */
const compareSchema = z.union([
  z.literal('exact'),
  z.strictObject({ ulps: z.number() }),
  z.strictObject({ relative: z.number(), absolute: z.number() }),
]);
export type Compare = z.infer<typeof compareSchema>;

const slotSchema = z.strictObject({
  /** Where the slot begins in the output buffer. */
  at: size,
  type: z.enum(elementTypes),
  count: size,
  /** Elements of one thread, which lie side by side. */
  each: z.int().min(1).default(1),
  /** The instructions that made it. */
  text: z.string(),
  /** Inputs that a thread's operands come from, by their index. */
  from: z.array(size).default([]),
  compare: compareSchema.default('exact'),
});
export type Slot = z.infer<typeof slotSchema>;

const headerSchema = z.strictObject({
  family: z.string(),
  grid: z.array(size).min(1).max(3),
  block: z.array(size).min(1).max(3),
  cluster: z.array(size).min(1).max(3).optional(),
  /** Dynamic shared memory. */
  shared: size.default(0),
  seed: size,
  inputs: z.array(z.strictObject({ type: z.enum(elementTypes), count: size, fill: fillSchema.default('mixed') })),
  /** Parameters after `in` and `out`, as hexadecimal bytes in memory's order. */
  parameters: z.array(z.string().regex(/^([0-9a-f]{2})*$/)).default([]),
  outputBytes: size,
  outputs: z.array(slotSchema),
});

export interface InstructionKernel extends z.infer<typeof headerSchema> {
  name: string;
  /** The entry's name in the PTX; its first two parameters are the addresses of input and output. */
  entry: 'kernel';
  ptx: string;
  /** The input buffer's bytes. The addresses of both buffers are multiples of 256. */
  readonly input: Uint8Array;
  /** Every byte of the output buffer is this before the launch. */
  outputFill: number;
  sha256: string;
}

/** The header as data. Its outputs, one JSON line each, are most of it, and JSON is read much faster than YAML. */
function headerOf(ptx: string): unknown {
  const end = ptx.indexOf('\n---*/');
  const start = ptx.lastIndexOf('\noutputs:\n', end);
  if (start < 0 || end < 0) return parseHeader(ptx);
  const lines = ptx.slice(start, end).split('\n').slice(2);
  if (!lines.every((line) => line.startsWith('  - {"'))) return parseHeader(ptx);
  const outputs = lines.map((line) => JSON.parse(line.slice(4)) as unknown);
  return { ...(parseHeader(`${ptx.slice(0, start)}\n---*/`) as object), outputs };
}

export function readKernel(name: string, ptx: string): InstructionKernel {
  const header = headerSchema.parse(headerOf(ptx));
  // Made when it is asked for: most of a corpus's time goes into its inputs.
  let input: Uint8Array | undefined;
  return {
    ...header,
    name,
    entry: 'kernel',
    ptx,
    get input() {
      return (input ??= makeInputs(header.inputs, header.seed));
    },
    outputFill: 0xa5,
    sha256: createHash('sha256').update(ptx).digest('hex'),
  };
}

/** All kernels of the corpus, by name. */
export function loadInstructionCorpus(folder = corpusFolder): InstructionKernel[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ptx'))
    .sort()
    .map((file) => readKernel(file.slice(0, -'.ptx'.length), readFileSync(join(folder, file), 'utf8')));
}

const recordedKernelSchema = z.strictObject({
  sha256: z.string(),
  outputSha256: z.string(),
  /** True when two runs gave different outputs; then nothing is compared. */
  nondeterministic: z.literal(true).optional(),
});

const recordedSchema = z.strictObject({
  device: z.string(),
  driver: z.string(),
  cudaVersion: z.number(),
  date: z.string(),
  commit: z.string(),
  kernels: z.record(z.string(), recordedKernelSchema),
  /** Kernels that did not load or run, and why. */
  failed: z.record(z.string(), z.string()).default({}),
});
export type Recorded = z.infer<typeof recordedSchema>;

export const outputsFolder = join(corpusFolder, 'outputs');

/** What the GPU host wrote down, or null before the first recording. */
export function readRecorded(folder = outputsFolder): Recorded | null {
  const path = join(folder, 'recorded.json');
  return existsSync(path) ? recordedSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

/** The GPU's output for a kernel. Throws when there is none, or when it was made of another text. */
export function recordedOutput(kernel: InstructionKernel, folder = outputsFolder): Uint8Array {
  const entry = readRecorded(folder)?.kernels[kernel.name];
  if (!entry) throw new Error(`Expected a recorded output of ${kernel.name} but there is none: record it on an H100.`);
  if (entry.sha256 !== kernel.sha256) {
    throw new Error(
      `Expected the recorded output of ${kernel.name} to be of this text, but ${kernel.name}.ptx changed.`,
    );
  }
  return new Uint8Array(brotliDecompressSync(readFileSync(join(folder, `${kernel.name}.bin.br`))));
}
