/** How a text names a module: `FILE.py`, or `FILE.py:Class` for another class than `Model`. */

export interface ModuleName {
  file: string;
  /** Null for the usual one. */
  model: string | null;
}

/** Null for a text that names no module. */
export function readModuleName(text: string): ModuleName | null {
  const [, file, model = null] = /^(.*\.py)(?::([A-Za-z_]\w*))?$/s.exec(text) ?? [];
  return file === undefined ? null : { file, model };
}

/** The text that `readModuleName` reads. */
export function moduleNameText({ file, model }: ModuleName): string {
  return model === null ? file : `${file}:${model}`;
}
