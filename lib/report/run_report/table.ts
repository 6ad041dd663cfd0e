/** Tables that scroll in a frame of their own where the page is too narrow for them. */
import { type Markup, markup, type Slot } from './markup.js';

export interface Column {
  head: string;
  /** "number": right-aligned and never broken; "words": wrapped, but kept wide enough to be read. */
  kind: 'number' | 'words' | 'name';
}

/** `rows` have a slot for each column. */
export function table(columns: readonly Column[], rows: readonly (readonly Slot[])[]): Markup {
  const heads = columns.map(({ head, kind }) => markup`<th scope="col" class="${kind}">${head}</th>`);
  const lines = rows.map(
    (row) => markup`<tr>${row.map((cell, index) => markup`<td class="${columns[index]!.kind}">${cell}</td>`)}</tr>`,
  );
  return markup`<div class="wide"><table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}
