/** What `npm run bench -- …` was asked for. */
import { parseArgs } from 'node:util';
import { WarpsmithError, messageOf } from '../lib/errors.js';
import { type RivalOptions, defaultRivalOptions } from './rival_options.js';
import type { SafeBenchOptions } from './safe_options.js';

export type CommandLine =
  /** Draws what result files hold. */
  | { kind: 'plot'; files: string[]; folder: string | undefined }
  | {
      kind: 'measure';
      names: string[];
      device: string;
      folder: string | undefined;
      /** The results on stdout, a line each, and no table. */
      json: boolean;
      options: SafeBenchOptions & RivalOptions;
    };

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new WarpsmithError('bad-option', `Expected a number above 0 for --${option} but found "${text}".`);
}

function parse(words: readonly string[]): ReturnType<typeof parseWords> {
  try {
    return parseWords(words);
  } catch (cause) {
    throw new WarpsmithError('bad-option', messageOf(cause), { cause });
  }
}

function parseWords(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      device: { type: 'string', default: 'cuda:0' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      sanitizer: { type: 'string', default: 'compute-sanitizer' },
      jobs: { type: 'string', default: '8' },
      minutes: { type: 'string' },
      speed: { type: 'string', default: '10' },
      'all-cases': { type: 'boolean', default: false },
      python: { type: 'string', default: defaultRivalOptions.python },
      'python-path': { type: 'string', default: defaultRivalOptions.pythonPath },
      kernelbench: { type: 'string', default: defaultRivalOptions.kernelbench },
      resume: { type: 'string', default: defaultRivalOptions.resume },
      limit: { type: 'string', default: String(defaultRivalOptions.limit) },
      rehearse: { type: 'boolean', default: defaultRivalOptions.rehearse },
      level: { type: 'string' },
      compile: { type: 'boolean', default: defaultRivalOptions.compile },
    },
  });
}

/**
 * @param known the benches' names. Without one in the words all are meant, on the simulator its own.
 * @throws WarpsmithError `bad-option` for words that it does not know.
 */
export function readCommandLine(words: readonly string[], known: readonly string[]): CommandLine {
  const { values, positionals } = parse(words);
  const [first, ...files] = positionals;
  if (first === 'plot') {
    if (files.length > 0) return { kind: 'plot', files, folder: values.out };
    throw new WarpsmithError(
      'bad-option',
      'Expected result files after plot, such as bench/results/DATE-latency.json.',
    );
  }
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const message = `Expected plot, or some of ${known.join(', ')} but found ${unknown.join(', ')}.`;
    throw new WarpsmithError('bad-option', message);
  }
  const all = values.device === 'sim' ? ['simulator'] : [...known];
  const { minutes, rounds, level } = values;
  return {
    kind: 'measure',
    names: positionals.length > 0 ? positionals : all,
    device: values.device,
    folder: values.out,
    json: values.json,
    options: {
      quick: values.quick,
      only: values.only,
      sanitizer: values.sanitizer,
      jobs: numberOf('jobs', values.jobs),
      minutes: minutes === undefined ? undefined : numberOf('minutes', minutes),
      speed: numberOf('speed', values.speed),
      rounds: rounds === undefined ? undefined : numberOf('rounds', rounds),
      allCases: values['all-cases'],
      python: values.python,
      pythonPath: values['python-path'],
      kernelbench: values.kernelbench,
      resume: values.resume,
      limit: numberOf('limit', values.limit),
      rehearse: values.rehearse,
      levels: level?.split(',').map((text) => numberOf('level', text)),
      compile: values.compile,
    },
  };
}
