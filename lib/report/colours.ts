import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours for a stream: only on a terminal, and never with NO_COLOR. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  // For a pipe `isTTY` is undefined, which picocolors would take as "decide yourself": yes, where CI is set.
  return picocolors.createColors(stream.isTTY === true && picocolors.isColorSupported);
}
