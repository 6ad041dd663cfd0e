/** A process that ends while NVRTC is busy; with what, and how many milliseconds later, are its arguments. */
import { openCompiler } from '../../../lib/native/open.js';
import { small } from './sample_job.js';

const [what, delayMs] = process.argv.slice(2);

/** So many compiles, as many at once as there are copies; resolves with the first one. */
async function begin(count: number, copies: number): Promise<void> {
  const { compiler } = await openCompiler({ copies });
  const outputs = Array.from({ length: count }, (_, i) => compiler.compile(small(i)));
  await outputs[0];
}

switch (what) {
  case 'the first library being opened':
    openCompiler().catch(() => undefined);
    break;
  case 'copies being opened':
    await begin(8, 8);
    break;
  default:
    await begin(200, 1);
}
setTimeout(() => process.exit(7), Number(delayMs));
