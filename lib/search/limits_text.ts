/** The text of `--budget`: everything that a run may spend, between commas. */
import { WarpsmithError } from '../errors.js';
import type { Limits } from './budget.js';
import { parseDuration } from './duration.js';

const multiples: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6 };

/**
 * The limits of a text such as `15m`, `15m,2M tokens,$3` or `20 answers`; what isn't named has none. Tokens may be given in
 * thousands or millions (`200k`, `2M`), but not without their word: `2m` are minutes. No text is no limit at all. Throws
 * `bad-option` for anything else, and for a limit that is given twice.
 */
export function parseLimits(text: string | undefined): Limits {
  const limits: Limits = { ms: null, tokens: null, candidates: null, dollars: null };
  if (text === undefined) return limits;
  for (const part of text.split(',').map((piece) => piece.trim())) {
    const [name, amount] = limitOf(part, text);
    if (limits[name] !== null) {
      throw new WarpsmithError('bad-option', `Expected each limit once for --budget, found a second "${part}".`);
    }
    limits[name] = amount;
  }
  return limits;
}

function limitOf(part: string, text: string): [keyof Limits, number] {
  const counted = /^(\d+(?:\.\d+)?)\s*([km]?)\s*(tokens?|answers?|candidates?)$/i.exec(part);
  if (counted) {
    const [, digits = '', multiple = '', word = ''] = counted;
    const amount = Math.round(Number(digits) * multiples[multiple.toLowerCase()]!);
    if (amount > 0) return [/^t/i.test(word) ? 'tokens' : 'candidates', amount];
  }
  const money = /^(?:\$\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:\$|usd|dollars?))$/i.exec(part);
  const dollars = Number(money?.[1] ?? money?.[2] ?? 0);
  if (dollars > 0) return ['dollars', dollars];
  if (part === '') {
    const found = `found nothing in "${text}". Put it into single quotes: within double ones a shell replaces $3.`;
    throw new WarpsmithError('bad-option', `Expected limits between commas for --budget, ${found}`);
  }
  if (counted || money) {
    throw new WarpsmithError('bad-option', `Expected a limit above nothing for --budget, found "${part}".`);
  }
  try {
    return ['ms', parseDuration(part)];
  } catch (error) {
    if (!(error instanceof WarpsmithError)) throw error;
    const others = 'Other limits are 2M tokens, $3 and 20 answers.';
    throw new WarpsmithError('bad-option', `${error.message} ${others}`, { cause: error });
  }
}
