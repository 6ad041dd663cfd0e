/**
 * The hand-written kernels of the corpus, `designs/PROBLEM/NAME.cu`: a candidate with slots like `{{THREADS}}`, whose
 * second comment says what is put into them and which mistakes a writer might make in it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import Mustache from 'mustache';
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../lib/errors.js';
import { packagePath } from '../../lib/package_root.js';

const mistakeSchema = z.strictObject({
  why: z.string(),
  /** Text that stands in the template once, and what stands there instead. */
  change: z.string(),
  to: z.string(),
  /** Whose slots it has, from 0; otherwise mistakes take the variants by turns. */
  variant: z.int().min(0).optional(),
});
export type Mistake = z.infer<typeof mistakeSchema>;

const noteSchema = z.strictObject({
  summary: z.string(),
  variants: z.array(z.record(z.string(), z.union([z.string(), z.number()]))).min(1),
  wrong: z.array(mistakeSchema).default([]),
  uncompilable: z.array(mistakeSchema).default([]),
  faulty: z.array(mistakeSchema).default([]),
});
type Note = z.infer<typeof noteSchema>;
export type Slots = Note['variants'][number];

export interface Design extends Note {
  /** Such as "softmax/warp_per_row". */
  name: string;
  problem: string;
  /** Header and code with slots, without the note. */
  template: string;
}

const noteComment = /\/\*=== design\n([\s\S]*?)\n===\*\/\n/;

/** A design from its text. Throws for a note that nobody could read. */
export function readDesign(text: string, problem: string, name: string): Design {
  const found = noteComment.exec(text);
  if (!found) throw new Error(`Expected ${name} to have a comment /*=== design … ===*/.`);
  try {
    return { ...noteSchema.parse(parse(found[1] ?? '')), name, problem, template: text.replace(noteComment, '') };
  } catch (error) {
    throw new Error(`The note of ${name} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** All designs, by problem and name. */
export function designs(): Design[] {
  const root = packagePath('bench', 'corpus', 'designs');
  return readdirSync(root)
    .sort()
    .flatMap((problem) =>
      readdirSync(`${root}/${problem}`)
        .sort()
        .map((file) => {
          const text = readFileSync(`${root}/${problem}/${file}`, 'utf8');
          return readDesign(text, problem, `${problem}/${file.replace(/\.cu$/, '')}`);
        }),
    );
}

/** The candidate with these slots, and with a mistake if there is one. Throws where a slot or a mistake fits nothing. */
export function write({ name, template }: Design, slots: Slots, mistake?: Mistake): string {
  const parts = mistake ? template.split(mistake.change) : [template];
  if (mistake && parts.length !== 2) {
    throw new Error(`Expected "${mistake.change}" once in ${name} but found it ${parts.length - 1} times.`);
  }
  const changed = parts.join(mistake?.to ?? '');
  // Mustache leaves unknown slots empty, and a slot that nobody reads gives the same source twice.
  const wanted = new Set(Array.from(template.matchAll(/\{\{(\w+)\}\}/g), ([, slot = '']) => slot));
  const unfit = [...wanted]
    .filter((slot) => !(slot in slots))
    .concat(Object.keys(slots).filter((slot) => !wanted.has(slot)));
  if (unfit.length > 0)
    throw new Error(`Expected slots and variants of ${name} to be the same, but for ${unfit.join(', ')}.`);
  return Mustache.render(changed, slots, {}, { escape: String });
}
