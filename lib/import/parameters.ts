/** Which inputs a module's parameters and buffers stand for. */
import type { CaseDims } from './arithmetic.js';
import { type Size, textOf } from './size.js';
import { sameAtCases } from './tensors.js';
import { Underivable } from './underivable.js';
import type { Tensor } from './values.js';

export class Parameters {
  /** For whoever judges the candidate, in sentences. */
  readonly notes: string[] = [];
  private readonly taken = new Map<Tensor, string>();

  /**
   * @param inputs what the reference has as parameters and buffers, by name.
   * @param made the shapes of those that the class makes itself, by path; null where they can't be told.
   */
  constructor(
    private readonly inputs: ReadonlyMap<string, Tensor>,
    private readonly made: ReadonlyMap<string, Size[] | null>,
    private readonly cases: CaseDims,
  ) {}

  /**
   * The input of the same path, else the only one whose last name is the path's, or of several the one of its shape. Null without;
   * throws Underivable where the shapes differ or two paths would be one input.
   */
  at(path: string): Tensor | null {
    const name = path.replaceAll('.', '_');
    const shape = this.made.get(path) ?? null;
    const same = this.inputs.get(name);
    const last = path.slice(path.lastIndexOf('.') + 1);
    const alike = [...this.inputs].filter(([each]) => each.endsWith(`_${last}`));
    const fitting = alike.filter(([, { shape: wanted }]) => shape !== null && this.isOf(shape, wanted));
    const [only] = alike.length === 1 ? alike : fitting.length === 1 ? fitting : [];
    const [found, input] = same ? [name, same] : (only ?? []);
    if (found === undefined || !input) return null;
    if (shape && !this.isOf(shape, input.shape)) {
      const shapes = [shape, input.shape].map((each) => `[${each.map(textOf).join(', ')}]`);
      const remedy = 'Give it the shape and the layout that the reference has.';
      throw new Underivable(`self.${path} of the shape ${shapes[0]} for the input "${found}" of ${shapes[1]}`, remedy);
    }
    const other = this.taken.get(input) ?? path;
    if (other !== path) {
      const remedy = "Parameters go by the reference's names: call them as the reference does.";
      throw new Underivable(`self.${path} beside self.${other}, which may both be the input "${found}"`, remedy);
    }
    if (!same && !this.taken.has(input)) {
      this.notes.push(
        `self.${path} is taken as the reference's "${found}"; whether the file fills it alike is not looked at.`,
      );
    }
    this.taken.set(input, path);
    return input;
  }

  private isOf(shape: readonly Size[], wanted: readonly Size[]): boolean {
    return shape.length === wanted.length && shape.every((size, i) => sameAtCases(size, wanted[i] ?? size, this.cases));
  }
}
