import { WarpsmithError } from '../errors.js';

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
