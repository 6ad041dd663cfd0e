/** Launches, and what of host code's values one can take. */
import { dim3Of, realIn, sizeIn } from '../arithmetic.js';
import { type Size, numberOf, numberSize, textOf } from '../size.js';
import type { Expression } from '../syntax.js';
import { Underivable } from '../underivable.js';
import { type Storage, type Value, kindText } from '../values.js';
import type { LaunchArgument } from './events.js';
import type { Run } from './run.js';
import { templateText } from './templates.js';

type LaunchExpression = Extract<Expression, { kind: 'launch' }>;

/** That a plan may have: see `lib/format/schema.ts`. */
const mostLaunches = 64;

/** Adds a launch to the run's events. */
export function launch(run: Run, { kernel, configuration, args, line }: LaunchExpression): void {
  const name = kernelText(run, kernel);
  const [grid, block, shared, stream] = configuration.map((each) => run.value(each));
  if (!grid || !block) throw new Underivable('a launch without grid and block', 'Give it both.');
  if (stream && stream.kind !== 'plain' && stream.kind !== 'nothing' && realIn(stream) !== 0) {
    throw new Underivable('a launch on a stream of its own', 'Launches run in order on one stream: leave it out.');
  }
  if (run.events.length >= mostLaunches) {
    throw new Underivable(`more than ${mostLaunches} launches`, 'A plan has no more: let kernels loop.');
  }
  run.events.push({
    kind: 'launch',
    line,
    kernel: name,
    grid: sizesOf(grid),
    block: sizesOf(block),
    shared: shared ? sizeIn(shared) : null,
    args: args.map((each) => run.steps.at(each.line, () => launchArgument(run.value(each)))),
  });
}

/** The kernel as a plan names it. */
function kernelText(run: Run, kernel: Expression): string {
  if (kernel.kind !== 'name') throw new Underivable('a launch of something that is no name', 'Name the kernel.');
  const { name, template } = kernel;
  const found = run.around.kernelOf(name);
  if (!found) {
    const message = `a launch of ${name}, which the CUDA text does not define`;
    throw new Underivable(message, 'Define it as __global__ there.');
  }
  if (found.template && !template) {
    const message = `a launch of the template ${name} whose arguments C++ finds out`;
    throw new Underivable(message, `Write them: ${name}<…><<<…>>>(…).`);
  }
  return template ? `${found.name}<${template.map((each) => templateText(run, each)).join(', ')}>` : found.name;
}

/** One to three, those of 1 at the end left out. */
function sizesOf(value: Value): Size[] {
  const dim3 = value.kind === 'dim3' ? value : dim3Of([value]);
  const sizes: Size[] = dim3.kind === 'dim3' ? [...dim3.sizes] : [];
  while (sizes.length > 1 && numberOf(sizes.at(-1) ?? numberSize(0)) === 1) sizes.pop();
  return sizes;
}

/** Throws Underivable for what no plan can give a kernel. */
function launchArgument(value: Value): LaunchArgument {
  // An empty tensor's pointer is null as well.
  if (value.kind === 'nothing' || (value.kind === 'pointer' && isEmpty(value.storage))) return { isNull: true };
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
  throw new Underivable(`${kindText(value)} as a kernel's argument`, 'Plans have tensors by name, sizes and numbers.');
}

function isEmpty({ input, shape }: Storage): boolean {
  return input === null && shape.some((size) => numberOf(size) === 0);
}
