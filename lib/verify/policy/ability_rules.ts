/** What is made of each ability. */
import type { NativeAbility } from '../../native/types.js';
import type { AbilityName } from './ability_schema.js';

export interface AbilityRule {
  /** Whether a candidate is refused for it when nobody allows it: it could tell a timed run from a checked one. */
  refused: boolean;
  /** Whether what a kernel computes can depend on inputs alone all the same. */
  pure: boolean;
  /** What was found, half a sentence. */
  says: (found: NativeAbility) => string;
  /** What to write instead. */
  instead: string;
}

type Said = Pick<AbilityRule, 'says' | 'instead'>;

const refused = (said: Said): AbilityRule => ({ refused: true, pure: false, ...said });
const named = (says: AbilityRule['says']): AbilityRule => ({ refused: false, pure: false, says, instead: '' });
const harmless = (says: AbilityRule['says']): AbilityRule => ({ refused: false, pure: true, says, instead: '' });

/** A read whose value may decide something or nothing. */
function told({ subject, reaches, reachesLine }: NativeAbility): string {
  if (!reaches) return `reads ${subject}, which decides at most how long it waits`;
  const where = reachesLine > 0 ? `what it does at line ${reachesLine}` : 'what it leaves behind';
  return `reads ${subject}, and ${where} depends on it`;
}

const rules: Record<AbilityName, AbilityRule> = {
  'module-state': refused({
    says: ({ subject }) => `may write to "${subject}", a variable of the module, which outlives the launch`,
    instead: 'Use a workspace of the plan for what passes between launches, and constants that nothing writes.',
  }),
  'module-constants': harmless(({ subject }) => `reads "${subject}", a variable of the module that nothing writes`),
  clock: refused({ says: told, instead: 'Let nothing but a wait depend on the time.' }),
  'special-register': refused({
    says: told,
    instead: 'Use threadIdx, blockIdx and the like, which are the same in every run.',
  }),
  'grid-barrier': named(
    ({ subject }) => `reads ${subject} for the barrier of a cooperative launch, and for nothing else`,
  ),
  'address-bits': refused({
    says: () => 'depends on where a tensor or a variable of the module lies in memory',
    instead:
      'Compute with indices and with distances inside of one tensor; of an address itself only the lowest five bits may ' +
      'decide anything.',
  }),
  uninitialised: refused({
    says: ({ subject }) => `reads "${subject}", to which nothing was written`,
    instead: 'Write before you read.',
  }),
  'undefined-register': named(({ subject }) => `has ${subject}, to which nothing was written, in a matrix product`),
  'device-launch': refused({
    says: ({ subject }) => `calls ${subject} of the runtime on the device`,
    instead: 'Put every launch into the plan.',
  }),
  'external-call': refused({
    says: ({ subject }) => `calls ${subject}, whose code is not in the source`,
    instead: 'Define what you call.',
  }),
  printf: named(() => 'prints'),
  heap: named(({ subject }) => `calls ${subject}`),
  spin: named(() => 'waits in a loop for what another block writes'),
  sleep: harmless(() => 'sleeps'),
  'l2-persisting': refused({
    says: () => 'keeps lines in the L2 beyond others, which later runs find there',
    instead: 'Leave the L2 eviction priority at evict_normal or evict_first.',
  }),
  'l2-discard': named(() => 'drops lines of the L2 without writing them to memory'),
  'l2-hint': harmless(() => 'tells the L2 what to fetch or to drop first'),
  'tensor-map-write': named(() => 'changes a tensor map'),
  'dependent-launch': refused({
    says: () => 'uses programmatic dependent launch, with which work may go on beyond its end',
    instead: 'Take griddepcontrol out: the launches of a plan follow one another, and none begins early.',
  }),
};

export function ruleOf(name: AbilityName): AbilityRule {
  return rules[name];
}

/** Names that `allow` may hold: those that are refused otherwise. */
export const refusedNames = (Object.keys(rules) as AbilityName[]).filter((name) => rules[name].refused);
