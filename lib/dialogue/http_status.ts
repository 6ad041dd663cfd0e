/** What an HTTP status from a model server means for us. Any other 5xx is taken like 500, any other 4xx as our fault. */
import type { ErrorCode } from '../errors.js';
import type { ModelPlace } from './model_errors.js';

interface StatusFailure {
  code: ErrorCode;
  retryable: boolean;
  advice: (place: ModelPlace) => string;
}

const badKey: StatusFailure = {
  code: 'model-authentication',
  retryable: false,
  advice: () => 'The API key is wrong or may not do this. Set WARPSMITH_API_KEY to a key of this server.',
};
const badRequest: StatusFailure = {
  code: 'model-bad-request',
  retryable: false,
  advice: ({ model }) => `The server refused the request. Check the options and what ${model} accepts.`,
};
const overloaded: StatusFailure = {
  code: 'model-overloaded',
  retryable: true,
  advice: () => 'The server has a problem or too much to do. Try again in a few minutes.',
};

export const statusFailures: Readonly<Record<number, StatusFailure>> = {
  400: badRequest,
  401: badKey,
  402: {
    code: 'model-balance',
    retryable: false,
    advice: () => 'The account has no balance left. Top it up, then resume the run.',
  },
  403: badKey,
  404: {
    code: 'model-bad-request',
    retryable: false,
    advice: ({ model, baseUrl }) =>
      `There is no model "${model}" at this address, or the base URL is not quite right: ` +
      `most servers want it to end in /v1 (found ${baseUrl}).`,
  },
  408: overloaded,
  422: badRequest,
  429: {
    code: 'model-rate-limit',
    retryable: true,
    advice: () => 'Too many requests or tokens for this key. Wait, or use a key with a higher limit.',
  },
  500: overloaded,
  503: overloaded,
};
