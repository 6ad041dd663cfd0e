/**
 * Rung 2, second half, after the compile: what the candidate's kernels can do besides computing, from their PTX and
 * not from patterns in the source. `native/abilities/` finds it.
 */
import { basename } from 'node:path';
import { addon } from '../../native/load_addon.js';
import type { AbilityOptions, NativeAbility } from '../../native/types.js';
import { promisedAlignment } from '../../problem/contract.js';
import { excerptOf } from '../compile/compile_log.js';
import type { PlanToLoad } from '../load_plan.js';
import type { PolicyProblem } from '../verdict.js';
import { ruleOf } from './ability_rules.js';
import { type Ability, type AbilityName, abilityNames } from './ability_schema.js';

/** Abilities that a verdict tells, those that are refused first; a kernel in its right mind has a handful. */
const most = 100;

export interface FoundAbilities {
  abilities: Ability[];
  /** What is wrong with them, in the order of the lines; empty when none is refused. */
  problems: PolicyProblem[];
  /** Whether what the kernels compute can depend on their inputs alone. */
  pure: boolean;
  /** Whether they can leave lines in the L2 that are to stay there. */
  persists: boolean;
}

/** How the plan launches each kernel, by symbol: which parameters hold addresses. */
function usesOf({ plan, compiled, bound }: PlanToLoad): AbilityOptions['kernels'] {
  const uses: AbilityOptions['kernels'] = {};
  for (const [i, { kernel }] of plan.launches.entries()) {
    const symbol = compiled.kernels.get(kernel)?.symbol ?? kernel;
    const use = (uses[symbol] ??= { tensors: [], maps: [] });
    for (const [parameter, { kind }] of (bound[i] ?? []).entries()) {
      if (kind === 'tensor') use.tensors.push(parameter);
      if (kind === 'tensorMap') use.maps.push(parameter);
    }
  }
  return uses;
}

function nameOf(name: string): AbilityName {
  const known = abilityNames.find((other) => other === name);
  if (!known) throw new Error(`Expected the addon to find abilities by their names but found "${name}".`);
  return known;
}

/** The message for whoever wrote the kernel: what was expected, what was found, what to do. */
function problemOf({ kernel, line, message, name }: Ability, source: string): PolicyProblem {
  const text = `Expected ${kernel} to compute its outputs from its inputs alone, but it ${message} (${name}). ${ruleOf(name).instead}`;
  return { line, message: text, excerpt: excerptOf(source, line) };
}

/**
 * What the kernels of a compiled candidate can do.
 * @param allow abilities that are not refused.
 * Rejects with `bad-ptx` when the code cannot be read.
 */
export async function abilitiesOf(
  candidate: PlanToLoad,
  source: string,
  allow: readonly AbilityName[],
): Promise<FoundAbilities> {
  const names = new Map(Array.from(candidate.compiled.kernels, ([name, { symbol }]) => [symbol, name]));
  const options = { kernels: usesOf(candidate), alignment: promisedAlignment };
  const found = await addon.abilities(candidate.compiled.ptx, options);
  const pure = found.every((ability) => ruleOf(nameOf(ability.name)).pure || isConfinedClock(ability));
  const persists = found.some(({ name }) => name === 'l2-persisting');
  const abilities = found
    .map((native) => toAbility(native, names, allow))
    .sort((a, b) => Number(b.refused) - Number(a.refused) || a.line - b.line)
    .slice(0, most);
  const problems = abilities.filter((ability) => ability.refused).map((ability) => problemOf(ability, source));
  return { abilities, problems, pure, persists };
}

/** A clock that only says how long to wait leaves the result to the inputs. */
function isConfinedClock({ name, reaches }: NativeAbility): boolean {
  return name === 'clock' && !reaches;
}

function toAbility(native: NativeAbility, names: Map<string, string>, allow: readonly AbilityName[]): Ability {
  const name = nameOf(native.name);
  // Whatever is no symbol of C++ may look like one: "n" as __int128.
  const subject = (native.subject.startsWith('_Z') ? addon.demangle(native.subject) : null) ?? native.subject;
  const rule = ruleOf(name);
  return {
    name,
    kernel: names.get(native.kernel) ?? native.kernel,
    file: basename(native.file),
    line: native.line,
    instruction: native.instruction,
    subject,
    message: rule.says({ ...native, subject }),
    refused: rule.refused && native.reaches && !allow.includes(name),
  };
}
