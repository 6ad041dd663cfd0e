/** What names stand for at one place of host code: variables, and aliases of types. */
import type { TypeName } from '../syntax.js';
import type { Value } from '../values.js';
import type { Language } from './surroundings.js';

interface Scope {
  values: Map<string, Value>;
  types: Map<string, string>;
}

export class Scopes {
  /** Outermost first. */
  private open: readonly Scope[] = [];
  private spoken: Language = 'Python';

  /** Of the function that is followed. */
  get language(): Language {
    return this.spoken;
  }

  /** Does the work of a function, which sees none of its caller's names. */
  within<T>(language: Language, scope: Scope, work: () => T): T {
    const { open, spoken } = this;
    this.open = [scope];
    this.spoken = language;
    try {
      return work();
    } finally {
      this.open = open;
      this.spoken = spoken;
    }
  }

  /** Does work whose names end with it. */
  nested<T>(work: () => T): T {
    const { open } = this;
    this.open = [...open, { values: new Map(), types: new Map() }];
    try {
      return work();
    } finally {
      this.open = open;
    }
  }

  find(name: string): Value | null {
    for (const { values } of this.open.toReversed()) {
      const value = values.get(name);
      if (value) return value;
    }
    return null;
  }

  declare(name: string, value: Value): void {
    set(this.open.at(-1), name, value);
  }

  /** To the innermost variable of that name; without one, it is declared, as in Python. */
  assign(name: string, value: Value): void {
    set(this.open.findLast(({ values }) => values.has(name)) ?? this.open.at(-1), name, value);
  }

  alias(name: string, type: string): void {
    this.open.at(-1)?.types.set(name, type);
  }

  /** A type with its aliases written out, as device code calls it. */
  typeText({ text }: Pick<TypeName, 'text'>): string {
    const own = this.open.findLast(({ types }) => types.has(text))?.types.get(text);
    return own ?? text;
  }
}

/** The first name that a tensor gets is its workspace's. */
function set(scope: Scope | undefined, name: string, value: Value): void {
  if (value.kind === 'tensor' && value.storage.input === null) value.storage.called ??= name;
  scope?.values.set(name, value);
}
