/** Kernels that are launched with null pointers, which no plan can give: these parameters become variables of the kernel. */
import type { Event, Launch } from './follow/events.js';
import type { SourcePart } from './source_parts.js';
import { type Token, TokenError, behindAngles, closing } from './tokens.js';
import { Underivable, underivable } from './underivable.js';

/** A kernel's name without its namespaces and template arguments. */
export function plainName(kernel: string): string {
  return kernel.replace(/<.*$/s, '').replace(/^.*::/, '');
}

/** Which of a kernel's arguments are null pointers, by its name. Throws `bad-file` where its launches differ in them. */
export function nullParameters(events: readonly Event[], file: string): Map<string, boolean[]> {
  const found = new Map<string, boolean[]>();
  for (const event of events) {
    if (event.kind !== 'launch') continue;
    const name = plainName(event.kernel);
    const nulls = nullsIn(event);
    const before = found.get(name);
    if (before && before.join() !== nulls.join()) {
      const what = new Underivable(
        `a launch of ${name} with a null pointer where another has none`,
        'Write a kernel for each.',
      );
      throw underivable(file, event.line, what);
    }
    found.set(name, nulls);
  }
  return found;
}

function nullsIn({ args }: Launch): boolean[] {
  return args.map((argument) => 'isNull' in argument);
}

/** A kernel's text with the parameters that are null as variables at its start. Throws TokenError. */
export function withoutNulls(part: SourcePart, nulls: readonly boolean[]): string {
  const { tokens, text, start, parameters, body, line } = part;
  const end = closing(tokens, parameters);
  const written = parametersOf(tokens.slice(parameters + 1, end)).map((each) =>
    text.slice(each[0]!.start - start, each.at(-1)!.end - start),
  );
  if (written.length !== nulls.length) {
    throw new TokenError(`${nulls.length} arguments for ${written.length} parameters`, line);
  }
  const kept = written.filter((_, i) => nulls[i] === false);
  const gone = written
    .filter((_, i) => nulls[i] === true)
    .map((each) => `\n    ${each.split('=')[0]!.trim()} = nullptr;`);
  const [open, close, brace] = [tokens[parameters]!.end, tokens[end]!.start, tokens[body]!.end].map((at) => at - start);
  return text.slice(0, open) + kept.join(', ') + text.slice(close, brace) + gone.join('') + text.slice(brace);
}

function parametersOf(tokens: readonly Token[]): Token[][] {
  const found: Token[][] = [[]];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const end = token.text === '<' && tokens[i - 1]?.kind === 'name' ? behindAngles(tokens, i) : i + 1;
    if (token.text === ',') found.push([]);
    else found.at(-1)?.push(...tokens.slice(i, end));
    i = end - 1;
  }
  return found.filter((each) => each.length > 0);
}
