/** `warpsmith resume FOLDER`: a run goes on where it was stopped or killed. */
import { openRunFolder } from '../search/journal.js';
import { Engine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import { type HelperChoice, helperHow } from './choose_problem.js';
import type { Console } from './console.js';
import { loadAgain } from './load_problems.js';
import { openModel } from './run_model.js';
import { sayDevice } from './say_device.js';
import { search } from './search.js';

/** What it says of PyTorch takes the place of what the run was begun with. */
export interface ResumeCommand extends HelperChoice {
  maxRetries: number;
  isolation: Isolation;
}

/** On the device, with the model and under the budget that it was begun with. */
export async function runResume(folder: string, command: ResumeCommand, console: Console): Promise<number> {
  const journal = openRunFolder(folder);
  let given = false;
  try {
    const { options } = journal;
    // A key that is missing is told of before PyTorch starts or a device is opened.
    using opened = openModel(options, { journal, maxRetries: command.maxRetries }, console);
    const problems = await loadAgain(options, { ...options, ...helperHow(command) }, console);
    console.progress('opening the device');
    await using engine = await Engine.open({ device: options.device ?? 'auto', isolation: command.isolation });
    sayDevice(engine, console);
    console.note(`Run folder: ${journal.folder}`);
    given = true;
    return await search({ engine, problems, models: opened.models, journal }, console);
  } finally {
    if (!given) journal.close();
  }
}
