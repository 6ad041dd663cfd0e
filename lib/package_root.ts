import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  // Compiled files lie deeper than their sources, and in a bundle elsewhere again.
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown };
      if (name === 'warpsmith') return folder;
    }
    if (folder === dirname(folder)) throw new Error('Expected a package.json of warpsmith above the compiled files.');
  }
}

const root = findRoot();

/** A path inside the installed package: `packagePath('prompts', 'task.md')`. */
export function packagePath(...segments: string[]): string {
  return join(root, ...segments);
}

/** The package's own version, such as "0.1.0". */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string }).version;
}
