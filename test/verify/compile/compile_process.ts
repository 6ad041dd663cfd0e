/** Compiles with the real compiler and the cache that the environment names, and tells what it got: `compile_process.js SOURCE…`. */
import { createHash } from 'node:crypto';
import { Engine } from '../../../lib/verify/engine.js';

await using engine = await Engine.open({ device: 'none' });
for (const source of process.argv.slice(2)) {
  let cached = false;
  const result = await engine.compiler.compile({
    source,
    kernels: ['k'],
    architecture: 'sm_90a',
    deadlineMs: 60_000,
    onCached: () => (cached = true),
  });
  const plain =
    result.kind === 'compiled'
      ? {
          cubin: createHash('sha256').update(result.compiled.cubin).digest('hex'),
          ptx: result.compiled.ptx,
          kernels: [...result.compiled.kernels],
        }
      : result;
  process.send?.({ cached, result: plain });
}
process.disconnect();
