/** The messages of a dialogue as they go over the wire: content only, never the model's reasoning. */
export interface Message {
  role: 'user' | 'assistant';
  content: string;
}

/** Tokens of a text by the rule of thumb of four characters each; only used to bound history, never to bill. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
