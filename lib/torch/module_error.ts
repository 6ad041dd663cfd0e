import { WarpsmithError } from '../errors.js';
import type { Does, Failed } from './protocol.js';

/** The error for a request that the helper could not fulfil: the file, what was expected and found, and where. */
export function moduleError(what: Does, file: string | null, { code, message, trace }: Failed): WarpsmithError {
  if (code === 'bad-request') {
    const text = `Expected the PyTorch helper to understand "${what}" but it says: ${message}`;
    return new WarpsmithError('torch-failed', text, { detail: code });
  }
  const where = file === null || message.includes(file) ? '' : `${file}: `;
  const text = `${where}${message}${trace.trim() === '' ? '' : `\n${trace.trimEnd()}`}`;
  return new WarpsmithError(code === 'out-of-memory' ? 'device-out-of-memory' : 'bad-module', text, { detail: code });
}
