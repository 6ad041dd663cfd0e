/**
 * Compares outputs with those that a GPU gave for the same kernels and inputs.
 *
 *     for (const kernel of loadInstructionCorpus()) {
 *       const difference = compareOutputs(kernel, await execute(kernel));
 *       assert.ok(difference === null, difference?.text);
 *     }
 *
 * `execute` runs `kernel.ptx`, entry `kernel.entry`, with `kernel.grid`, `kernel.block`, `kernel.cluster` and
 * `kernel.shared`; its parameters are the addresses of two buffers (`kernel.input`; `kernel.outputBytes` bytes that all
 * are `kernel.outputFill`) and then the bytes of `kernel.parameters`. It returns the second buffer's bytes.
 */
import { type Compare, type InstructionKernel, type Slot, readRecorded, recordedOutput } from './corpus.js';
import { bytesOfElement, decodeFloat, describeElement, floatFormatOf, halfOf, readBits } from './elements.js';
import type { ElementType } from './elements.js';
import { placeInputs } from './inputs.js';

export { type InstructionKernel, loadInstructionCorpus } from './corpus.js';

export interface Difference {
  kernel: string;
  /** Elements that differ, over all slots. */
  elements: number;
  /** Slots in which any differs, by their instructions' text. */
  slots: { text: string; type: ElementType; elements: number }[];
  /** What to print. */
  text: string;
}

export type Execute = (kernel: InstructionKernel) => Promise<Uint8Array>;

/**
 * Whether any NaN is as good as another. In random programs it is: the ISA leaves open what a negation makes of one
 * ("NaN inputs yield an unspecified NaN", PTX ISA, neg and abs), and ptxas makes use of that. It turns the minimum of a
 * value and itself into a copy, which keeps the NaN (random_line_03, random_line_27); a negation into the sign of a
 * selection's operand, which flips a NaN's sign (random_line_13); and swaps the operands of a sum, of whose two NaNs the
 * first wins (random_line_25). What one instruction alone makes of a NaN, the other kernels say bit for bit.
 */
function anyNan(kernel: InstructionKernel): boolean {
  return kernel.family === 'random';
}

/** Equal values, and how far apart others are, by the bits of a scalar float. */
function floatsAgree(type: ElementType, got: bigint, wanted: bigint, compare: Compare): boolean {
  const [x, y] = [decodeFloat(type, got), decodeFloat(type, wanted)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y);
  if (compare === 'exact') return false;
  if (x === y) return true;
  if ('ulps' in compare) {
    const ordered = (bits: bigint): bigint => {
      const sign = 1n << BigInt(8 * bytesOfElement(type) - 1);
      return bits & sign ? -(bits ^ sign) : bits;
    };
    const apart = ordered(got) - ordered(wanted);
    return (apart < 0n ? -apart : apart) <= BigInt(compare.ulps);
  }
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  return Math.abs(x - y) <= Math.max(compare.absolute, compare.relative * Math.abs(y));
}

function agree(type: ElementType, got: bigint, wanted: bigint, compare: Compare, nans: boolean): boolean {
  if (got === wanted) return true;
  if (compare === 'exact' && !nans) return false;
  const half = halfOf(type);
  if (half) {
    const width = BigInt(4 * bytesOfElement(type));
    const mask = (1n << width) - 1n;
    const low = agree(half, got & mask, wanted & mask, compare, nans);
    return low && agree(half, got >> width, wanted >> width, compare, nans);
  }
  return floatFormatOf(type) !== null && floatsAgree(type, got, wanted, compare);
}

function sameBytes(a: Uint8Array, b: Uint8Array, from: number, count: number): boolean {
  return Buffer.compare(a.subarray(from, from + count), b.subarray(from, from + count)) === 0;
}

