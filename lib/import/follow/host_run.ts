/**
 * Follows host code from its call to its end, with sizes in place of numbers, and writes down what it launches. Python's and
 * C++'s are followed alike.
 */
import type { Expression, HostFunction, Statement } from '../syntax.js';
import type { Value } from '../values.js';
import type { Event } from './events.js';
import { evaluated } from './expressions.js';
import { returnedBy } from './functions.js';
import type { CallOptions, Outcome, Run } from './run.js';
import { Scopes } from './scopes.js';
import { outcomeOf } from './statements.js';
import { Steps } from './steps.js';
import type { Surroundings } from './surroundings.js';

export class HostRun implements Run {
  readonly events: Event[] = [];
  readonly scopes = new Scopes();
  readonly steps: Steps;

  constructor(readonly around: Surroundings) {
    this.steps = new Steps(around.file);
  }

  call(called: HostFunction, args: readonly Value[], options: CallOptions = {}): Value {
    return this.steps.ofCall(called, () => returnedBy(this, called, args, options));
  }

  statements(body: readonly Statement[]): Outcome {
    for (const statement of body) {
      const outcome = this.steps.at(statement.line, () => outcomeOf(this, statement));
      if (outcome !== null) return outcome;
    }
    return null;
  }

  value(expression: Expression): Value {
    const value = this.base(expression);
    // The module's attribute that only running the file could tell.
    if (value.kind === 'attribute' && value.why) throw value.why;
    return value;
  }

  base(expression: Expression): Value {
    return this.steps.at(expression.line, () => evaluated(this, expression));
  }

  variable(name: string): Value | null {
    const { scopes, around } = this;
    return scopes.find(name) ?? around.globalOf(name, scopes.language, (expression) => this.value(expression));
  }
}
