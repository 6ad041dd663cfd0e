/** What each field of a verdict has to be when the verdict is repeated. Fields without a rule of their own are `derived`. */

export type Rule =
  /** The same, wherever it is repeated. */
  | 'equal'
  /** How it ended: a pass and a failure contradict each other, one failure and another do not. */
  | 'ending'
  /** Where and with what it was judged: another one is a reason for other differences, and none against the certificate. */
  | 'environment'
  /** What follows from the candidate, the seed and the environment: the same where the environment is. */
  | 'derived'
  /** Values of the candidate's outputs: `derived`, but free where it does not give the same bits twice. */
  | 'bits'
  /** A time of the candidate: within its interval, and not looked at on another kind of device. */
  | 'time'
  /** How a failure was told: which thread or trial is met first may be chance. */
  | 'evidence'
  /** Measured anew each time, or a mere name. */
  | 'free';

/** The first whose pattern begins a path decides; `*` is any one part of it. */
const rules: readonly (readonly [pattern: string, rule: Rule])[] = [
  ['version', 'equal'],
  ['outcome', 'ending'],
  ['failed', 'ending'],
  ['candidate', 'equal'],
  ['problem', 'equal'],
  ['seed', 'equal'],
  ['options', 'equal'],
  ['trials', 'equal'],
  ['device.id', 'free'],
  ['device', 'environment'],
  ['compiler', 'environment'],
  ['ms', 'free'],
  ['rungs.*.ms', 'free'],
  ['rungs.*.cached', 'free'],
  ['errorShare', 'bits'],
  ['errorUlps', 'bits'],
  ['tolerances', 'bits'],
  // How often a short kernel is repeated depends on its time.
  ['repeatability.runs', 'free'],
  ['repeatability.outputs', 'bits'],
  ['timing.medianMs', 'time'],
  ['timing.warm.medianMs', 'time'],
  ['timing.graph.medianMs', 'time'],
  ['timing.l2', 'equal'],
  ['timing.*', 'free'],
  ['roofline.floorMs', 'free'],
  ['roofline.boundBy', 'free'],
  ['roofline.usualMs', 'free'],
  ['roofline.ceilings', 'free'],
  ['roofline.share', 'free'],
  ['score.value', 'free'],
  ['score.baselineMs', 'free'],
  ['problems', 'evidence'],
  ['errors', 'evidence'],
  ['log', 'evidence'],
  ['error', 'evidence'],
  ['message', 'evidence'],
  ['reason', 'evidence'],
  ['trial', 'evidence'],
  ['trialSeed', 'evidence'],
  ['family', 'evidence'],
  ['repeat', 'evidence'],
  ['findings', 'evidence'],
  ['mismatches', 'evidence'],
  ['inputsChanged', 'evidence'],
  ['outsideWrites', 'evidence'],
  ['changedLate', 'evidence'],
];

/** The patterns, so that a test can see that each still names a field. */
export const rulePatterns: readonly string[] = rules.map(([pattern]) => pattern);

/** @param path such as ["timing", "samplesMs", "3"]. */
export function ruleOf(path: readonly string[]): Rule {
  const found = rules.find(([pattern]) => {
    const parts = pattern.split('.');
    return parts.length <= path.length && parts.every((part, i) => part === '*' || part === path[i]);
  });
  return found?.[1] ?? 'derived';
}
