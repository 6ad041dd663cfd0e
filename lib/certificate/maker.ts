/** Which warpsmith a certificate was made with. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagePath, packageVersion } from '../package_root.js';

export interface Maker {
  version: string;
  /** See `commitOfThis`. */
  commit: string;
  /** SHA-256 over the compiled library and our own device code; the addon is what `version` and `commit` say. */
  files: string;
}

let known: Maker | null = null;

/** This process's own; read once, since a build may replace the files while they run. */
export function makerOfThis(): Maker {
  known ??= { version: packageVersion(), commit: commitOfThis(), files: hashOfFiles() };
  return known;
}

/** The commit of this checkout with "+changes" when files differ from it, what the bundle was made of, or "unknown". */
export function commitOfThis(): string {
  const noted = packagePath('COMMIT');
  if (existsSync(noted)) return readFileSync(noted, 'utf8').trim();
  // An installed package lies in somebody else's repository.
  if (!existsSync(packagePath('.git'))) return 'unknown';
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: packagePath(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? '+changes' : '');
  } catch {
    return 'unknown';
  }
}

function hashOfFiles(): string {
  const library = dirname(dirname(fileURLToPath(import.meta.url)));
  const hash = createHash('sha256');
  for (const [folder, name] of [
    [library, /\.js$/],
    [packagePath('native', 'device'), /\.(cu|h)$/],
  ] as const) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => name.test(file));
    for (const file of files.sort()) {
      const path = join(folder, file);
      hash
        .update(`${relative(folder, path)}\0`)
        .update(readFileSync(path))
        .update('\0');
    }
  }
  return hash.digest('hex');
}
