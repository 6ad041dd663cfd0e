/** The fenced blocks of a Markdown text, as they close while it is still being written. */
import { isNamedCode } from './languages.js';

export interface FencedBlock {
  /** First word after the fence in lower case, '' when bare. */
  language: string;
  text: string;
  /** False when the text ended, or the next block of code began, before the fence was closed. */
  closed: boolean;
  /** Blocks are counted from 0 as they open. */
  number: number;
}

interface OpenFence {
  mark: string;
  length: number;
  language: string;
}

type OpenBlock = OpenFence & { number: number; indent: number; lines: string[] };

/** Longest name of a language that is looked at. */
const longestName = 40;

/**
 * Reads a text in pieces of any size; the time is linear in its length. A fence may be indented, as in a list: its
 * indentation is taken off its lines. A block that is no code by its name, such as `markdown`, may hold blocks that are.
 */
export class FenceReader {
  /** The pieces of the line that has not ended yet. */
  private readonly pieces: string[] = [];
  /** The innermost is last: at most a block of prose and a block of code in it. */
  private readonly open: OpenBlock[] = [];
  private opened = 0;

  /** The blocks that end with this piece. A closing fence counts once its line has ended. */
  push(text: string): FencedBlock[] {
    const ended: FencedBlock[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.pieces.push(text.slice(start, end));
      this.takeLine(ended);
      start = end + 1;
    }
    if (start < text.length) this.pieces.push(text.slice(start));
    return ended;
  }

  /** The text has ended: what its last line closes, and what is left open. */
  end(): FencedBlock[] {
    const ended: FencedBlock[] = [];
    this.takeLine(ended);
    while (this.open.length > 0) this.close(false, ended);
    return ended;
  }

  private takeLine(ended: FencedBlock[]): void {
    const whole = this.pieces.join('');
    this.pieces.length = 0;
    const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const inner = this.open.at(-1);
    if (!inner) {
      this.begin(line, openingOf(line));
      return;
    }
    if (closes(line, inner)) {
      this.close(true, ended);
      return;
    }
    const fence = openingOf(line);
    if (fence && isNamedCode(fence.language)) {
      if (!isNamedCode(inner.language)) {
        this.begin(line, fence);
        return;
      }
      // No line of CUDA looks like this: the model has started anew.
      if (fence.mark === inner.mark && fence.length >= inner.length) {
        this.close(false, ended);
        this.begin(line, fence);
        return;
      }
    }
    inner.lines.push(line.slice(Math.min(inner.indent, indentOf(line))));
  }

  private begin(line: string, fence: OpenFence | null): void {
    if (fence) this.open.push({ ...fence, number: this.opened++, indent: indentOf(line), lines: [] });
  }

  private close(closed: boolean, ended: FencedBlock[]): void {
    const block = this.open.pop();
    if (block) ended.push({ language: block.language, text: block.lines.join('\n'), closed, number: block.number });
  }
}

/** All blocks in the order in which they open. */
export function fencedBlocks(markdown: string): FencedBlock[] {
  const reader = new FenceReader();
  return [...reader.push(markdown), ...reader.end()].sort((a, b) => a.number - b.number);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The fence that the line opens, if it does. Without a regular expression: their time can grow with the square. */
function openingOf(line: string): OpenFence | null {
  const text = line.trimStart();
  const mark = text.charAt(0);
  if (mark !== '`' && mark !== '~') return null;
  let length = 1;
  while (text.charAt(length) === mark) length++;
  if (length < 3) return null;
  const info = text.slice(length).trimStart();
  // A backtick after the fence makes it inline code.
  if (mark === '`' && info.includes('`')) return null;
  const language = (/^[^\s:,{]*/.exec(info.slice(0, longestName))?.[0] ?? '').toLowerCase();
  return { mark, length, language };
}

function closes(line: string, { mark, length }: OpenFence): boolean {
  const text = line.trim();
  if (text.length < length || !text.startsWith(mark)) return false;
  return text === mark.repeat(text.length);
}
