/** What the parts that follow host code share, and what they ask of each other. */
import type { Expression, HostFunction, Statement } from '../syntax.js';
import type { Value } from '../values.js';
import type { Event } from './events.js';
import type { Scopes } from './scopes.js';
import type { Steps } from './steps.js';
import type { Surroundings } from './surroundings.js';

/** How statements end: at a return, at a break or continue of the loop around them, or behind the last one. */
export type Outcome = { returned: Value } | 'break' | 'continue' | null;

export interface CallOptions {
  /** Arguments by name. */
  named?: Readonly<Record<string, Value>>;
  /** Names that the function sees besides. */
  bound?: ReadonlyMap<string, Value>;
  /** What a template's parameters stand for. */
  types?: ReadonlyMap<string, string>;
}

/** One way through host code. Its methods throw Underivable or WarpsmithError where a plan can't say what the code does. */
export interface Run {
  readonly around: Surroundings;
  readonly scopes: Scopes;
  readonly steps: Steps;
  readonly events: Event[];
  value(expression: Expression): Value;
  /** What members are asked of: other than a value, it may be an attribute that has none. */
  base(expression: Expression): Value;
  /** A variable, else a constant of the file; null for neither. */
  variable(name: string): Value | null;
  statements(body: readonly Statement[]): Outcome;
  /** What a function returns for these arguments. */
  call(called: HostFunction, args: readonly Value[], options?: CallOptions): Value;
}
