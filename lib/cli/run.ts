/** `warpsmith run PROBLEM… --preset NAME --budget 15m`, and `… --chat` */
import { resolve } from 'node:path';
import { chatName } from '../dialogue/chat.js';
import { advisedTemperature, presetNamed } from '../dialogue/presets.js';
import { priceOf, type Price } from '../dialogue/prices.js';
import { WarpsmithError } from '../errors.js';
import { problemName } from '../problem/schema.js';
import type { Limits } from '../search/budget.js';
import { createRunFolder } from '../search/journal.js';
import { parseLimits } from '../search/limits_text.js';
import type { RunOptions } from '../search/run_options.js';
import { readModuleName } from '../torch/module_name.js';
import { Engine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import type { Console } from './console.js';
import { type HelperChoice, type KernelBenchChoice, chosenFiles, helperHow, namedModule } from './choose_problem.js';
import { exitCodes } from './exit_codes.js';
import { loadProblems, shortName } from './load_problems.js';
import { newRunFolder } from './run_folder_name.js';
import { openModel, serverModel } from './run_model.js';
import { sayDevice } from './say_device.js';
import { search } from './search.js';
import { type SearchFlags, searchOptionsOf } from './search_flags.js';

export interface RunCommand extends SearchFlags, KernelBenchChoice, HelperChoice {
  /** Each FILE.py[:Model]. */
  torch?: string[];
  preset?: string;
  baseUrl?: string;
  model?: string;
  chat?: boolean;
  price?: Price;
  budget?: string;
  tokens?: number;
  candidates?: number;
  temperature?: number | null;
  maxTokens?: number;
  maxRetries: number;
  device: string;
  isolation: Isolation;
  out?: string;
}

function missing(option: string, example: string): never {
  throw new WarpsmithError('bad-option', `Expected ${option}, such as ${option} ${example}, but found none.`);
}

/** Without an example: a name that another server knows would only lead astray. */
function missingModel(): never {
  const where = 'Most servers list their models at the base URL with /models behind it.';
  throw new WarpsmithError('bad-option', `Expected --model with the name of a model there, but found none. ${where}`);
}

/** What run.json calls them: a path must mean the same when the run is resumed from another folder. */
function namesOf(words: readonly string[], command: RunCommand): string[] {
  const { torch = [], kernelbench, level, problem } = command;
  const module = words.find((word) => readModuleName(word) !== null);
  if (module !== undefined) {
    throw new WarpsmithError('bad-option', `Expected a PyTorch module with --torch: --torch ${module}.`);
  }
  const ofKernelBench = [kernelbench, level, problem].some((option) => option !== undefined);
  return [
    ...words.map((word) => (problemName.test(word) ? word : resolve(word))),
    ...torch.map(namedModule),
    ...(ofKernelBench ? chosenFiles(command).values() : []),
  ];
}

function newRunOptions(words: readonly string[], command: RunCommand): RunOptions {
  const problems = namesOf(words, command);
  const { python, ...how } = helperHow(command);
  if (problems.length === 0) {
    throw new WarpsmithError('bad-option', 'Expected at least one problem; `warpsmith problems` lists those built in.');
  }
  const budget = budgetOf(command);
  const server = serverOf(command);
  if (
    budget.dollars !== null &&
    server.provider !== 'chat' &&
    !(server.price ?? priceOf(server.baseUrl, server.model))
  ) {
    const what = `Nobody here knows what ${server.model} costs at ${server.baseUrl}, so the money can't be watched.`;
    throw new WarpsmithError('bad-option', `${what} Expected --price, such as --price 0.55,0.14,2.19, but found none.`);
  }
  return {
    problems,
    ...(python === undefined ? {} : { python: python.includes('/') ? resolve(python) : python }),
    ...how,
    ...server,
    maxTokens: command.maxTokens ?? null,
    device: command.device,
    search: searchOptionsOf(command),
    budget,
  };
}

function budgetOf(command: RunCommand): Limits {
  const limits = parseLimits(command.budget);
  for (const [name, option] of [
    ['tokens', '--tokens'],
    ['candidates', '--candidates'],
  ] as const) {
    const own = command[name];
    if (own !== undefined && limits[name] !== null) {
      throw new WarpsmithError('bad-option', `Expected either ${option} or the same limit in --budget, found both.`);
    }
    limits[name] ??= own ?? null;
  }
  if (Object.values(limits).every((limit) => limit === null)) missing('--budget', '15m');
  return limits;
}

/** Who answers. */
function serverOf(
  command: RunCommand,
): Pick<RunOptions, 'provider' | 'baseUrl' | 'model' | 'temperature' | 'streamUsage' | 'price'> {
  if (command.chat) {
    const server = command.preset ?? command.baseUrl ?? command.model;
    if (server !== undefined) {
      throw new WarpsmithError('bad-option', `Expected either --chat or a model server, found --chat and "${server}".`);
    }
    return { provider: chatName, baseUrl: chatName, model: chatName, temperature: null };
  }
  const preset = command.preset === undefined ? null : presetNamed(command.preset);
  const advised = preset ? preset.temperature : advisedTemperature;
  return {
    baseUrl: command.baseUrl ?? preset?.baseUrl ?? missing('--preset', 'deepseek'),
    model: command.model ?? preset?.model ?? missingModel(),
    temperature: command.temperature === undefined ? advised : command.temperature,
    ...(preset && !preset.streamUsage ? { streamUsage: false } : {}),
    ...(command.price ? { price: command.price } : {}),
  };
}

export async function runRun(words: readonly string[], command: RunCommand, console: Console): Promise<number> {
  const wanted = newRunOptions(words, command);
  // A key that is missing is told of before PyTorch starts, a device is opened or a folder is made.
  if (wanted.provider !== chatName) serverModel(wanted, command.maxRetries);
  const { names, problems, leftOut } = await loadProblems(wanted.problems, wanted, console);
  const options = { ...wanted, problems: names, sha256: problems.map(({ sha256 }) => sha256) };
  console.progress('opening the device');
  await using engine = await Engine.open({ device: command.device, isolation: command.isolation });
  sayDevice(engine, console);
  const journal = createRunFolder(command.out ?? newRunFolder(options), options);
  console.note(`Run folder: ${journal.folder}`);
  using opened = openModel(options, { journal, maxRetries: command.maxRetries }, console);
  const report = leftOut.length > 0 ? { leftOut } : {};
  const code = await search({ engine, problems, models: opened.models, journal, report }, console);
  if (leftOut.length === 0) return code;
  console.say(
    `Left out: ${leftOut.map(({ problem }) => shortName(problem)).join(', ')}; what is wrong with them stands above.`,
  );
  return code === exitCodes.pass ? exitCodes.failed : code;
}
