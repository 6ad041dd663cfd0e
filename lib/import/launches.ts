/** What host code makes the device do, and what of its values a launch can take. */
import { dim3Of, realIn } from './arithmetic.js';
import { type Size, numberOf, numberSize, textOf } from './size.js';
import { Underivable } from './underivable.js';
import { type Storage, type Value, kindText } from './values.js';

export type LaunchArgument = { storage: Storage } | { text: string } | { value: number };

export interface Launch {
  kind: 'launch';
  line: number;
  kernel: string;
  grid: Size[];
  block: Size[];
  shared: Size | null;
  args: LaunchArgument[];
}

/** What happens on the device, in order. */
export type Event = Launch | { kind: 'fill'; storage: Storage; value: number };

/** One to three, those of 1 at the end left out. */
export function sizesOf(value: Value): Size[] {
  const dim3 = value.kind === 'dim3' ? value : dim3Of([value]);
  const sizes: Size[] = dim3.kind === 'dim3' ? [...dim3.sizes] : [];
  while (sizes.length > 1 && numberOf(sizes.at(-1) ?? numberSize(0)) === 1) sizes.pop();
  return sizes;
}

/** Throws Underivable for what no plan can give a kernel. */
export function launchArgument(value: Value): LaunchArgument {
  if (value.kind === 'pointer') return { storage: value.storage };
  if (value.kind === 'size') {
    const number = numberOf(value.size);
    return number === null ? { text: textOf(value.size) } : { value: number };
  }
  if (value.kind === 'quotient' && numberOf(value.under) === 1) return { text: textOf(value.over) };
  const real = realIn(value);
  if (real !== null && Number.isFinite(real)) return { value: real };
  if (real !== null)
    throw new Underivable(`${real} as an argument`, 'Plans have finite numbers: write it in the kernel.');
  if (value.kind === 'quotient') {
    const found = `${kindText(value)} (${textOf(value.over)} / ${textOf(value.under)}) as an argument`;
    throw new Underivable(
      found,
      'Let the kernel compute it, or import for one case with --case, where sizes are numbers.',
    );
  }
  if (value.kind === 'nothing')
    throw new Underivable('a null pointer as an argument', 'Write a kernel that does without.');
  throw new Underivable(`${kindText(value)} as a kernel's argument`, 'Plans have tensors by name, sizes and numbers.');
}
