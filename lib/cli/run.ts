/** `warpsmith run PROBLEM… --base-url URL --model NAME --budget 15m` and `warpsmith run --resume FOLDER` */
import { join, resolve } from 'node:path';
import { createModel } from '../dialogue/model.js';
import { WarpsmithError } from '../errors.js';
import { loadProblem } from '../problem/problem.js';
import { problemName } from '../problem/schema.js';
import { parseDuration } from '../search/duration.js';
import { type Journal, createRunFolder, openRunFolder } from '../search/journal.js';
import type { RunOptions } from '../search/run_options.js';
import { Engine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import type { Console } from './console.js';
import { sayDevice } from './say_device.js';
import { search } from './search.js';

export interface RunCommand {
  baseUrl?: string;
  model?: string;
  budget?: string;
  tokens?: number;
  candidates?: number;
  temperature: number | null;
  maxTokens?: number;
  maxRetries: number;
  device: string;
  isolation: Isolation;
  out?: string;
  resume?: string;
}

function missing(option: string, example: string): never {
  throw new WarpsmithError('bad-option', `Expected ${option}, such as ${option} ${example}, but found none.`);
}

function newRunOptions(problems: readonly string[], command: RunCommand): RunOptions {
  if (problems.length === 0) {
    throw new WarpsmithError('bad-option', 'Expected at least one problem; `warpsmith problems` lists those built in.');
  }
  const ms = command.budget === undefined ? null : parseDuration(command.budget);
  const budget = { ms, tokens: command.tokens ?? null, candidates: command.candidates ?? null };
  if (Object.values(budget).every((limit) => limit === null)) missing('--budget', '15m');
  return {
    // A path must mean the same when the run is resumed from another folder.
    problems: problems.map((problem) => (problemName.test(problem) ? problem : resolve(problem))),
    baseUrl: command.baseUrl ?? missing('--base-url', 'https://api.deepseek.com'),
    model: command.model ?? missing('--model', 'deepseek-reasoner'),
    temperature: command.temperature,
    maxTokens: command.maxTokens ?? null,
    device: command.device,
    budget,
  };
}

/** "runs/2026-11-22T06-24-00-softmax" in the current folder. */
function newFolder(options: RunOptions): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const names = options.problems.map((problem) => problem.replace(/^.*\//, '').replace(/\.cu$/, ''));
  return join('runs', `${time}-${names.length > 3 ? `${names.length}-problems` : names.join('-')}`);
}

export async function runRun(problemNames: readonly string[], command: RunCommand, console: Console): Promise<number> {
  if (command.resume !== undefined && problemNames.length > 0) {
    throw new WarpsmithError('bad-option', 'Expected either problems or --resume FOLDER, which knows its problems.');
  }
  const resumed = command.resume === undefined ? null : openRunFolder(command.resume);
  let journal: Journal | null = resumed;
  try {
    const options = resumed ? resumed.options : newRunOptions(problemNames, command);
    const problems = options.problems.map((name) => loadProblem(name));
    const model = createModel({
      baseUrl: options.baseUrl,
      model: options.model,
      temperature: options.temperature,
      maxRetries: command.maxRetries,
      ...(options.maxTokens === null ? {} : { maxTokens: options.maxTokens }),
    });
    console.progress('opening the device');
    await using engine = await Engine.open({ device: options.device ?? 'auto', isolation: command.isolation });
    sayDevice(engine, console);
    journal ??= createRunFolder(command.out ?? newFolder(options), options);
    console.note(`Run folder: ${journal.folder}`);
    const running = journal;
    journal = null;
    return await search({ engine, problems, model, journal: running }, console);
  } finally {
    journal?.close();
  }
}
