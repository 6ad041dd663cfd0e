/** Apart from what reads dialogues, so that the command line's help need not load a parser. */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { packagePath } from '../package_root.js';

/** The names of the dialogues that come along, in alphabetical order. */
export function builtInDialogues(): string[] {
  return readdirSync(packagePath('demo'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}
