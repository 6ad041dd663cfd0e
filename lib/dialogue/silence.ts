/**
 * The client's own time limit ends when the response's headers are there; a stream can fall silent after that. This
 * fetch watches the body too. Any byte counts as a sign of life, also the `: keep-alive` comments that a busy server
 * sends for minutes and that the client never passes on.
 */
import { setTimeout as wait } from 'node:timers/promises';

export class SilenceError extends Error {}

/** A `fetch` whose response body fails with a SilenceError when nothing arrives for `limitMs` milliseconds. */
export function fetchWithSilenceLimit(limitMs: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.body) return response;
    return new Response(ReadableStream.from(watched(response.body, limitMs)), response);
  };
}

async function* watched(body: ReadableStream<Uint8Array>, limitMs: number): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const read = await orSilence(reader.read(), limitMs);
      if (read.done) return;
      yield read.value;
    }
  } finally {
    // Closes the connection when the reader went away early; there is no one left to tell if that fails.
    reader.cancel().catch(() => undefined);
  }
}

async function orSilence<T>(read: Promise<T>, limitMs: number): Promise<T> {
  const timer = new AbortController();
  const silence = wait(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new SilenceError(`Nothing arrived for ${limitMs} ms.`);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    timer.abort();
    silence.catch(() => undefined);
  }
}
