/** `process.exit` while another thread opens the driver's library. */
import { existsSync, readFileSync } from 'node:fs';
import { openDriver } from '../../../../lib/native/open.js';
import { report } from './sample.js';

const log = process.env.FAKE_CUDA_LOG ?? '';
openDriver().catch(() => undefined);
setInterval(() => {
  if (!existsSync(log) || !readFileSync(log, 'utf8').includes('opening')) return;
  report('exits');
  process.exit(0);
}, 5);
