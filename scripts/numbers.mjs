// Numbers in README.md and docs/ come from bench/results/: `npm run lint` checks them, `npm run format` (--fix) fills them
// in. scripts/numbers/fill.mjs says how a document names one.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fill } from './numbers/fill.mjs';

const root = join(import.meta.dirname, '..');
const fix = process.argv.includes('--fix');
const results = relative(process.cwd(), join(root, 'bench', 'results'));
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

for (const document of documents) {
  const path = join(root, document);
  const before = readFileSync(path, 'utf8');
  const { text, problems, stale } = fill(before, document, results);
  if (fix && text !== before) writeFileSync(path, text);
  for (const line of [...problems, ...(fix ? [] : stale)]) {
    console.error(line);
    process.exitCode = 1;
  }
}