/** "thread 5 of %a = 0x…, %b = 0x…", as far as the slot says where operands come from. */
function operandsText(kernel: InstructionKernel, slot: Slot, element: number): string {
  const thread = Math.floor(element / slot.each);
  const { offsets } = placeInputs(kernel.inputs);
  const registers = [...new Set(slot.text.match(/%[a-z]\d*\b/g) ?? [])];
  const values = slot.from.map((index, i) => {
    const { type } = kernel.inputs[index]!;
    const size = bytesOfElement(type);
    const bits = readBits(kernel.input, offsets[index]! + thread * size, size);
    return `    ${registerOf(registers, slot, i)}${type} ${describeElement(type, bits)}`;
  });
  return values.length > 0 ? `\n  operands (inputs in the order of their registers' names):\n${values.join('\n')}` : '';
}

/** Inputs have one letter each; results of one letter (%d, %e, …) are told apart only by their number of digits. */
function registerOf(registers: string[], slot: Slot, i: number): string {
  const letter = String.fromCharCode(97 + (slot.from[i]! % 26));
  const name = `%${letter}${slot.from[i]! < 26 ? '' : Math.floor(slot.from[i]! / 26)}`;
  return registers.includes(name) ? `${name} = ` : '';
}

/** Null when the bytes agree with what the GPU gave, as each slot of the kernel's header asks. */
export function compareOutputs(
  kernel: InstructionKernel,
  bytes: Uint8Array,
  wanted: Uint8Array = recordedOutput(kernel),
): Difference | null {
  if (bytes.length !== kernel.outputBytes || wanted.length !== kernel.outputBytes) {
    const sizes = `${bytes.length} bytes from here, ${wanted.length} from the GPU`;
    throw new RangeError(`Expected ${kernel.outputBytes} bytes of output from ${kernel.name} but found ${sizes}.`);
  }
  const nans = anyNan(kernel);
  const slots: Difference['slots'] = [];
  const lines: string[] = [];
  let elements = 0;
  for (const slot of kernel.outputs) {
    const size = bytesOfElement(slot.type);
    if (sameBytes(bytes, wanted, slot.at, slot.count * size)) continue;
    let wrong = 0;
    for (let i = 0; i < slot.count; i++) {
      const got = readBits(bytes, slot.at + i * size, size);
      const right = readBits(wanted, slot.at + i * size, size);
      if (agree(slot.type, got, right, slot.compare, nans)) continue;
      if (wrong++ === 0 && slots.length < 5) {
        lines.push(
          `  ${slot.text}\n  element ${i}${slot.each === 1 ? '' : ` (thread ${Math.floor(i / slot.each)})`} of ` +
            `${slot.type}: got ${describeElement(slot.type, got)}, wanted ${describeElement(slot.type, right)}` +
            operandsText(kernel, slot, i),
        );
      }
    }
    if (wrong > 0) slots.push({ text: slot.text, type: slot.type, elements: wrong });
    elements += wrong;
  }
  if (elements === 0) return null;
  const head = `${kernel.name}: ${elements} elements of ${slots.length} in ${kernel.outputs.length} slots differ`;
  const rest = slots.slice(5, 40).map(({ text, elements: count }) => `  and ${count} of ${text}`);
  return { kernel: kernel.name, elements, slots, text: [head, ...lines, ...rest].join('\n') };
}

/** Why a kernel can't be compared (not recorded, another text, different at every run), or null. */
export function notComparable(kernel: InstructionKernel): string | null {
  const recorded = readRecorded();
  if (!recorded) return 'nothing was recorded yet';
  const entry = recorded.kernels[kernel.name];
  if (!entry) return recorded.failed[kernel.name] ?? 'not recorded';
  if (entry.sha256 !== kernel.sha256) return 'changed since it was recorded';
  return entry.nondeterministic ? 'two runs on the GPU gave different outputs' : null;
}

/** Runs and compares all kernels that can be. */
export async function replay(
  kernels: readonly InstructionKernel[],
  execute: Execute,
): Promise<{ compared: number; skipped: Record<string, string>; differences: Difference[] }> {
  const skipped: Record<string, string> = {};
  const differences: Difference[] = [];
  let compared = 0;
  for (const kernel of kernels) {
    const reason = notComparable(kernel);
    if (reason !== null) {
      skipped[kernel.name] = reason;
      continue;
    }
    const difference = compareOutputs(kernel, await execute(kernel));
    if (difference) differences.push(difference);
    compared++;
  }
  return { compared, skipped, differences };
}
