// `npm run bundle`: one archive for GPU hosts without network, npm or compiler, out/warpsmith-VERSION-linux-x64.tar.xz.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { copyNode } from './bundle/node.mjs';
import { runtimePackages } from './bundle/packages.mjs';
import { hasProgram } from './setup/command.mjs';
import { filesUnder } from './setup/stamp.mjs';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const name = `warpsmith-${version}-linux-x64`;
const out = join(root, 'out');
const stage = join(out, 'bundle', name);
const limit = 50e6;

/** Folders and files of the project, by their paths in it. */
const contents = [
  ...[
    'dist/lib',
    'dist/test',
    'dist/bench',
    'lib/report/run_report/style',
    'problems',
    'bench/problems',
    'prompts',
    'demo',
    'pools',
    'python',
    'kernels',
    'native/device',
    'bench/corpus',
    'test/candidates',
    'test/sim',
    'test/safe',
    'test/exploits',
    'test/torch',
    'bench/kernelbench',
    'bench/cupy',
  ],
  ...['build/Release/warpsmith.node', '.mocharc.gpu.json', 'scripts/mocha_reporter.mjs'],
  ...['package.json', 'LICENSE', 'README.md', 'CHANGELOG.md'],
];

/** False for what no run reads: types, source maps, and the packages' own documents but their licences. @param {string} path */
function isNeeded(path) {
  if (/\/licen[cs]e[^/]*$/i.test(path)) return true;
  return !/\.map$|\.[cm]?ts$|\.tsbuildinfo$|\/node_modules\/.*\.(md|markdown)$/.test(path);
}

/** @param {string} from a file or folder @param {string} to */
function copy(from, to) {
  const files = statSync(from).isDirectory() ? filesUnder(from) : [from];
  for (const file of files.filter(isNeeded)) {
    const target = join(to, relative(from, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}

/** What the archive was made of, for the results that are measured with it. */
function commit() {
  const git = (...words) => spawnSync('git', words, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
  return (
    (git('rev-parse', 'HEAD') || 'unknown') + (git('status', '--porcelain', '--untracked-files=no') ? '+changes' : '')
  );
}

function fillStage() {
  rmSync(join(out, 'bundle'), { recursive: true, force: true });
  for (const path of contents.filter((path) => existsSync(join(root, path)))) copy(join(root, path), join(stage, path));
  for (const folder of runtimePackages(root)) copy(folder, join(stage, relative(root, folder)));
  copyNode(stage);
  writeFileSync(join(stage, 'COMMIT'), `${commit()}\n`);
  copyFileSync(join(root, 'scripts/bundle/launcher.sh'), join(stage, 'warpsmith'));
  chmodSync(join(stage, 'warpsmith'), 0o755);
}

function pack() {
  const [suffix, ...compression] = hasProgram('xz') ? ['xz', '-I', 'xz -6 -T0'] : ['gz', '-z'];
  const archive = join(out, `${name}.tar.${suffix}`);
  rmSync(archive, { force: true });
  // Owner and order fixed: unpacked by root the files must not belong to whoever has our number there.
  const words = ['--owner=0', '--group=0', '--sort=name', ...compression, '-cf', archive, '-C', dirname(stage), name];
  const { status, error } = spawnSync('tar', words, { stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error('tar failed, see above.');
  return archive;
}

fillStage();
const archive = pack();
rmSync(join(out, 'bundle'), { recursive: true });
const size = statSync(archive).size;
console.log(`${relative(root, archive)}: ${(size / 1e6).toFixed(1)} MB`);
if (size > limit) {
  console.error(
    `Expected at most ${limit / 1e6} MB. See what has grown: tar -tvf ${relative(root, archive)} | sort -rnk3 | head`,
  );
  process.exitCode = 1;
}
