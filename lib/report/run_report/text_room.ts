/** How much of each text a page shows: all of it in most runs, less where a run's texts would make it too large. */
import type { JournalEvent } from '../../search/journal_events.js';
import { type Markup, markup } from './markup.js';
import { grouped } from './units.js';

/** Characters of all dialogues together: a page of some 20 MB, which browsers open in a second or two. */
const mostCharacters = 16_000_000;

/** Characters of a kernel: more than any that was written to be read. */
export const mostOfKernel = 200_000;

function lengths(event: JournalEvent): number[] {
  switch (event.type) {
    case 'problem-started':
      return [event.task.length];
    case 'dialogue-started':
      return [event.message.length];
    case 'answer':
      return [event.reasoning.length, event.content.length];
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

/** Characters that each text of the run's dialogues may have on its page. */
export function textRoom(events: readonly JournalEvent[]): number {
  return fairLength(events.flatMap(lengths), mostCharacters);
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
