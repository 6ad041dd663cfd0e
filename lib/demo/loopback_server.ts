/**
 * Plays a recorded dialogue on 127.0.0.1 the way a model server would, so that the client, the stream and the parser all
 * really run. Which turn is played follows from the number of answers in the request, or from its messages, so that a
 * request that is tried again gets the same answer; the client must therefore send the whole history.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedDialogue, RecordedTurn } from './dialogue_file.js';
import { withFault, type Fault } from './faults.js';
import { sendError, sendModels } from './replies.js';
import { checkRequest, type ChatRequest } from './request_check.js';
import { answerEvents, type Dialect } from './wire_format.js';

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
  /** What goes wrong with a request; `index` counts chat requests from 0, `turn` the recorded turns. */
  fault?: (request: { index: number; turn: number }) => Fault | undefined;
}

/** What is played: recorded turns in order, or an answer that follows from the request's messages alone. */
export type Answers =
  | Pick<RecordedDialogue, 'turns'>
  | { answerTo: (messages: readonly { role: string; content: string }[]) => RecordedTurn };

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

  async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
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
    const recorded = 'turns' in answers ? answers.turns[turn] : answers.answerTo(checked.request.messages);
    if (fault?.kind === 'status') {
      sendError(response, fault.status, fault.message ?? `status ${fault.status}`, fault.retryAfter);
    } else if (fault?.kind === 'html') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>');
    } else if (!recorded) {
      sendError(response, 400, `The recorded dialogue has ${turn} turns.`);
    } else {
      await play(response, withFault(eventsOf(recorded, checked.request, fault), fault));
    }
  }

  function eventsOf(recorded: RecordedTurn, request: ChatRequest, fault: Fault | undefined): string[] {
    const finish = fault?.kind === 'finish' ? fault : null;
    const answer = recorded.answer.slice(0, Math.ceil(recorded.answer.length * (finish?.share ?? 1)));
    return answerEvents(
      { ...recorded, answer },
      {
        model: request.model,
        dialect: options.dialect ?? 'reasoning_content',
        chunkSize: options.chunkSize ?? 48,
        promptTokens: request.messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0),
        finishReason: finish?.reason ?? 'stop',
        cost: options.cost,
        created: Math.floor(Date.now() / 1000),
      },
    );
  }

  async function play(response: ServerResponse, { events, ending }: ReturnType<typeof withFault>): Promise<void> {
    const { delayMs = 0, keepAlives = 1 } = options;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    for (const text of [...Array<string>(keepAlives).fill(': keep-alive\n\n'), ...events]) {
      if (response.destroyed) return;
      response.write(text);
      if (delayMs > 0) await wait(delayMs, undefined, { signal: stopped.signal });
    }
    if (ending === 'end') response.end();
    // What was written before must arrive first, or the client would see no stream at all.
    if (ending === 'destroy') response.write('', () => setImmediate(() => response.destroy()));
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
