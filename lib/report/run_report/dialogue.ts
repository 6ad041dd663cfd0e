/** A problem's dialogues: what was asked, thought, answered and told, with the long parts folded away. */
import type { JournalEvent } from '../../search/journal_events.js';
import { coloursFor } from '../colours.js';
import { verdictText } from '../verdict_text.js';
import { type Markup, markup } from './markup.js';
import { dialogueSwatch } from './path_legend.js';
import type { DialogueReport, ProblemReport } from './problem_report.js';
import { preformatted, type TextRoom } from './text_room.js';
import { grouped, span } from './units.js';

const plain = coloursFor({ isTTY: false });
const whereWhole = 'the run’s journal.jsonl';

function fold(summary: string, text: string, room: number): Markup {
  return markup`<details><summary>${summary}</summary>${preformatted(text, room, whereWhole)}</details>`;
}

/** What one event adds; the events that only tell of files and of the best add nothing. */
function entry(event: JournalEvent, { reasoning: roomToThink, message: room }: TextRoom): Markup | null {
  switch (event.type) {
    case 'problem-started':
      return fold('The task, as the model reads it', event.task, room);
    case 'dialogue-started':
      return event.message === null ? null : fold('Its first message', event.message, room);
    case 'answer': {
      const { turn, ms, tokens, reasoning, content, finishReason } = event;
      const how = finishReason === 'stop' ? '' : `, ended by “${finishReason}”`;
      const thought = `Reasoning, ${grouped(reasoning.length)} characters`;
      return markup`<h5>Turn ${turn}</h5><p class="quiet">${span(ms)}, ${grouped(tokens)} tokens${how}</p>${reasoning === '' ? null : fold(thought, reasoning, roomToThink)}${fold('Answer', content, room)}`;
    }
    case 'repeated':
      return markup`<p>The same kernel as in turn ${event.of}; it was not judged again.</p>`;
    case 'no-candidate':
      return markup`<p>No candidate in it (${event.reason}).</p>`;
    case 'verdict':
      return fold('Verdict', verdictText(event.verdict, plain), room);
    case 'feedback':
      return fold('What the model reads next', event.text, room);
    case 'turn-failed':
      return markup`<p class="notice">Turn ${event.turn} was broken off (${event.code}): ${event.message}</p>`;
    case 'dialogue-stopped':
      return markup`<p class="quiet">It ended: ${event.reason}.</p>`;
    default:
      return null;
  }
}

/** Which dialogue an event is part of; null for what concerns the problem as a whole. */
function dialogueOf(event: JournalEvent): number | null {
  return 'turn' in event || 'dialogue' in event ? (event.dialogue ?? 1) : null;
}

function column({ dialogue, from }: DialogueReport, entries: readonly (Markup | null)[]): Markup {
  const origin = from === null ? '' : `, from the kernel of turn ${from}`;
  return markup`<div class="column"><h4>${dialogueSwatch(dialogue)} Dialogue ${dialogue}${origin}</h4>${entries}</div>`;
}

/**
 * The dialogues of the problem, each in the order in which it happened, side by side where there are several. Texts
 * that are longer than their room are cut.
 */
export function dialogueSection(
  { problem, dialogues }: ProblemReport,
  events: readonly JournalEvent[],
  room: TextRoom,
): Markup {
  const own = events.filter((event) => 'problem' in event && event.problem === problem);
  if (dialogues.length <= 1) {
    const entries = own.map((event) => entry(event, room));
    return markup`<details class="dialogue"><summary>The dialogue</summary>${entries}</details>`;
  }
  const shared = own.filter((event) => dialogueOf(event) === null).map((event) => entry(event, room));
  const columns = dialogues.map((report) =>
    column(
      report,
      own.filter((event) => dialogueOf(event) === report.dialogue).map((event) => entry(event, room)),
    ),
  );
  return markup`<details class="dialogue"><summary>The ${dialogues.length} dialogues</summary>${shared}<div class="columns">${columns}</div></details>`;
}
