/** What the command line of the safe run's benches, and of some others, says beside the device and the folder. */
export interface SafeBenchOptions {
  /** Small sizes and few repeats: to see that a bench works. */
  quick: boolean;
  /** Of those with this text in their names. */
  only: string;
  /** How often, or how many, of benches that repeat; each has its own default when undefined. */
  rounds?: number | undefined;
  /** Compute Sanitizer's program. */
  sanitizer: string;
  /** Processes side by side. */
  jobs: number;
  /** After which no process is started under memcheck, 6 without it; of dialogues, how long they go on, 10 without it. */
  minutes?: number | undefined;
  /** Of dialogues: how many times faster than R1 the model is. */
  speed: number;
  /** Of latency: whole judgements over all cases in place of one case's verdicts. */
  allCases?: boolean | undefined;
}
