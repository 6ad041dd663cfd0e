/** Guarded memory given to another process, which is Python as far as the helper takes what arrives. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { packagePath } from '../../../../lib/package_root.js';
import { failure, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const whole = await device.allocate({ bytes: 3 << 20, guarded: true });
const part = whole.slice({ offset: 4096, bytes: 100 });
const other = await device.allocate({ bytes: 1000, guarded: true });
const plain = await device.allocate({ bytes: 1000 });
const [ofWhole, ofPart, ofOther] = [whole, part, other].map((buffer) => device.sharedPlace(buffer));

const taking = `
import os, sys
from warpsmith_torch.arrivals import Arrivals
arrivals = Arrivals()
print(arrivals.name, flush=True)
for line in sys.stdin:
    if line.startswith('drop'):
        arrivals.drop([int(line[4:])])
        print(len(os.listdir('/proc/self/fd')), flush=True)
        continue
    descriptor = arrivals.take(int(line))
    print(os.fstat(descriptor).st_size, flush=True)
    os.close(descriptor)
`;
const child = spawn(process.env.PYTHON ?? 'python3', ['-c', taking], {
  env: { ...process.env, PYTHONPATH: packagePath('python') },
  stdio: ['pipe', 'pipe', 'inherit'],
});
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const next = async (): Promise<string> => String((await lines.next()).value);
const socket = await next();
await device.share({ buffer: part, socket });
await device.share({ buffer: other, socket });
// In another order than they were sent in.
const sizes: number[] = [];
for (const place of [ofOther, ofPart]) {
  child.stdin.write(`${place?.id ?? 0}\n`);
  sizes.push(Number(await next()));
}
const open = async (): Promise<number> => {
  child.stdin.write(`drop ${ofPart?.id ?? 0}\n`);
  return Number(await next());
};
const opened = [await open()];
await device.share({ buffer: part, socket });
await device.share({ buffer: part, socket });
opened.push(await open());
child.stdin.end();
await once(child, 'close');

report({
  ofWhole,
  ofPart,
  ofOther,
  sizes,
  opened,
  plain: await failure(() => device.sharedPlace(plain)),
  plainShared: await failure(() => device.share({ buffer: plain, socket })),
  nobody: await failure(() => device.share({ buffer: part, socket })),
  noName: await failure(() => device.share({ buffer: part, socket: '' })),
});
