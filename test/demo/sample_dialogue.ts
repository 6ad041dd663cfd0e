/** Small recorded dialogues for tests. */
import type { RecordedTurn } from '../../lib/demo/dialogue_file.js';

/** The candidate's text as an answer brings it. */
export function sampleSource(label: string): string {
  // In the code as well: sources that differ in comments alone are one and the same.
  return `/*---\nlaunch: []\n---*/\n// ${label}\n__device__ int ${label.replace(/\W+/g, '_')};\n`;
}

/** An answer with a candidate that is told by its label. */
export function turnWith(label: string): RecordedTurn {
  return { reasoning: `Thinking of ${label}.`, answer: `So:\n\n\`\`\`cuda\n${sampleSource(label)}\`\`\`\n` };
}

/** An answer without a candidate. */
export const turnWithoutCode: RecordedTurn = { reasoning: 'Hm.', answer: 'I would use shared memory.' };
