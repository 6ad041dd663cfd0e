/** Finds the candidate in an answer that is still being written, so that it compiles before the answer ends. */
import { longestCandidate, plannedSource } from './answer.js';
import { FenceReader } from './fences.js';

/**
 * Fed with an answer's content as it arrives. Where the candidate that `extractCandidate` finds in the whole answer is
 * the last one whose fence was closed on a line of its own, it is the last one that `push` returned. A fence on the
 * answer's very last line, without a line's end, closes with the answer.
 */
export class ClosedCandidate {
  private readonly reader = new FenceReader();
  private latest = -1;

  /** The candidate's source when this piece closes its fence, once; null otherwise. A later one replaces it. */
  push(text: string): string | null {
    let source: string | null = null;
    for (const block of this.reader.push(text)) {
      // A block that holds another one closes later, though it began first.
      if (!block.closed || block.number < this.latest) continue;
      const found = plannedSource(block);
      if (found === null || found.length > longestCandidate) continue;
      source = found;
      this.latest = block.number;
    }
    return source;
  }
}

/** The last candidate whose fence has closed in the content so far; null before there is one. */
export function closedCandidate(contentSoFar: string): string | null {
  return new ClosedCandidate().push(contentSoFar);
}
