/** Whether code ends in its midst: a brace that is never closed tells. */
import { SourceReader } from '../verify/policy/source_reader.js';

/** True when more braces open than close, those of comments and texts aside. Linear in the length. */
export function breaksOff(source: string): boolean {
  const reader = new SourceReader(source);
  let depth = 0;
  while (!reader.atEnd) {
    if (reader.pairAhead('//')) reader.takeUpTo('\n');
    else if (reader.pairAhead('/*')) reader.takeComment();
    else {
      const character = reader.take();
      if (character === '"') takeString(reader);
      if (character === '{') depth++;
      if (character === '}') depth--;
    }
  }
  return depth > 0;
}

function takeString(reader: SourceReader): void {
  while (!reader.atEnd && reader.next !== '\n') {
    const character = reader.take();
    if (character === '"') return;
    if (character === '\\') reader.take();
  }
}
