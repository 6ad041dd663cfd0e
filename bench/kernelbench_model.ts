/** A candidate as KernelBench takes it: the same device code, launched as its plan says, in a `ModelNew`. */
import { readPlanHeader } from '../lib/candidate/candidate.js';
import { limitsOf } from '../lib/candidate/limits.js';
import { type Plan, type PlannedArgument, type PlannedLaunch, resolvePlan } from '../lib/candidate/plan.js';
import { type Dtype } from '../lib/format/dtype.js';
import type { TensorSpec } from '../lib/format/tensor_spec.js';
import type { Contract } from '../lib/problem/contract.js';
import type { KernelBenchProblem } from './kernelbench_problems.js';

/** What C++ and libtorch call the dtypes that these problems have. */
const dtypeNames: Partial<Record<Dtype, { c: string; torch: string }>> = {
  f32: { c: 'float', torch: 'torch::kFloat32' },
};

function namesOf({ name, dtype }: TensorSpec): { c: string; torch: string } {
  const names = dtypeNames[dtype];
  if (!names) throw new Error(`Expected "${name}" to be f32 but found ${dtype}; name the dtype in this file.`);
  return names;
}

/** Beyond this, a kernel has to be told before it is launched, which these candidates do without. */
const plainShared = 48 * 1024;

function planOf(source: string, contract: Contract): Plan {
  const read = readPlanHeader(source);
  if ('problems' in read) throw new Error(`The header does not parse: ${JSON.stringify(read.problems)}`);
  const { plan, problems } = resolvePlan(read.header, contract, limitsOf(null));
  if (problems.length > 0) throw new Error(`The plan does not hold: ${JSON.stringify(problems)}`);
  const special = plan.launches.find(
    ({ cluster, cooperative, sharedBytes }) => cluster !== null || cooperative || sharedBytes > plainShared,
  );
  if (special || plan.tensorMaps.length > 0 || plan.workspaces.some(({ fill }) => fill)) {
    throw new Error('Expected ordinary launches on tensors and workspaces without a fill: no others are written here.');
  }
  return plan;
}

function allocation(spec: TensorSpec, like: string): string {
  const options = `${like}.options().dtype(${namesOf(spec).torch})`;
  return `    auto ${spec.name} = torch::empty({${spec.shape.join(', ')}}, ${options});`;
}

function launchOf(launch: PlannedLaunch, tensors: ReadonlyMap<string, TensorSpec>): string {
  const argument = (planned: PlannedArgument): string => {
    if (planned.kind === 'integer') return `${planned.value}LL`;
    if (planned.kind === 'real') return planned.value.toExponential();
    const spec = tensors.get(planned.name);
    if (!spec) throw new Error(`Expected a tensor "${planned.name}".`);
    return `${planned.name}.data_ptr<${namesOf(spec).c}>()`;
  };
  const sizes = `dim3(${launch.grid.join(', ')}), dim3(${launch.block.join(', ')}), ${launch.sharedBytes}`;
  return `    ${launch.kernel}<<<${sizes}>>>(${launch.args.map(argument).join(', ')});`;
}

/** The C++ function `run`: inputs in the contract's order, its one output back. Sizes are the case's, as numbers. */
export function hostWrapper(source: string, contract: Contract): { declaration: string; definition: string } {
  const plan = planOf(source, contract);
  const [output, ...others] = contract.outputs;
  const [first] = contract.inputs;
  if (!output || !first || others.length > 0) throw new Error('Expected a problem with inputs and one output.');
  const all = [...contract.inputs, output, ...plan.workspaces];
  const tensors = new Map(all.map((spec) => [spec.name, spec]));
  const declaration = `torch::Tensor run(${contract.inputs.map(({ name }) => `torch::Tensor ${name}`).join(', ')})`;
  const lines = [
    `${declaration} {`,
    ...[output, ...plan.workspaces].map((spec) => allocation(spec, first.name)),
    ...plan.launches.map((launch) => launchOf(launch, tensors)),
    `    return ${output.name};`,
    '}',
  ];
  return { declaration: `${declaration};`, definition: lines.join('\n') };
}

/**
 * Python for `eval_kernel_against_ref`: the candidate's device code to the letter below its header, the launches as its
 * header plans them at the contract's dims, and parameters made as KernelBench's own model makes them, in its order, so
 * that one seed gives both the same.
 */
export function modelNew(problem: KernelBenchProblem, source: string, contract: Contract, id: string): string {
  const { declaration, definition } = hostWrapper(source, contract);
  const end = source.indexOf('---*/');
  if (end < 0) throw new Error('Expected the header to end.');
  const body = source.slice(end + '---*/'.length);
  const cuda = `#include <torch/extension.h>\n${body}\n${definition}\n`;
  const given = contract.inputs.map(({ name }) => {
    const expression = problem.inputs[name];
    if (expression === undefined) throw new Error(`Expected to be told what the input "${name}" is given.`);
    return expression;
  });
  // JSON's strings are Python's as well, as long as they are ASCII.
  return `import torch
import torch.nn as nn
from torch.utils.cpp_extension import load_inline

extension = load_inline(
    name=${JSON.stringify(`warpsmith_${id}`)},
    cpp_sources=${JSON.stringify(declaration)},
    cuda_sources=${JSON.stringify(cuda)},
    functions=["run"],
)


class ModelNew(nn.Module):
    def __init__(self${problem.init === undefined ? '' : `, ${problem.init}`}):
        super().__init__()
        ${problem.setUp ?? 'pass'}

    def forward(self, ${problem.forward}):
        return extension.run(${given.join(', ')})
`;
}
