/**
 * Names for the sizes of a module's tensors. Two cases tell which of the file's whole numbers a dimension is: the one that
 * it has the value of in both. What is none of them, as the length of a convolution's output, gets a dim of its own.
 */
import type { Description } from './protocol.js';

/** A module at the sizes of one case. */
export interface DescribedCase {
  name: string;
  described: Description;
}

export interface NamedSizes {
  /** Of each case, in their order: what candidates' plans reckon with. */
  dims: Record<string, Record<string, number>>;
  /** The file's whole numbers that are no sizes, such as a negative axis. */
  constants: Record<string, number>;
  /** Expressions for the dimensions of a tensor of the first case, by its name. */
  shapes: Map<string, (string | number)[]>;
}

/** @param cases of the same module, the full one first, each with the same tensors in the same order. */
export function nameSizes(cases: readonly DescribedCase[]): NamedSizes {
  const [full] = cases;
  if (!full) throw new Error('Expected at least one case.');
  const tensorsOf = ({ described }: DescribedCase): { name: string; shape: number[] }[] => [
    ...described.inputs,
    ...described.outputs,
  ];
  const taken = new Set(tensorsOf(full).map(({ name }) => name));
  const values = new Map<string, number[]>();
  const constants: Record<string, number> = {};
  for (const [name, value] of Object.entries(full.described.sizes)) {
    if (taken.has(name)) continue;
    const all = cases.map(({ described }) => described.sizes[name] ?? value);
    if (all.every((each) => each >= 1)) values.set(name, all);
    else constants[name] = value;
  }
  const shapes = new Map<string, (string | number)[]>();
  for (const [t, { name, shape }] of tensorsOf(full).entries()) {
    const used = new Set<string>();
    const expressions = shape.map((size, axis): string | number => {
      const all = cases.map((each) => tensorsOf(each)[t]?.shape[axis] ?? size);
      const known = [...values].flatMap(([dim, found]) => (found.every((value, i) => value === all[i]) ? [dim] : []));
      // Two that are equal in both cases are more often two dimensions than one of them twice.
      const fresh = known.find((dim) => !used.has(dim)) ?? known[0];
      if (fresh !== undefined) {
        used.add(fresh);
        return fresh;
      }
      if (all.every((each) => each === size)) return size;
      const own = freeName(`${name}_${axis}`, (word) => taken.has(word) || values.has(word) || word in constants);
      values.set(own, all);
      return own;
    });
    shapes.set(name, expressions);
  }
  const dims = Object.fromEntries(
    cases.map(({ name }, i) => [name, Object.fromEntries(Array.from(values, ([dim, all]) => [dim, all[i] ?? 1]))]),
  );
  return { dims, constants, shapes };
}

function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted;
  for (let n = 2; isTaken(name); n++) name = `${wanted}_${n}`;
  return name;
}
