/** Puts and gets the same keys as its siblings, round after round: `node writer_process.js FOLDER BYTES ROUNDS`. */
import { createHash } from 'node:crypto';
import { DiskCache } from '../../../lib/verify/disk_cache/disk_cache.js';

const [, , folder = '', bytes = '0', rounds = '0'] = process.argv;
const cache = new DiskCache(folder, Number(bytes));
const space = cache.space('test');
let wrong = 0;
let hits = 0;
for (let round = 0; round < Number(rounds); round++) {
  for (let i = 0; i < 20; i++) {
    const key = `${round % 3}x${i}`;
    const right = Buffer.from(createHash('sha256').update(key).digest('hex').repeat(300));
    space.put(key, right);
    const found = await space.get(`${round % 3}x${(i + 7) % 20}`);
    if (found) hits++;
    const expected = createHash('sha256')
      .update(`${round % 3}x${(i + 7) % 20}`)
      .digest('hex')
      .repeat(300);
    if (found && Buffer.from(found).toString() !== expected) wrong++;
  }
  await cache.flush();
}
process.send?.({ wrong, hits });
