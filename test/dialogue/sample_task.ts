/** A small problem's facts, for tests of what is done with them. */
import type { TaskFacts } from '../../lib/dialogue/task.js';

export const sampleTask: TaskFacts = {
  name: 'scale',
  summary: 'Each element times a factor.',
  source: '/*---\nname: scale\n---*/\n__global__ void reference(const float* x, float* y, int n) {}\n',
  cases: [
    { name: 'full', dims: { M: 4096, N: 8192 } },
    { name: 'small', dims: { M: 7, N: 129 } },
  ],
  inputs: [{ name: 'x', dtype: 'f32', shape: ['M', 'N'] }],
  outputs: [{ name: 'y', dtype: 'bf16', shape: ['M', 'N + 1'] }],
  constants: { eps: 1e-5 },
  simulated: false,
  device: {
    name: 'NVIDIA H100 80GB HBM3',
    computeCapability: '9.0',
    multiprocessors: 132,
    sharedPerBlock: 232_448,
    l2Bytes: 52_428_800,
    peakGBs: 3352,
  },
};

/** The same of a PyTorch module. */
export const sampleModuleTask: TaskFacts = {
  ...sampleTask,
  source: 'import torch\n\nN = 8192\n\nclass Scaled(torch.nn.Module):\n    ...\n',
  inputs: [
    { name: 'x', dtype: 'f32', shape: ['M', 'N'] },
    { name: 'conv1_weight', dtype: 'f32', shape: ['N'] },
    { name: 'norm_running_mean', dtype: 'f32', shape: ['N'] },
  ],
  outputs: [
    { name: 'out0', dtype: 'f32', shape: ['M', 'N'] },
    { name: 'out1', dtype: 'i64', shape: ['M'] },
  ],
  module: {
    model: 'Scaled',
    precision: 'f64',
    origins: [
      { name: 'x', from: 'argument', path: 'x', any: false },
      { name: 'conv1_weight', from: 'parameter', path: 'conv1.weight', any: true },
      { name: 'norm_running_mean', from: 'buffer', path: 'norm.running_mean', any: false },
      { name: 'eps', from: 'argument', path: 'eps', any: null },
    ],
  },
};
