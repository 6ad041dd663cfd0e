/** What can go wrong at a model server, played on purpose so that the client's handling of it is tested. */
export type Fault =
  /** An HTTP error with an error body such as DeepSeek sends. */
  | { kind: 'status'; status: number; message?: string; retryAfter?: string }
  /** The connection dies after so many events. */
  | { kind: 'break-off'; afterEvents: number }
  /** The response ends in good order after so many events, but the answer has not ended. */
  | { kind: 'early-end'; afterEvents: number }
  /** Another finish_reason, after only the first `share` (0 to 1) of the answer's text. */
  | { kind: 'finish'; reason: string; share?: number }
  /** An event that is no JSON, after so many good ones. */
  | { kind: 'garbage'; afterEvents: number }
  /** An error object inside the stream, as vLLM sends it. */
  | { kind: 'error-event'; code: number; message: string }
  /** A page of HTML with status 200, as from a wrong base URL. */
  | { kind: 'html' }
  /** Nothing more after so many events, and the connection stays open. */
  | { kind: 'silence'; afterEvents: number }
  /** Nothing for so many milliseconds after so many events; then the answer goes on. */
  | { kind: 'stall'; afterEvents: number; ms: number }
  /** Something else as the usage at the end; undefined for none. */
  | { kind: 'usage'; usage: unknown }
  /** The events of the answer, changed at will; `split` is the most bytes that are written at once. */
  | { kind: 'edited'; edit: (events: string[]) => (string | Uint8Array)[]; split?: number }
  /** These bytes instead of an event stream, with these headers. */
  | { kind: 'raw'; body: string | Uint8Array; headers?: Record<string, string>; ending?: PlannedResponse['ending'] };

/** What of the events is sent, and what happens after them. */
export interface PlannedResponse {
  events: (string | Uint8Array)[];
  ending: 'end' | 'destroy' | 'stay';
  stall?: { afterEvents: number; ms: number };
}

/** How a fault changes the events of a whole answer. */
export function withFault(events: string[], fault: Fault | undefined): PlannedResponse {
  switch (fault?.kind) {
    case 'break-off':
      return { events: events.slice(0, fault.afterEvents), ending: 'destroy' };
    case 'early-end':
      return { events: events.slice(0, fault.afterEvents), ending: 'end' };
    case 'silence':
      return { events: events.slice(0, fault.afterEvents), ending: 'stay' };
    case 'garbage':
      return { events: [...events.slice(0, fault.afterEvents), 'data: {"choices": [{]\n\n'], ending: 'end' };
    case 'error-event': {
      const error = { message: fault.message, type: 'server_error', code: fault.code };
      return { events: [`data: ${JSON.stringify({ error })}\n\n`, 'data: [DONE]\n\n'], ending: 'end' };
    }
    case 'stall':
      return { events, ending: 'end', stall: fault };
    case 'edited': {
      const edited = fault.edit(events);
      return { events: fault.split === undefined ? edited : split(edited, fault.split), ending: 'end' };
    }
    default:
      return { events, ending: 'end' };
  }
}

/** In pieces of so many bytes, wherever that cuts. */
function split(events: (string | Uint8Array)[], size: number): Uint8Array[] {
  const bytes = Buffer.concat(events.map((event) => Buffer.from(event as string)));
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}
