import { WarpsmithError } from '../errors.js';
import { type ToleranceHeader, tolerancePresets, toleranceSchema } from '../problem/schema.js';

/** A whole number from an option's text. Throws `bad-option`. */
export function wholeNumber(option: string, low: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < low) {
      throw new WarpsmithError('bad-option', `Expected a whole number from ${low} for ${option} but found "${text}".`);
    }
    return value;
  };
}

/** A number from an option's text. Throws `bad-option`. */
export function realNumber(option: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= low && value <= high)) {
      throw new WarpsmithError(
        'bad-option',
        `Expected a number from ${low} to ${high} for ${option} but found "${text}".`,
      );
    }
    return value;
  };
}

/** A tolerance: a name, which the verifier checks, or `RTOL,ATOL`. Throws `bad-option`. */
export function tolerance(text: string): ToleranceHeader {
  const parsed = toleranceSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  const [rtol = Number.NaN, atol = Number.NaN, ...more] = text.split(',').map((part) => Number(part.trim() || 'none'));
  const numbers = toleranceSchema.safeParse({ rtol, atol });
  if (numbers.success && more.length === 0) return numbers.data;
  const expected = `Expected derived, ${tolerancePresets.join(', ')} or RTOL,ATOL such as 1e-4,1e-4 for --tolerance`;
  throw new WarpsmithError('bad-option', `${expected} but found "${text}".`);
}

/** Names between commas. */
export function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
