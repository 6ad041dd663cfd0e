/** How much of each text a page shows: all of it in most runs, less where a run's texts would make it too large. */
import type { JournalEvent } from '../../search/journal_events.js';
import { type Markup, markup } from './markup.js';
import { grouped } from './units.js';

/** Characters of all dialogues together: a page of some 30 MB, which browsers open in a few seconds. */
const mostCharacters = 24_000_000;

/** Of these for answers and messages, as far as they need it; reasoning, mostly far longer, gets the rest. */
const shareOfMessages = 0.75;

/** Characters of a kernel: more than any that was written to be read. */
export const mostOfKernel = 200_000;

/** Characters that each text may have on the page. */
export interface TextRoom {
  reasoning: number;
  /** Answers, verdicts, and what the model is told. */
  message: number;
}

function messageLengths(event: JournalEvent): number[] {
  switch (event.type) {
    case 'problem-started':
      return [event.task.length];
    case 'dialogue-started':
      return [event.message?.length ?? 0];
    case 'answer':
      return [event.content.length];
    case 'feedback':
      return [event.text.length];
    default:
      return [];
  }
}

/** The largest length to which all texts can be cut so that together they are no longer than `most`. */
export function fairLength(texts: readonly number[], most: number): number {
  const sorted = [...texts].sort((a, b) => a - b);
  let left = most;
  for (const [index, length] of sorted.entries()) {
    const share = left / (sorted.length - index);
    if (length > share) return Math.floor(share);
    left -= length;
  }
  return Infinity;
}

/** What a page of the run's events has room for. */
export function textRoom(events: readonly JournalEvent[]): TextRoom {
  const messages = events.flatMap(messageLengths);
  const message = fairLength(messages, mostCharacters * shareOfMessages);
  const left = mostCharacters - messages.reduce((sum, length) => sum + Math.min(length, message), 0);
  const thoughts = events.flatMap((event) => (event.type === 'answer' ? [event.reasoning.length] : []));
  return { message, reasoning: fairLength(thoughts, left) };
}

/** A text as it is, or its beginning and its end with a note of what is missing between them. */
export function preformatted(text: string, room: number, whereWhole: string): Markup {
  if (text.length <= room) return markup`<pre>${text}</pre>`;
  const tail = Math.floor(room / 3);
  // Half of a surrogate pair is no character.
  const head = text.slice(0, Math.ceil(room - tail)).replace(/[\ud800-\udbff]$/, '');
  const end = text.slice(text.length - tail).replace(/^[\udc00-\udfff]/, '');
  const note = `${grouped(text.length - head.length - end.length)} of ${grouped(text.length)} characters are left out here; ${whereWhole} has them.`;
  return markup`<pre>${head}</pre><p class="notice">${note}</p><pre>${end}</pre>`;
}
