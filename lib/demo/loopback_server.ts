/**
 * Plays a recorded dialogue on 127.0.0.1 the way a model server would, so that the client, the stream and the parser all
 * really run. Which turn is played follows from the number of answers in the request, or from its messages, so that a
 * request that is tried again gets the same answer; the client must therefore send the whole history.
 */
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedDialogue, RecordedTurn } from './dialogue_file.js';
import { withFault, type Fault, type PlannedResponse } from './faults.js';
import { sendError, sendModels } from './replies.js';
import { checkRequest, type ChatRequest } from './request_check.js';
import { answerEvents, type Dialect, usageOf } from './wire_format.js';

export interface LoopbackOptions {
  /** `reasoning_content` without it. */
  dialect?: Dialect;
  /** What each answer is said to cost in US dollars, as OpenRouter does; nothing is said without it. */
  cost?: number;
  /** Characters in one chunk. */
  chunkSize?: number;
  /** Milliseconds between two chunks. */
  delayMs?: number;
  /** Keep-alive comments before the first chunk, one `delayMs` apart. */
  keepAlives?: number;
  /** Takes the place of `delayMs` and `keepAlives`. */
  pace?: (request: { index: number; turn: number }) => Pace;
  /** What goes wrong with a request; `index` counts chat requests from 0, `turn` the recorded turns. */
  fault?: (request: { index: number; turn: number }) => Fault | undefined;
  /** Told of every answer that went out whole; of none that is meant to break. */
  served?: (served: Served) => void;
}

/** What is played: recorded turns in order, or an answer that follows from the request's messages alone. */
export type Answers =
  | Pick<RecordedDialogue, 'turns'>
  | { answerTo: (messages: readonly { role: string; content: string }[], index: number) => RecordedTurn };

/** How long an answer takes, in milliseconds. */
export interface Pace {
  /** Before the first event, and between two keep-alive comments meanwhile. */
  firstMs: number;
  keepAliveMs: number;
  /** Between two events. */
  delayMs: number;
}

/** An answer that was sent to its end. */
export interface Served {
  /** Counts chat requests from 0. */
  index: number;
  answer: string;
  /** What was said of the usage; undefined where nothing was. */
  usage: unknown;
  /** From the request's arrival to the last byte, in milliseconds. */
  ms: number;
}

export interface SeenRequest {
  path: string;
  authorization: string | undefined;
  body: string;
}

export interface LoopbackServer extends AsyncDisposable {
  /** For the client; ends in /v1. */
  readonly baseUrl: string;
  /** The chat requests so far. */
  readonly requests: readonly SeenRequest[];
  /** Ends the server and all its connections. */
  close(): Promise<void>;
}

/** Starts a server on a free port. Rejects when no port can be opened. */
export async function startLoopbackServer(
  answers: Answers,
  options: LoopbackOptions = {},
): Promise<LoopbackServer> {
  const requests: SeenRequest[] = [];
  const stopped = new AbortController();
  // Each answer under way waits for it.
  setMaxListeners(0, stopped.signal);

  async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrived = performance.now();
    const index = requests.length;
    const seen = { path: request.url ?? '', authorization: request.headers.authorization, body: '' };
    requests.push(seen);
    seen.body = await textOf(request);
    const checked = checkRequest(seen.body);
    if ('complaint' in checked) {
      sendError(response, 400, checked.complaint);
      return;
    }
    const turn = checked.request.messages.filter(({ role }) => role === 'assistant').length;
    const fault = options.fault?.({ index, turn });
    const recorded = 'turns' in answers ? answers.turns[turn] : answers.answerTo(checked.request.messages, index);
    if (fault?.kind === 'status') {
      sendError(response, fault.status, fault.message ?? `status ${fault.status}`, fault.retryAfter);
    } else if (fault?.kind === 'html') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>');
    } else if (fault?.kind === 'raw') {
      response.writeHead(200, { 'content-type': 'text/event-stream', ...fault.headers });
      end(fault.body, response, fault.ending ?? 'end');
    } else if (!recorded) {
      sendError(response, 400, `The recorded dialogue has ${'turns' in answers ? answers.turns.length : 'other'} turns.`);
    } else {
      const { usage, events } = eventsOf(recorded, checked.request, fault);
      const planned = withFault(events, fault);
      if (fault === undefined || fault.kind === 'stall' || fault.kind === 'usage') {
        response.once('finish', () =>
          options.served?.({ index, answer: recorded.answer, usage, ms: performance.now() - arrived }),
        );
      }
      await play(response, planned, options.pace?.({ index, turn }) ?? plainPace);
    }
  }

  function eventsOf(recorded: RecordedTurn, request: ChatRequest, fault: Fault | undefined): { usage: unknown; events: string[] } {
    const finish = fault?.kind === 'finish' ? fault : null;
    const answer = recorded.answer.slice(0, Math.ceil(recorded.answer.length * (finish?.share ?? 1)));
    const promptTokens = request.messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0);
    const wrong = fault?.kind === 'usage' ? { value: fault.usage } : undefined;
    const events = answerEvents(
      { ...recorded, answer },
      {
        model: request.model,
        dialect: options.dialect ?? 'reasoning_content',
        chunkSize: options.chunkSize ?? 48,
        promptTokens,
        finishReason: finish?.reason ?? 'stop',
        cost: options.cost,
        usage: wrong,
        created: Math.floor(Date.now() / 1000),
      },
    );
    return { usage: wrong ? wrong.value : usageOf({ ...recorded, answer }, promptTokens), events };
  }

  const { delayMs: plainMs = 0, keepAlives = 1 } = options;
  const plainPace: Pace = { firstMs: keepAlives * plainMs, keepAliveMs: plainMs, delayMs: plainMs };

  const pause = async (ms: number): Promise<void> => {
    if (ms > 0) await wait(ms, undefined, { signal: stopped.signal });
  };

  async function play(response: ServerResponse, planned: PlannedResponse, pace: Pace): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    const comments = options.pace ? Math.floor(pace.firstMs / pace.keepAliveMs) : keepAlives;
    for (let comment = 0; comment < comments && !response.destroyed; comment++) {
      response.write(': keep-alive\n\n');
      await pause(pace.keepAliveMs);
    }
    await pause(options.pace ? pace.firstMs - comments * pace.keepAliveMs : 0);
    for (const [index, part] of planned.events.entries()) {
      if (response.destroyed) return;
      if (index === planned.stall?.afterEvents) await pause(planned.stall.ms);
      response.write(part);
      await pause(pace.delayMs);
    }
    end('', response, planned.ending);
  }

  function end(last: string | Uint8Array, response: ServerResponse, ending: PlannedResponse['ending']): void {
    if (ending === 'end') response.end(last);
    // What was written before must arrive first, or the client would see no stream at all.
    else response.write(last, () => (ending === 'destroy' ? setImmediate(() => response.destroy()) : undefined));
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/^\/v1(?=\/)/, '');
    if (request.method === 'POST' && path === '/chat/completions') await chat(request, response);
    else if (request.method === 'GET' && path === '/models') sendModels(response);
    else sendError(response, 404, `There is no ${request.method} ${request.url} here.`);
  }

  const server = createServer((request, response) => {
    // It fails when the client went away in mid-answer, or when close() ended it.
    route(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  async function close(): Promise<void> {
    stopped.abort();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }
  return { baseUrl: `http://127.0.0.1:${port}/v1`, requests, close, [Symbol.asyncDispose]: close };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
