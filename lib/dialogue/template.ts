/** Fills in the texts under `prompts/`. Nothing is escaped, for the reader is no browser; and no slot stays empty. */
import { readFileSync } from 'node:fs';
import Mustache from 'mustache';
import { WarpsmithError } from '../errors.js';
import { packagePath } from '../package_root.js';

const loaded = new Map<string, string>();

/** Mustache leaves a slot that it has no value for empty; a prompt with a hole in it is a bug that must show. */
class StrictContext extends Mustache.Context {
  constructor(
    view: unknown,
    private readonly template: string,
    parent?: Mustache.Context,
  ) {
    super(view, parent);
  }

  override push(view: unknown): Mustache.Context {
    return new StrictContext(view, this.template, this);
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    if (value === undefined) throw new Error(`prompts/${this.template}.md has a slot "${name}" and no value for it.`);
    return value;
  }
}

/**
 * The text of `prompts/<name>.md` with its slots filled from the view; `{{> other}}` pulls in another such file.
 * Throws `bad-file` when a file is missing, and a plain Error when a slot has no value.
 */
export function renderTemplate(name: string, view: object): string {
  const text = Mustache.render(promptText(name), new StrictContext(view, name), promptText, { escape: String });
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** The unfilled text of `prompts/<name>.md`, read once. Throws `bad-file` when it can't be read. */
export function promptText(name: string): string {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const path = packagePath('prompts', `${name}.md`);
  try {
    const text = readFileSync(path, 'utf8');
    loaded.set(name, text);
    return text;
  } catch (cause) {
    throw new WarpsmithError('bad-file', `The prompt ${path} can't be read. Is the installation complete?`, { cause });
  }
}
