/** Small recorded dialogues for tests. */
import type { RecordedTurn } from '../../lib/demo/dialogue_file.js';

/** The candidate's text as an answer brings it. */
export function sampleSource(label: string): string {
  return `/*---\nlaunch: []\n---*/\n// ${label}\n`;
}

/** An answer with a candidate that is told by its label. */
export function turnWith(label: string): RecordedTurn {
  return { reasoning: `Thinking of ${label}.`, answer: `So:\n\n\`\`\`cuda\n${sampleSource(label)}\`\`\`\n` };
}

/** An answer without a candidate. */
export const turnWithoutCode: RecordedTurn = { reasoning: 'Hm.', answer: 'I would use shared memory.' };
