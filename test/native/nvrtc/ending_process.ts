/** A process that ends while NVRTC is busy; with what, and how many milliseconds later, are its arguments. */
import { openCompiler } from '../../../lib/native/open.js';
import type { CompileJob, Compiler } from '../../../lib/native/types.js';

const [what, delayMs] = process.argv.slice(2);

function jobs(count: number): CompileJob[] {
  return Array.from({ length: count }, (_, i) => ({
    source: `extern "C" __global__ void k(float* x) { *x = ${i}; }`,
    fileName: 'candidate.cu',
    options: ['--gpu-architecture=sm_90a'],
    headers: {},
    nameExpressions: [],
    deadlineMs: 60_000,
    memoryBytes: 2 ** 32,
  }));
}

async function begin(): Promise<void> {
  if (what === 'the first library being opened') {
    openCompiler().catch(() => undefined);
    return;
  }
  const copies = what === 'copies being opened' ? 8 : 1;
  const { compiler }: { compiler: Compiler } = await openCompiler({ copies });
  const outputs = jobs(copies === 8 ? 8 : 200).map((job) => compiler.compile(job));
  await outputs[0];
}

await begin();
setTimeout(() => process.exit(7), Number(delayMs));
