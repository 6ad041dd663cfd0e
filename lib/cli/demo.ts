/**
 * `warpsmith demo`: the whole loop with a recorded dialogue. A small server on this machine plays the model in R1's wire
 * format, so that client, stream, parser, compiler and verifier all really run.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInDialogues } from '../demo/built_in.js';
import { loadDialogue } from '../demo/dialogue_file.js';
import { startLoopbackServer } from '../demo/loopback_server.js';
import { createModel } from '../dialogue/model.js';
import { WarpsmithError } from '../errors.js';
import { packagePath } from '../package_root.js';
import { loadProblem } from '../problem/problem.js';
import { createRunFolder } from '../search/journal.js';
import { Engine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';
import { sayDevice } from './say_device.js';
import { search } from './search.js';

export interface DemoCommand {
  device: string;
  isolation: Isolation;
  out?: string;
}

export async function runDemo(name: string, command: DemoCommand, console: Console): Promise<number> {
  const known = builtInDialogues();
  if (!known.includes(name)) {
    throw new WarpsmithError('bad-option', `Expected one of ${known.join(', ')} but found "${name}".`);
  }
  const dialogue = loadDialogue(packagePath('demo', `${name}.yaml`));
  const problem = loadProblem(dialogue.problem);
  console.progress('opening the device');
  await using engine = await Engine.open({ device: command.device, isolation: command.isolation });
  console.say(dialogue.note.trim());
  console.say(
    engine.device
      ? `On ${engine.device.name}.`
      : 'There is no device here: candidates are compiled, and the rungs that need one are named but not run.',
  );
  sayDevice(engine, console);
  await using server = await startLoopbackServer(dialogue, { chunkSize: 24, delayMs: 1, keepAlives: 2 });
  const model = createModel({ baseUrl: server.baseUrl, model: 'recorded' });
  const folder = command.out ?? mkdtempSync(join(tmpdir(), 'warpsmith-demo-'));
  const journal = createRunFolder(folder, {
    problems: [problem.name],
    baseUrl: server.baseUrl,
    model: 'recorded',
    temperature: null,
    maxTokens: null,
    device: command.device,
    budget: { ms: null, tokens: null, candidates: dialogue.turns.length },
  });
  const setup = { engine, problems: [problem], models: [model], journal, report: { note: dialogue.note.trim() } };
  const code = await search(setup, console);
  if (code === exitCodes.stopped || engine.device) return code;
  console.say(
    'Could not run here: the rungs safe, correct and time. They need a device: `warpsmith doctor` says more.',
  );
  return exitCodes.device;
}
