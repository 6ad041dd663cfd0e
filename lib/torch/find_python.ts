/** Which Python runs the PyTorch helper. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { WarpsmithError } from '../errors.js';

export const howToGivePython =
  'Install PyTorch for it (`pip install torch`), or name a Python that has it in WARPSMITH_PYTHON.';

const howToGivePlainPython = 'Install Python 3, or name one in WARPSMITH_PYTHON.';

export interface FoundPython {
  path: string;
  /** For messages: the path, and who named it. */
  words: string;
}

/**
 * The path that is given, else WARPSMITH_PYTHON (empty: not set), else `python3` in PATH. A name without a slash is looked
 * for in PATH. Whether it has PyTorch is not looked at. Throws `no-torch` when there is no such program.
 * @param plain whether it is needed without PyTorch; for the message.
 */
export function findPython(
  given?: string,
  environment: NodeJS.ProcessEnv = process.env,
  { plain = false }: { plain?: boolean } = {},
): FoundPython {
  const named = given || environment.WARPSMITH_PYTHON || 'python3';
  const by = given ? '' : environment.WARPSMITH_PYTHON ? ' (WARPSMITH_PYTHON)' : ' (python3 in PATH)';
  const isPath = named.includes('/');
  const candidates = isPath ? [resolve(named)] : inPath(named, environment.PATH ?? '');
  const path = candidates.find(isProgram);
  if (path !== undefined) return { path, words: `${path}${by}` };
  const found = isPath ? 'there is no program at that path' : 'no folder of PATH has a program of that name';
  const [what, remedy] = plain ? ['a Python 3', howToGivePlainPython] : ['a Python 3 with PyTorch', howToGivePython];
  const message = `Expected ${what} but found none: tried ${named}${by}, and ${found}. ${remedy}`;
  throw new WarpsmithError('no-torch', message);
}

function inPath(name: string, path: string): string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
