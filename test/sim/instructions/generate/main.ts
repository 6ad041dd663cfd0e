/** `node dist/test/sim/instructions/generate/main.js`: writes the corpus's .ptx files anew. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFolder } from '../corpus.js';
import { atomicKernels } from './atomics.js';
import { asyncKernels } from './async.js';
import { compareKernels } from './compare_select.js';
import { controlKernels } from './control.js';
import { convertKernels } from './convert.js';
import { floatKernels } from './float.js';
import { halfKernels } from './half.js';
import { integerKernels } from './integer.js';
import { matrixKernels } from './matrix.js';
import { memoryKernels } from './memory.js';
import { warpKernels } from './warp.js';
import { wgmmaKernels } from './wgmma.js';
import { randomKernels } from './random.js';
import { Corpus } from './writer.js';

const corpus = new Corpus();
integerKernels(corpus);
floatKernels(corpus);
halfKernels(corpus);
compareKernels(corpus);
convertKernels(corpus);
memoryKernels(corpus);
warpKernels(corpus);
atomicKernels(corpus);
controlKernels(corpus);
randomKernels(corpus);
matrixKernels(corpus);
asyncKernels(corpus);
wgmmaKernels(corpus);

const names = new Set<string>();
for (const kernel of corpus.kernels) {
  if (names.has(kernel.name)) throw new Error(`Expected one kernel of the name ${kernel.name} but there are two.`);
  names.add(kernel.name);
  writeFileSync(join(corpusFolder, `${kernel.name}.ptx`), kernel.finish());
}
for (const file of readdirSync(corpusFolder)) {
  if (file.endsWith('.ptx') && !names.has(file.slice(0, -'.ptx'.length))) rmSync(join(corpusFolder, file));
}
process.stdout.write(`${corpus.kernels.length} kernels\n`);
