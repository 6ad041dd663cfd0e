/**
 * Which key goes to which server; decided here and nowhere else:
 *
 * 1. the key given as an option;
 * 2. `WARPSMITH_API_KEY`, whatever the server;
 * 3. a service's own variable, such as `DEEPSEEK_API_KEY` for deepseek.com, so that a key never reaches a server that it
 *    was not made for;
 * 4. none, which is enough for a server on this machine.
 */
import { WarpsmithError } from '../errors.js';

const hostKeys = {
  'deepseek.com': 'DEEPSEEK_API_KEY',
  'nvidia.com': 'NVIDIA_API_KEY',
  'ollama.com': 'OLLAMA_API_KEY',
  'openai.com': 'OPENAI_API_KEY',
  'openrouter.ai': 'OPENROUTER_API_KEY',
} as const;

/** The variables that a key is read from, for a help text. */
export const keyVariables: readonly string[] = ['WARPSMITH_API_KEY', ...Object.values(hostKeys)];

/**
 * The key to send to a server. Throws `bad-option` when the base URL is none, `model-authentication` when the server
 * needs a key and none is at hand.
 */
export function apiKeyFor(
  baseUrl: string,
  given: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const { hostname } = parseBaseUrl(baseUrl);
  const own = Object.entries(hostKeys).find(([host]) => hostname === host || hostname.endsWith(`.${host}`));
  const key = given || environment.WARPSMITH_API_KEY || (own && environment[own[1]]);
  if (key) return key.trim();
  // The client insists on a key; a server on this machine ignores it.
  if (isLoopback(hostname)) return 'none';
  throw new WarpsmithError(
    'model-authentication',
    `${hostname} needs an API key and none was found. Set ${own ? `${own[1]} or ` : ''}WARPSMITH_API_KEY.`,
  );
}

/** Throws `bad-option` unless the text is an http or https address without a password in it. */
export function parseBaseUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new WarpsmithError(
      'bad-option',
      `Expected a base URL such as https://api.deepseek.com or http://127.0.0.1:8000/v1, found "${baseUrl}".`,
    );
  }
  if (url.username || url.password) {
    // It would end up in the run folder.
    throw new WarpsmithError('bad-option', 'The base URL must not hold a password: set WARPSMITH_API_KEY instead.');
  }
  return url;
}

/** Whether a URL's host name is this machine's. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
