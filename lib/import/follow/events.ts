/** What host code makes the device do. */
import type { Size } from '../size.js';
import { Underivable } from '../underivable.js';
import type { Storage } from '../values.js';

export type LaunchArgument = { storage: Storage } | { text: string } | { value: number } | { isNull: true };

export interface Launch {
  kind: 'launch';
  line: number;
  kernel: string;
  grid: Size[];
  block: Size[];
  shared: Size | null;
  args: LaunchArgument[];
}

/** What happens on the device, in order. */
export type Event = Launch | { kind: 'fill'; storage: Storage; value: number };

/** Memory is set to a value: by an event, or before the first launch where no event has touched it. */
export function fill(events: Event[], storage: Storage, value: number): void {
  if (storage.input !== null) {
    throw new Underivable(`a change of "${storage.input}", an input`, 'Inputs are only read: write to a new tensor.');
  }
  const touched = events.some((event) =>
    event.kind === 'fill'
      ? event.storage === storage
      : event.args.some((each) => 'storage' in each && each.storage === storage),
  );
  if (touched) events.push({ kind: 'fill', storage, value });
  else storage.fill = value;
}
