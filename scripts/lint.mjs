// `npm run lint` checks style and format of both languages, and the documents' numbers; `npm run format` (--fix) puts
// right what a tool can.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { filesUnder } from './setup/stamp.mjs';

const root = join(import.meta.dirname, '..');
const fix = process.argv.includes('--fix');

// Not the .cu files: they are read by people and by models, and their headers and tables are laid out by hand.
const nativeFiles = ['native', 'test/native'].flatMap((folder) =>
  filesUnder(join(root, folder), (name) => /\.(h|cc)$/.test(name)),
);

const checks = [
  {
    name: 'eslint',
    program: 'node_modules/eslint/bin/eslint.js',
    words: ['.', '--max-warnings=0', ...(fix ? ['--fix'] : [])],
  },
  {
    name: 'prettier',
    program: 'node_modules/prettier/bin/prettier.cjs',
    words: ['.', fix ? '--write' : '--check', '--log-level=warn'],
  },
  {
    name: 'clang-format',
    program: 'node_modules/clang-format-node/build/cli.js',
    words: [...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...nativeFiles],
    nothingToDo: nativeFiles.length === 0,
  },
  { name: 'numbers', program: 'scripts/numbers.mjs', words: fix ? ['--fix'] : [] },
];

const failed = [];
for (const { name, program, words, nothingToDo } of checks) {
  if (nothingToDo) continue;
  const { status } = spawnSync(process.execPath, [join(root, program), ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(name);
}

if (failed.length > 0) {
  console.error(
    `lint: ${failed.join(', ')} failed.${fix ? '' : ' `npm run format` puts right what can be put right.'}`,
  );
  process.exitCode = 1;
} else {
  console.log(`lint: ${checks.map(({ name }) => name).join(', ')} passed.`);
}
