/** A launch plan with its sizes worked out and its names resolved: what rung 1 makes of a header. */
import { dtypes } from '../format/dtype.js';
import type { LaunchHeader, PlanHeader, TensorMapHeader } from '../format/schema.js';
import { type Complain, type TensorSpec, sizeOf, tensorSpec } from '../format/tensor_spec.js';
import type { Dim3, TensorMapFields } from '../native/types.js';
import type { Contract } from '../problem/contract.js';
import type { DeviceLimits } from './limits.js';

export interface PlannedTensorMap {
  name: string;
  tensor: string;
  fields: TensorMapFields;
}

export type PlannedArgument =
  | { kind: 'tensor'; name: string }
  | { kind: 'tensorMap'; name: string }
  | { kind: 'integer'; value: number; text: string }
  | { kind: 'real'; value: number; text: string };

export interface PlannedLaunch {
  /** A function's name or a template's instance, as C++ writes it. */
  kernel: string;
  grid: Dim3;
  block: Dim3;
  cluster: Dim3 | null;
  sharedBytes: number;
  cooperative: boolean;
  args: PlannedArgument[];
}

export interface Plan {
  workspaces: TensorSpec[];
  tensorMaps: PlannedTensorMap[];
  launches: PlannedLaunch[];
}

export interface PlanProblem {
  /** Path into the header, such as "launch[0].grid[1]". */
  where: string;
  message: string;
}

class Resolver {
  readonly problems: PlanProblem[] = [];
  readonly complain: Complain = (where, message) => {
    this.problems.push({ where, message });
  };
  private readonly tensors = new Map<string, TensorSpec>();
  private readonly tensorMapNames = new Set<string>();

  constructor(
    private readonly contract: Contract,
    private readonly limits: DeviceLimits,
  ) {
    for (const tensor of [...contract.inputs, ...contract.outputs]) this.tensors.set(tensor.name, tensor);
  }

  resolve(header: PlanHeader): Plan {
    const workspaces = this.workspaces(header);
    const tensorMaps = Object.entries(header.tensorMaps ?? {}).flatMap(([name, map]) => this.tensorMap(name, map));
    const launches = header.launch.map((launch, i) => this.launch(launch, `launch[${i}]`));
    return { workspaces, tensorMaps, launches };
  }

  private claim(name: string, where: string): boolean {
    const taken =
      this.tensors.has(name) ||
      this.tensorMapNames.has(name) ||
      Object.hasOwn(this.contract.dims, name) ||
      Object.hasOwn(this.contract.constants, name);
    if (taken) this.complain(where, `The name "${name}" is taken by the problem or by another entry; choose another.`);
    return !taken;
  }

  private workspaces(header: PlanHeader): TensorSpec[] {
    const workspaces: TensorSpec[] = [];
    for (const [name, tensor] of Object.entries(header.workspace ?? {})) {
      const where = `workspace.${name}`;
      if (!this.claim(name, where)) continue;
      const spec = tensorSpec(name, tensor, this.contract.dims, where, this.complain);
      if (!spec) continue;
      this.tensors.set(name, spec);
      workspaces.push(spec);
    }
    return workspaces;
  }

  private tensorMap(name: string, header: TensorMapHeader): PlannedTensorMap[] {
    const where = `tensorMaps.${name}`;
    if (!this.claim(name, where)) return [];
    this.tensorMapNames.add(name);
    const tensor = this.tensors.get(header.tensor);
    if (!tensor) {
      this.complain(`${where}.tensor`, `Expected ${this.known()} but found "${header.tensor}".`);
      return [];
    }
    const rank = tensor.shape.length;
    if (rank < 1 || rank > 5 || header.box.length !== rank) {
      const message = `Expected a box with one size for each of the tensor's ${rank} dimensions (1 to 5) but found ${header.box.length}.`;
      this.complain(`${where}.box`, message);
      return [];
    }
    const box: number[] = [];
    for (const [i, expression] of header.box.entries()) {
      const size = sizeOf(expression, this.contract.dims, `${where}.box[${i}]`, this.complain);
      if (size === null) return [];
      if (size < 1 || size > 256) {
        this.complain(`${where}.box[${i}]`, `Expected 1 to 256 elements but found ${size}.`);
        return [];
      }
      box.push(size);
    }
    const { bytes, tensorMapType } = dtypes[tensor.dtype];
    const elementStrides = header.elementStrides ?? tensor.shape.map(() => 1);
    if (elementStrides.length !== rank) {
      this.complain(`${where}.elementStrides`, `Expected ${rank} strides but found ${elementStrides.length}.`);
      return [];
    }
    // The driver wants the innermost dimension first.
    const shape = [...tensor.shape].reverse();
    const stridesBytes: number[] = [];
    let stride = bytes;
    for (const size of shape.slice(0, -1)) {
      stride *= size;
      stridesBytes.push(stride);
    }
    const odd = stridesBytes.find((each) => each % 16 !== 0);
    if (odd !== undefined) {
      const message = `Expected rows of a multiple of 16 bytes for a tensor map but "${tensor.name}" has rows of ${odd} bytes.`;
      this.complain(`${where}.tensor`, message);
      return [];
    }
    const fields: TensorMapFields = {
      type: tensorMapType,
      shape,
      stridesBytes,
      box: box.reverse(),
      elementStrides: [...elementStrides].reverse(),
      interleave: [0, 16, 32].indexOf(header.interleave),
      swizzle: [0, 32, 64, 128].indexOf(header.swizzle),
      l2Promotion: [0, 64, 128, 256].indexOf(header.l2),
      fill: header.oob === 'nan' ? 1 : 0,
    };
    return [{ name, tensor: tensor.name, fields }];
  }

