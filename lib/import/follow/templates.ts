/** What templates are given, and what their parameters stand for. */
import { bytesOfType } from '../c_names.js';
import { constantOf } from '../library_functions.js';
import { numberOf } from '../size.js';
import type { HostFunction, TemplateArgument } from '../syntax.js';
import { Underivable } from '../underivable.js';
import type { Run } from './run.js';

/** A template's argument as a plan's kernel name has it. */
export function templateText(run: Run, argument: TemplateArgument): string {
  if ('type' in argument) return `${run.scopes.typeText(argument.type)}${'*'.repeat(argument.type.pointers)}`;
  const { value } = argument;
  if (value.kind === 'name') {
    const type = run.scopes.typeText({ text: value.name });
    if (type !== value.name || bytesOfType(type) !== null) return type;
    if (!run.variable(value.name) && !constantOf(value.name)) return type;
  }
  const found = run.value(value);
  if (found.kind === 'truth') return String(found.value);
  const number = found.kind === 'size' ? numberOf(found.size) : null;
  if (number !== null) return String(number);
  throw new Underivable(`a template's argument that depends on sizes`, 'Give it a number.');
}

/** What a host template's parameters stand for. */
export function typesFor(
  run: Run,
  { name, template }: HostFunction,
  given: readonly TemplateArgument[] | undefined,
): Map<string, string> {
  const types = new Map<string, string>();
  for (const [i, parameter] of (template ?? []).entries()) {
    const argument = given?.[i];
    if (!argument) {
      throw new Underivable(`a call of the template ${name}() without its ${parameter}`, `Write ${name}<…>(…).`);
    }
    types.set(parameter, templateText(run, argument));
  }
  return types;
}
