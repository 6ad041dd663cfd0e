// Runs when the published package is installed: builds the addon, which the package brings as source only.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
// In a checkout the set-up builds it, when it is first needed and whenever it changes.
const checkout = existsSync(join(root, 'scripts', 'setup'));

if (!checkout && !existsSync(join(root, 'build', 'Release', 'warpsmith.node'))) {
  const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
  const { status } = spawnSync(process.execPath, [cmakeJs, 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error('warpsmith: the addon could not be built. It needs g++, cmake and make (or ninja); see above.');
    process.exitCode = 1;
  }
}