  private launch(header: LaunchHeader, where: string): PlannedLaunch {
    const grid = this.dim3(header.grid, `${where}.grid`, this.limits.grid);
    const block = this.dim3(header.block, `${where}.block`, this.limits.block);
    const cluster = header.cluster ? this.dim3(header.cluster, `${where}.cluster`, [16, 16, 16]) : null;
    const threads = block[0] * block[1] * block[2];
    if (threads > this.limits.threadsPerBlock) {
      const message = `Expected at most ${this.limits.threadsPerBlock} threads per block but ${block.join(' × ')} = ${threads}.`;
      this.complain(`${where}.block`, message);
    }
    if (cluster) this.checkCluster(cluster, grid, `${where}.cluster`);
    return {
      kernel: header.kernel,
      grid,
      block,
      cluster,
      sharedBytes: this.shared(header, `${where}.shared`),
      cooperative: header.cooperative ?? false,
      args: header.args.flatMap((argument, i) => this.argument(argument, `${where}.args[${i}]`)),
    };
  }

  private dim3(sizes: readonly (string | number)[], where: string, most: Dim3): Dim3 {
    const result: Dim3 = [1, 1, 1];
    for (const [i, expression] of sizes.entries()) {
      const place = `${where}[${i}]`;
      const size = sizeOf(expression, this.contract.dims, place, this.complain);
      if (size === null) continue;
      const limit = most[i] ?? 1;
      if (size < 1 || size > limit) {
        this.complain(place, `Expected 1 to ${limit} but ${JSON.stringify(expression)} gives ${size}.`);
        continue;
      }
      result[i] = size;
    }
    return result;
  }

  private checkCluster(cluster: Dim3, grid: Dim3, where: string): void {
    const blocks = cluster[0] * cluster[1] * cluster[2];
    if (blocks > this.limits.clusterBlocks) {
      this.complain(where, `Expected at most ${this.limits.clusterBlocks} blocks in a cluster but found ${blocks}.`);
    }
    if (grid.some((size, i) => size % (cluster[i] ?? 1) !== 0)) {
      const message = `Expected a grid that the cluster divides but ${cluster.join(' × ')} does not divide ${grid.join(' × ')}.`;
      this.complain(where, message);
    }
  }

  private shared(header: LaunchHeader, where: string): number {
    if (header.shared === undefined) return 0;
    const bytes = sizeOf(header.shared, this.contract.dims, where, this.complain);
    if (bytes === null) return 0;
    if (bytes < 0 || bytes > this.limits.sharedPerBlock) {
      const message = `Expected 0 to ${this.limits.sharedPerBlock} bytes of dynamic shared memory but ${JSON.stringify(header.shared)} gives ${bytes}.`;
      this.complain(where, message);
      return 0;
    }
    return bytes;
  }

  private argument(argument: string | number, where: string): PlannedArgument[] {
    const text = String(argument);
    if (typeof argument === 'number') {
      return Number.isSafeInteger(argument)
        ? [{ kind: 'integer', value: argument, text }]
        : [{ kind: 'real', value: argument, text }];
    }
    if (this.tensors.has(text)) return [{ kind: 'tensor', name: text }];
    if (this.tensorMapNames.has(text)) return [{ kind: 'tensorMap', name: text }];
    const constant = Object.hasOwn(this.contract.constants, text) ? this.contract.constants[text] : undefined;
    if (constant !== undefined) return [{ kind: 'real', value: constant, text }];
    if (/^[A-Za-z_]\w*$/.test(text) && !Object.hasOwn(this.contract.dims, text)) {
      this.complain(where, `Expected ${this.known()} or arithmetic over the dims but found "${text}".`);
      return [];
    }
    const value = sizeOf(text, this.contract.dims, where, this.complain);
    return value === null ? [] : [{ kind: 'integer', value, text }];
  }

  private known(): string {
    const { dims, constants } = this.contract;
    const names = [...this.tensors.keys(), ...this.tensorMapNames, ...Object.keys(dims), ...Object.keys(constants)];
    return `one of ${names.join(', ')}`;
  }
}

/** Resolves a plan against a contract and a device's limits. The plan is good when `problems` is empty. */
export function resolvePlan(
  header: PlanHeader,
  contract: Contract,
  limits: DeviceLimits,
): { plan: Plan; problems: PlanProblem[] } {
  const resolver = new Resolver(contract, limits);
  const plan = resolver.resolve(header);
  return { plan, problems: resolver.problems };
}
