/** A turn as its dialogue remembers it. */
export interface Turn {
  /** 1 for the first. */
  number: number;
  /** The answer's content. */
  answer: string;
  /** How the server says that the answer ended; by itself where it is left out. */
  finishReason?: string | undefined;
  /** The feedback it got. */
  reply: string;
  /** What came of it in a line, see summary.ts; the feedback's first line where it is left out. */
  summary?: string | undefined;
}
