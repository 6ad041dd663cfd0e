/** Which device it is, and why, where that was left to "auto". */
import type { EngineView } from '../verify/engine.js';
import type { Console } from './console.js';

/** A line when "auto" found no GPU and took the simulator. */
export function sayDevice({ simulator, unavailable }: EngineView, console: Console): void {
  if (!simulator || unavailable === null) return;
  const why = unavailable.split('\n')[0]?.replace(/[:.]$/, '');
  console.note(
    `On the ${simulator.name}: nothing is timed, small cases run. No GPU: ${why}. \`warpsmith doctor\` says more.`,
  );
}
