/** What was spent up to a journal's last event, for the budget of a resumed run. */
import type { Spending } from './budget.js';
import type { JournalEvent } from './journal_events.js';

export function spentIn(events: readonly JournalEvent[]): Spending {
  const answers = events.filter((event) => event.type === 'answer');
  return {
    ms: events.at(-1)?.usedMs ?? 0,
    tokens: answers.reduce((sum, answer) => sum + answer.tokens, 0),
    candidates: answers.length,
    dollars: answers.reduce((sum, answer) => sum + (answer.dollars ?? 0), 0),
  };
}
