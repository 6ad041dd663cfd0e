/**
 * A Chromium without a window, spoken to over `--remote-debugging-pipe`: JSON messages that end with a NUL on the
 * browser's descriptors 3 (in) and 4 (out). No port is opened and nothing beyond Node is needed.
 */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const usualNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** `WARPSMITH_CHROMIUM`, else the first of the usual names in PATH; null when there is none. */
export function findChromium(): string | null {
  const named = process.env.WARPSMITH_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = usualNames.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

export type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;

export interface TabEvent {
  method: string;
  params: Record<string, unknown>;
}

export interface Tab {
  send: Send;
  /** Events of the DevTools protocol, in order, from when the tab was opened. */
  readonly events: readonly TabEvent[];
  /** Resolves once one of the events from `from` on is as wanted; rejects when the browser has ended. */
  until(isWanted: (event: TabEvent) => boolean, from: number): Promise<void>;
}

export interface Chromium {
  openTab(): Promise<Tab>;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

const flags = [
  '--headless',
  // The pages are ours, and as root or in a container there is no sandbox to be had.
  '--no-sandbox',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--hide-scrollbars',
  '--force-color-profile=srgb',
];

/** Starts the browser with a profile of its own. Its commands reject once it has ended. */
export function startChromium(path: string): Chromium {
  const profile = mkdtempSync(join(tmpdir(), 'warpsmith-chromium-'));
  const child = spawn(path, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const tabs = new Map<string, TabEvent[]>();
  const arrivals = new EventEmitter();
  let lastId = 0;
  let ended = false;

  const end = (): void => {
    ended = true;
    for (const answer of waiting.values()) answer({ error: { message: `${path} has ended` } });
    waiting.clear();
    arrivals.emit('arrival');
  };
  const exited = new Promise<void>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve());
  }).then(end);
  input.on('error', end);

  const receive = (message: Message): void => {
    if (message.id !== undefined) {
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    } else if (message.method !== undefined && message.sessionId !== undefined) {
      tabs.get(message.sessionId)?.push({ method: message.method, params: message.params ?? {} });
      arrivals.emit('arrival');
    }
  };
  let rest = Buffer.alloc(0);
  output.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    for (let at = rest.indexOf(0); at >= 0; at = rest.indexOf(0)) {
      receive(JSON.parse(rest.toString('utf8', 0, at)) as Message);
      rest = rest.subarray(at + 1);
    }
  });

  const send = (method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      if (ended) {
        reject(new Error(`${method}: ${path} has ended`));
        return;
      }
      const id = ++lastId;
      waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });

  return {
    async openTab() {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const attached = await send('Target.attachToTarget', { targetId, flatten: true });
      const sessionId = attached.sessionId as string;
      const events: TabEvent[] = [];
      tabs.set(sessionId, events);
      return {
        events,
        send: (method, params = {}) => send(method, params, sessionId),
        async until(isWanted, from) {
          while (!events.slice(from).some(isWanted)) {
            if (ended) throw new Error(`${path} has ended`);
            await once(arrivals, 'arrival');
          }
        },
      };
    },
    async close() {
      if (!ended) await send('Browser.close', {}).catch(() => child.kill('SIGKILL'));
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
