import { WarpsmithError } from '../errors.js';
import type { Does, Failed } from './protocol.js';

/** The error for a request that the helper could not fulfil: the file, what was expected and found, and where. */
export function moduleError(what: Does, file: string | null, { code, message, trace }: Failed): WarpsmithError {
  if (code === 'bad-request') {
    const text = `Expected the PyTorch helper to understand "${what}" but it says: ${message}`;
    return new WarpsmithError('torch-failed', text, { detail: code });
  }
  const named = file === null || message.includes(file) ? message : `${file}: ${message}`;
  // What the user's own code raised is only that error's type and text.
  const said = message.startsWith('Expected ') ? named : `Expected ${file ?? 'the module'} to run but found ${message}`;
  const text = `${said}${trace.trim() === '' ? '' : `\n${trace.trimEnd()}`}`;
  return new WarpsmithError(code === 'out-of-memory' ? 'device-out-of-memory' : 'bad-module', text, { detail: code });
}
