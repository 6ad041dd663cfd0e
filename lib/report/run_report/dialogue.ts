/** A problem's dialogue: what was asked, thought, answered and told, with the long parts folded away. */
import type { JournalEvent } from '../../search/journal_events.js';
import { coloursFor } from '../colours.js';
import { verdictText } from '../verdict_text.js';
import { type Markup, markup } from './markup.js';
import { grouped, span } from './units.js';

const plain = coloursFor({ isTTY: false });

function fold(summary: string, text: string): Markup {
  return markup`<details><summary>${summary}</summary><pre>${text}</pre></details>`;
}

/** What one event adds; the events that only tell of files and of the best add nothing. */
function entry(event: JournalEvent): Markup | null {
  switch (event.type) {
    case 'problem-started':
      return fold('The task, as the model reads it', event.task);
    case 'answer': {
      const { turn, ms, tokens, reasoning, content, finishReason } = event;
      const how = finishReason === 'stop' ? '' : `, ended by “${finishReason}”`;
      const thought = `Reasoning, ${grouped(reasoning.length)} characters`;
      return markup`<h5>Turn ${turn}</h5><p class="quiet">${span(ms)}, ${grouped(tokens)} tokens${how}</p>${reasoning === '' ? null : fold(thought, reasoning)}${fold('Answer', content)}`;
    }
    case 'no-candidate':
      return markup`<p>No candidate in it (${event.reason}).</p>`;
    case 'verdict':
      return fold('Verdict', verdictText(event.verdict, plain));
    case 'feedback':
      return fold('What the model reads next', event.text);
    case 'turn-failed':
      return markup`<p class="notice">Turn ${event.turn} was broken off (${event.code}): ${event.message}</p>`;
    default:
      return null;
  }
}

/** The dialogue of the problem, in the order in which it happened. */
export function dialogue(problem: string, events: readonly JournalEvent[]): Markup {
  const entries = events.filter((event) => 'problem' in event && event.problem === problem).map(entry);
  return markup`<details class="dialogue"><summary>The dialogue</summary>${entries}</details>`;
}
