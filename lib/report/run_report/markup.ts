/** HTML and SVG in which whatever is put into a template is text, unless it is markup itself. */

/** Markup that is safe to put into a page; only `markup` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Slot = string | number | Markup | null | readonly Slot[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that nobody sees and that change what is seen: controls, and those that turn the direction of writing. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text as HTML, for an element or a quoted attribute. Answers are untrusted: what would be invisible becomes visible. */
export function escapeText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(unseen, (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
    .replace(/[&<>"']/g, (character) => entities[character]!);
}

function slotText(slot: Slot): string {
  if (slot === null) return '';
  if (slot instanceof Markup) return slot.text;
  if (typeof slot === 'number') return String(slot);
  return typeof slot === 'string' ? escapeText(slot) : slot.map(slotText).join('');
}

/** A template tag: `markup\`<b>${answer}</b>\`` escapes the answer. Attributes must stand in double quotes. */
export function markup(parts: TemplateStringsArray, ...slots: readonly Slot[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < slots.length ? slotText(slots[index]!) : '')).join(''));
}
