/** The fenced blocks of a Markdown text. */
export interface FencedBlock {
  /** First word after the fence in lower case, '' when bare. */
  language: string;
  text: string;
  /** False when the text ended before the fence did. */
  closed: boolean;
}

interface OpenFence extends FencedBlock {
  fence: string;
  indent: number;
  lines: string[];
}

/** All blocks in order. A fence may be indented, as in a list; its indentation is taken off its lines. */
export function fencedBlocks(markdown: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: OpenFence | null = null;
  for (const line of markdown.split(/\r?\n/)) {
    if (open) {
      if (closes(line, open.fence)) {
        blocks.push({ language: open.language, text: open.lines.join('\n'), closed: true });
        open = null;
      } else {
        open.lines.push(withoutIndent(line, open.indent));
      }
      continue;
    }
    const start = /^([ \t]*)(`{3,}|~{3,})[ \t]*(.*)$/.exec(line);
    // A backtick after the fence makes it inline code.
    if (!start || (start[2]!.startsWith('`') && start[3]!.includes('`'))) continue;
    const language = /^[^\s:,{]*/.exec(start[3]!)![0].toLowerCase();
    open = { language, text: '', closed: false, fence: start[2]!, indent: start[1]!.length, lines: [] };
  }
  if (open) blocks.push({ language: open.language, text: open.lines.join('\n'), closed: false });
  return blocks;
}

function closes(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === fence[0]!.repeat(text.length);
}

function withoutIndent(line: string, indent: number): string {
  const own = line.length - line.trimStart().length;
  return line.slice(Math.min(own, indent));
}
