/** The plain JSON answers of the loopback server. */
import type { ServerResponse } from 'node:http';

/** The list of models, which holds one. */
export function sendModels(response: ServerResponse): void {
  const models = { object: 'list', data: [{ id: 'recorded', object: 'model', owned_by: 'warpsmith' }] };
  sendJson(response, 200, models);
}

/** An error in the shape that OpenAI's and DeepSeek's APIs share. */
export function sendError(response: ServerResponse, status: number, message: string, retryAfter?: string): void {
  const error = { message, type: status < 500 ? 'invalid_request_error' : 'server_error', param: null, code: null };
  sendJson(response, status, { error }, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
