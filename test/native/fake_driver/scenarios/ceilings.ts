/** Measures the ceilings, then asks for them twice: as another process would, and as this one. */
import { existsSync } from 'node:fs';
import { CompileService } from '../../../../lib/verify/compile/compile_service.js';
import { openCompiler } from '../../../../lib/native/open.js';
import { Gpu } from '../../../../lib/verify/gpu.js';
import { ceilingsOf, measureAndKeep } from '../../../../lib/verify/roofline/ceilings.js';
import { ceilingsPath } from '../../../../lib/verify/roofline/ceilings_cache.js';
import { report } from './sample.js';

const { compiler } = await openCompiler();
const service = new CompileService(compiler);
const gpu = await Gpu.open('cuda:0', service);
const before = await gpu.native.memory();
const { ceilings, warnings } = await measureAndKeep(gpu);
const kept = existsSync(ceilingsPath(gpu.facts));
const again = await ceilingsOf(await Gpu.open('cuda:0', service));
const after = await gpu.native.memory();
// The buffer that cools the L2 stays, and what empties it.
report({ ceilings, warnings, kept, again, leftBytes: before.free - after.free });
