/**
 * Splits a stream whose thinking stands inside the content, between `<think>` and `</think>`.
 *
 * Three shapes are known. The text opens with `<think>` (white space before it is allowed); or it starts inside the
 * thinking, because the chat template wrote the opening tag into the prompt, and only `</think>` is seen; or there are
 * no tags and all of it is the answer. Only the first closing tag counts: later ones are the model's own text.
 * The split depends on the text alone, not on where the stream was cut.
 */
const opening = '<think>';
const closing = '</think>';

export interface Piece {
  /** In a stream that starts inside the thinking, pieces are called content until the closing tag proves otherwise. */
  kind: 'reasoning' | 'content';
  text: string;
}

export interface ThinkSplitter {
  /** Takes the next part of the text; returns what can be shown already, for progress only. */
  push(text: string): Piece[];
  /** The split of everything that was pushed, without the white space around the tags. */
  end(): { reasoning: string; content: string; pieces: Piece[] };
}

export function createThinkSplitter(): ThinkSplitter {
  let state: 'start' | 'thinking' | 'undecided' | 'answer' = 'start';
  let held = '';
  let reasoning = '';
  let content = '';

  function emit(kind: Piece['kind'], text: string, pieces: Piece[]): void {
    if (text === '') return;
    if (kind === 'reasoning') reasoning += text;
    else content += text;
    pieces.push({ kind, text });
  }

  /** Works off as much of the held text as can be decided; `last` means that no more will come. */
  function advance(last: boolean): Piece[] {
    const pieces: Piece[] = [];
    if (state === 'start') {
      const begin = held.trimStart();
      if (!last && opening.startsWith(begin)) return pieces;
      if (begin.startsWith(opening)) held = begin.slice(opening.length);
      state = begin.startsWith(opening) ? 'thinking' : 'undecided';
    }
    if (state !== 'answer') {
      const kind = state === 'thinking' ? 'reasoning' : 'content';
      const at = held.indexOf(closing);
      if (at < 0) {
        const keep = last ? 0 : partialTag(held);
        emit(kind, held.slice(0, held.length - keep), pieces);
        held = held.slice(held.length - keep);
        return pieces;
      }
      emit(kind, held.slice(0, at), pieces);
      if (state === 'undecided') [reasoning, content] = [content, ''];
      held = held.slice(at + closing.length);
      state = 'answer';
    }
    emit('content', held, pieces);
    held = '';
    return pieces;
  }

  return {
    push(text) {
      held += text;
      return advance(false);
    },
    end() {
      const pieces = advance(true);
      return { reasoning: reasoning.trim(), content: content.trim(), pieces };
    },
  };
}

/** Length of the longest end of the text that could be the beginning of the closing tag. */
function partialTag(text: string): number {
  for (let length = Math.min(closing.length - 1, text.length); length > 0; length--) {
    if (closing.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
