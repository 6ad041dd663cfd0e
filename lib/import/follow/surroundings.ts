/** What is around the functions of a host: the file's other functions and constants, the module, the problem's cases. */
import type { CaseDims } from '../arithmetic.js';
import type { Pins } from '../pins.js';
import type { Expression, HostFunction } from '../syntax.js';
import type { Value } from '../values.js';

export type Language = 'Python' | 'C++';

/** What an expression comes to where host code is just being followed. */
export type Evaluate = (expression: Expression) => Value;

/** What a run of host code knows of what is outside of it. */
export interface Surroundings {
  /** As the user named it. */
  file: string;
  cases: CaseDims;
  pins: Pins;
  /** A function of the host's own, by its name. */
  functionOf(name: string, language: Language): HostFunction | null;
  /** The function that an extension has by this name. Throws Underivable where it has none. */
  exported(extension: number, name: string): HostFunction;
  /** Whether an extension has a function of this name. */
  exports(extension: number, name: string): boolean;
  /** A name that is no variable of the function: a constant of the file. */
  globalOf(name: string, language: Language, value: Evaluate): Value | null;
  /** What the module has as the attribute of this path: what it was set to, or an input; null for neither. */
  attributeAt(path: string): Value | null;
  /** Sets an attribute of the module on the way. */
  setAttribute(name: string, value: Value): void;
  /** A method of the module's class. */
  methodOf(name: string): HostFunction | null;
  /** What attributes can be, for messages. */
  inputs: readonly string[];
  /** How C++ names the kernel; null where the file has none of that name. */
  kernelOf(name: string): { name: string; template: boolean } | null;
}
