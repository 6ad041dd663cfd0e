/** Who answers in a run: a server, a person with a chat window, or recorded pools. */
import { join } from 'node:path';
import { chatName, createChatModel } from '../dialogue/chat.js';
import { createModel, type Model } from '../dialogue/model.js';
import { readPastedAnswers } from '../dialogue/pasted_answers.js';
import { loadProblem } from '../problem/problem.js';
import { loadPool } from '../replay/pool_file.js';
import { createPoolModel, poolName } from '../replay/pool_model.js';
import type { Journal } from '../search/journal.js';
import type { RunOptions } from '../search/run_options.js';
import type { Console } from './console.js';

export interface OpenModel extends Disposable {
  /** One for each problem, or the same for all. */
  models: readonly Model[];
}

export interface ModelSetup {
  journal: Journal;
  maxRetries: number;
}

/** Throws `model-authentication` when a key is needed but missing, `bad-file` for a pool that is none. */
export function openModel(options: RunOptions, { journal, maxRetries }: ModelSetup, console: Console): OpenModel {
  const close = { [Symbol.dispose]: () => undefined };
  if (options.provider === poolName) return { models: poolModels(options, journal), ...close };
  const forAll = (model: Model): Model[] => options.problems.map(() => model);
  if (options.provider !== chatName) return { models: forAll(serverModel(options, maxRetries)), ...close };
  const pasted = readPastedAnswers(process.stdin);
  const folder = join(journal.folder, 'chat');
  const model = createChatModel({ folder, pasted, say: (text) => console.note(text) });
  return { models: forAll(model), [Symbol.dispose]: () => pasted.close() };
}

export function serverModel(options: RunOptions, maxRetries: number): Model {
  return createModel({
    baseUrl: options.baseUrl,
    model: options.model,
    temperature: options.temperature,
    maxRetries,
    ...(options.maxTokens === null ? {} : { maxTokens: options.maxTokens }),
    streamUsage: options.streamUsage,
    price: options.price,
  });
}

/** Answers that the journal has already are not given again. */
function poolModels({ pools = [], speed = 1 }: RunOptions, { events }: Journal): Model[] {
  return pools.map((name) => {
    const pool = loadPool(name);
    // The pool may give a path where the journal has the problem's name.
    const { name: problem } = loadProblem(pool.problem);
    const used = events.flatMap((event) =>
      event.type === 'answer' && event.problem === problem ? [event.content] : [],
    );
    return createPoolModel(pool, { speed, used });
  });
}
