// What a person sees of a step: on a terminal one line that changes while the step works; anywhere else only the last
// line. All on stderr, so that stdout stays free for `--json`.

/** @param {string} name */
export function showProgress(name) {
  const terminal = process.stderr.isTTY;
  const started = performance.now();
  let why = '';
  let shown = false;

  /** @param {string} text */
  function show(text) {
    if (!terminal) return;
    const width = (process.stderr.columns || 80) - 1;
    process.stderr.write(`\r\x1b[2K${text.slice(0, width)}`);
    shown = true;
  }

  function clear() {
    if (shown) process.stderr.write('\r\x1b[2K');
    shown = false;
  }

  return {
    /** @param {string} reason */
    start(reason) {
      why = reason;
      show(`${name}: ${why} …`);
    },
    /** @param {string} line */
    update(line) {
      // Tools colour their output; cut off in the middle of a colour the terminal would keep it.
      show(`${name}: ${line.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').trim()}`);
    },
    done() {
      clear();
      const seconds = (performance.now() - started) / 1000;
      console.error(`${name}: ${why} (${seconds.toFixed(1)} s)`);
    },
    clear,
  };
}
