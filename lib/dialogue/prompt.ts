/** The first message of a dialogue: the problem, the device, the format and what makes code fast there. */
import { dtypes } from '../format/dtype.js';
import { dimsText, kibibytes } from '../format/quantities.js';
import type { ModuleFacts, TaskFacts, TensorFacts } from './task.js';
import { promptText, renderTemplate } from './template.js';

/** Generations that have a text of their own under prompts/architecture/. */
const generations = new Set(['8', '9', '10']);

/** Renders the task. Throws `bad-file` when a prompt file is missing. */
export function renderTask(task: TaskFacts): string {
  const constants = Object.entries(task.constants).map(([name, value]) => ({ name, value: String(value) }));
  return renderTemplate('task', {
    name: task.name,
    summary: task.summary,
    source: task.source.trim(),
    module: task.module ? moduleView(task.module, task.outputs) : null,
    cases: task.cases.map(({ name, dims }, index) => ({ name, dims: dimsText(dims), timed: index === 0 })),
    others: task.limits
      ? Object.entries(task.limits)
          .map(([dim, range]) => `${dim} ${range}`)
          .join(', ')
      : null,
    inputs: task.inputs.map((tensor) => tensorRow(tensor, 'const ')),
    outputs: task.outputs.map((tensor) => tensorRow(tensor, '')),
    constants,
    hasConstants: constants.length > 0,
    device: task.device && {
      deviceName: task.device.name,
      computeCapability: task.device.computeCapability,
      multiprocessors: task.device.multiprocessors,
      shared: kibibytes(task.device.sharedPerBlock),
      l2: kibibytes(task.device.l2Bytes),
      bandwidth: Math.round(task.device.peakGBs),
    },
    simulated: task.simulated,
    architecture: architectureText(task.device?.computeCapability ?? '9.0'),
    planFormat: promptText('plan_format').trim(),
  });
}

function architectureText(computeCapability: string): string {
  const generation = computeCapability.split('.')[0]!;
  return promptText(`architecture/${generations.has(generation) ? generation : 'other'}`).trim();
}

function moduleView({ model, precision, origins }: ModuleFacts, outputs: readonly TensorFacts[]): object {
  return {
    model,
    precision: precision ?? 'f64 (f32 where that takes too much memory)',
    origins: origins.map(({ name, from, path, any }) => ({
      name,
      path,
      argument: from === 'argument',
      parameter: from === 'parameter',
      buffer: from === 'buffer',
      any: any === true,
      drawn: any === false,
    })),
    outputs: outputs.map(({ name }) => `\`${name}\``).join(', '),
    several: outputs.length > 1,
  };
}

function tensorRow(tensor: TensorFacts, qualifier: string): object {
  return {
    tensor: tensor.name,
    dtype: tensor.dtype,
    shape: `[${tensor.shape.join(', ')}]`,
    parameter: `${qualifier}${dtypes[tensor.dtype].cuda}*`,
  };
}
