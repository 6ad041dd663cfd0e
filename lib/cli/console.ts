/** How commands speak: results on stdout, progress on stderr, colour and movement only on a terminal. */
import ora, { type Ora } from 'ora';
import { type Colours, coloursFor } from '../report/colours.js';

export interface Console {
  readonly json: boolean;
  readonly colours: Colours;
  /** A result for people; silent with --json. */
  say(text: string): void;
  /** The one document of --json; in a line of its own where others went before. */
  document(value: unknown): void;
  /** One of several documents of --json, in a line of its own. */
  line(value: unknown): void;
  /** What is going on now: replaces the line before on a terminal, a line of its own elsewhere. */
  progress(text: string): void;
  /** A line that stays, above the progress. */
  note(text: string): void;
  /** Ends the progress. */
  rest(): void;
}

export function createConsole({ json }: { json: boolean }): Console {
  let spinner: Ora | null = null;
  let inLines = false;
  // On a terminal that tells no width, as some that programs open, ora clears lines without an end.
  const live = process.stderr.isTTY && process.stderr.columns > 0;
  return {
    json,
    colours: coloursFor(process.stdout),
    say(text) {
      this.rest();
      if (!json) console.log(text);
    },
    document(value) {
      this.rest();
      if (json) console.log(JSON.stringify(value, null, inLines ? 0 : 2));
    },
    line(value) {
      inLines = true;
      this.document(value);
    },
    progress(text) {
      if (!live) return;
      // Ctrl-C is ours to handle: it ends the work in order.
      spinner ??= ora({ stream: process.stderr, discardStdin: false }).start();
      spinner.text = text;
    },
    note(text) {
      this.rest();
      console.error(text);
    },
    rest() {
      spinner?.stop();
      spinner = null;
    },
  };
}
