/** Problems of a few lines for tests: one kernel that nobody runs, and inputs as they are given. */
import type { Contract } from '../../../lib/problem/contract.js';
import { atCase, parseProblem } from '../../../lib/problem/problem.js';

/** A contract with these inputs, each a YAML map without its shape, and one output. */
export function contractWith(inputs: Record<string, string>, { output = 'f32', cases = '' } = {}): Contract {
  const lines = Object.entries(inputs).map(([name, fields]) => `  ${name}: { shape: [N], ${fields} }`);
  const source = `/*---
name: sample
summary: For tests.
dims: { N: 4096 }
${cases}
inputs:
${lines.join('\n')}
outputs: { y: { type: ${output}, shape: [N] } }
launch:
  - { kernel: reference, grid: [1], block: [32], args: [${Object.keys(inputs).join(', ')}, y] }
---*/
`;
  return atCase(parseProblem(source, 'sample.cu')).contract;
}
