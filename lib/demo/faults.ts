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
  | { kind: 'silence'; afterEvents: number };

/** The text of the events that are sent, and what happens after them. */
export interface PlannedResponse {
  events: string[];
  ending: 'end' | 'destroy' | 'stay';
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
    default:
      return { events, ending: 'end' };
  }
}
