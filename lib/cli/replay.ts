/** `warpsmith replay POOL… --strategy NAME`: a strategy against recorded answers, at no cost. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { WarpsmithError } from '../errors.js';
import { builtInPools, loadPool } from '../replay/pool_file.js';
import { poolName } from '../replay/pool_model.js';
import { createRunFolder } from '../search/journal.js';
import { parseLimits } from '../search/limits_text.js';
import type { RunOptions } from '../search/run_options.js';
import { Engine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import type { Console } from './console.js';
import { loadProblems } from './load_problems.js';
import { newRunFolder } from './run_folder_name.js';
import { openModel } from './run_model.js';
import { sayDevice } from './say_device.js';
import { search } from './search.js';
import { type SearchFlags, searchOptionsOf } from './search_flags.js';

export interface ReplayCommand extends SearchFlags {
  speed: number;
  budget?: string;
  device: string;
  isolation: Isolation;
  out?: string;
}

function replayOptions(names: readonly string[], command: ReplayCommand): RunOptions {
  const known = builtInPools();
  const wanted = names.length > 0 ? names : known;
  const pools = wanted.map((name) => {
    if (known.includes(name)) return name;
    // A path must mean the same when the run is resumed from another folder.
    if (existsSync(name)) return resolve(name);
    throw new WarpsmithError(
      'bad-option',
      `Expected a pool's file or one of ${known.join(', ')}, but found "${name}".`,
    );
  });
  return {
    problems: pools.map((name) => loadPool(name).problem),
    provider: poolName,
    pools,
    speed: command.speed,
    baseUrl: poolName,
    model: poolName,
    temperature: null,
    maxTokens: null,
    device: command.device,
    search: searchOptionsOf(command),
    budget: parseLimits(command.budget),
  };
}

export async function runReplay(names: readonly string[], command: ReplayCommand, console: Console): Promise<number> {
  const options = replayOptions(names, command);
  const { problems } = await loadProblems(options.problems, {}, console);
  console.progress('opening the device');
  await using engine = await Engine.open({ device: command.device, isolation: command.isolation });
  sayDevice(engine, console);
  const journal = createRunFolder(command.out ?? newRunFolder(options), {
    ...options,
    sha256: problems.map(({ sha256 }) => sha256),
  });
  console.note(`Run folder: ${journal.folder}`);
  using opened = openModel(options, { journal, maxRetries: 0 }, console);
  return await search({ engine, problems, models: opened.models, journal }, console);
}
