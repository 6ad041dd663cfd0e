/**
 * The model of people who only have a chat window. What is to be asked is written to a file and put on the clipboard; the
 * answer is read from a file that its user saves, or from lines that are pasted. In the folder:
 *
 *     001.prompt.md   what to send next in the same conversation
 *     001.whole.md    the whole dialogue, for a new conversation; only where the prompt is not its beginning
 *     001.answer.md   the answer, saved by the user
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { throwIfAborted, WarpsmithError, messageOf } from '../errors.js';
import { copyToClipboard } from './clipboard.js';
import type { Message } from './messages.js';
import type { AskOptions, Model, ModelAnswer } from './model.js';
import { endLine, type PastedAnswers } from './pasted_answers.js';
import { noPrice } from './prices.js';
import { createThinkSplitter } from './think_splitter.js';

export interface ChatOptions {
  /** Where prompts and answers lie; made when it isn't there. */
  folder: string;
  /** Shows a person what to do. */
  say: (text: string) => void;
  /** Answers that are pasted; without it only files are read. */
  pasted?: PastedAnswers | undefined;
  /** Whether a text could be put on the clipboard. */
  copy?: ((text: string) => Promise<boolean>) | undefined;
  /** Milliseconds between two looks at the answer's file. */
  pollMs?: number | undefined;
}

/** What stands for the server's address and the model's name in a run's options. */
export const chatName = 'chat';

/**
 * A model whose answers a person carries over. One question is asked at a time, whoever else asks. It never gives up
 * waiting: its signal ends it. Its answers have no usage and cost nothing. They throw `aborted`, and `bad-file` when the
 * folder can't be written or an answer can't be read.
 */
export function createChatModel(options: ChatOptions): Model {
  const { pollMs = 500, copy = copyToClipboard } = options;
  const folder = resolve(options.folder);
  const answered = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();

  async function ask(messages: readonly Message[], { signal }: AskOptions): Promise<ModelAnswer> {
    throwIfAborted(signal);
    const started = performance.now();
    const prompt = messages.at(-1)?.content ?? '';
    const number = onDisk(() => writePrompt(prompt, messages));
    const copied = await copy(prompt);
    options.say(instructions(number, messages.length === 1, copied));
    const text = await firstAnswer(join(folder, `${number}.answer.md`), signal);
    answered.add(number);
    const { reasoning, content } = split(text);
    return {
      reasoning,
      content,
      finishReason: 'stop',
      usage: null,
      ms: performance.now() - started,
      firstTokenMs: null,
    };
  }

  /** Its number. A prompt that was not answered before the run was stopped keeps its own, and so the answer's file. */
  function writePrompt(prompt: string, messages: readonly Message[]): string {
    mkdirSync(folder, { recursive: true });
    const numbers = readdirSync(folder).flatMap((name) => /^(\d+)\.prompt\.md$/.exec(name)?.[1] ?? []);
    const newest = numbers.sort((a, b) => Number(a) - Number(b)).at(-1);
    const open = newest !== undefined && !answered.has(newest);
    if (open && readFileSync(join(folder, `${newest}.prompt.md`), 'utf8') === prompt) return newest;
    const number = String(Number(newest ?? 0) + 1).padStart(3, '0');
    if (messages.length > 1) write(`${number}.whole.md`, wholeDialogue(messages));
    write(`${number}.prompt.md`, prompt);
    return number;
  }

  function write(name: string, text: string): void {
    const path = join(folder, name);
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }

  function instructions(number: string, first: boolean, copied: boolean): string {
    const file = (kind: string): string => join(folder, `${number}.${kind}.md`);
    const where = copied ? `It is on the clipboard, and in ${file('prompt')}.` : `It is in ${file('prompt')}.`;
    const send = first
      ? `Send the prompt to the model in a new conversation. ${where}`
      : `Send the prompt to the model in the same conversation. ${where}\nFor a new one take ${file('whole')}.`;
    const paste = options.pasted ? `, or paste it here and end it with a line of its own: ${endLine}` : '';
    return `${send}\nThen save the model's whole answer as ${file('answer')}${paste}`;
  }

  async function firstAnswer(path: string, signal: AbortSignal | undefined): Promise<string> {
    const done = new AbortController();
    const either = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
    const ways = [savedAnswer(path, either)];
    if (options.pasted) ways.push(options.pasted.next(either));
    try {
      return await Promise.race(ways);
    } finally {
      done.abort();
    }
  }

  /** The file's text once it holds some and two looks find it the same, for an editor may still be writing. */
  async function savedAnswer(path: string, signal: AbortSignal): Promise<string> {
    let before = '';
    for (;;) {
      throwIfAborted(signal);
      const text = onDisk(() => (existsSync(path) && statSync(path).size > 0 ? readFileSync(path, 'utf8') : ''));
      if (text.trim() !== '' && text === before) return text;
      before = text;
      await wait(pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  function onDisk<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      const text = `Prompts and answers can't be kept in ${folder}: ${messageOf(cause)}. Check the folder and its disk.`;
      throw new WarpsmithError('bad-file', text, { cause });
    }
  }

  return {
    name: chatName,
    baseUrl: chatName,
    price: noPrice,
    answer(messages, asking = {}) {
      const answer = last.then(() => ask(messages, asking));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

function split(text: string): { reasoning: string; content: string } {
  const splitter = createThinkSplitter();
  splitter.push(text.replaceAll('\r\n', '\n'));
  return splitter.end();
}

function wholeDialogue(messages: readonly Message[]): string {
  const heading = { user: '# What I wrote', assistant: '# What you answered' };
  return `${messages.map(({ role, content }) => `${heading[role]}\n\n${content.trim()}`).join('\n\n')}\n`;
}
