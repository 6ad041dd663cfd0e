/**
 * Judging in other processes, one after the other: a mutant may take the GPU from its process, or end it. Then the next
 * process goes on with the mutant behind it.
 */
import type { ChildProcess } from 'node:child_process';
import { messageOf } from '../lib/errors.js';
import type { Mutation } from './mutants_operators.js';
import { type Judging, type OriginalReport, type Progress, type Trial, lostOriginal, toldOf } from './mutants_trial.js';
import type { RightSubject } from './safe_subjects.js';

/** What a process is asked to judge. */
export interface Task {
  subject: string;
  /** Null for the original. */
  mutation: Mutation | null;
}

/** What it answers: any number of stages, then one of the others. With `spent` it is of no more use. */
export type Answer =
  | { kind: 'stage'; progress: Progress }
  | { kind: 'original'; report: OriginalReport; spent: boolean }
  | { kind: 'trial'; trial: Trial; spent: boolean }
  | { kind: 'failed'; words: string };

type Judged = Exclude<Answer, { kind: 'stage' }>;

/** How a task ended: with an answer, or with its process, which may not have begun it. */
type Ended = { judged: Judged } | { at: Progress | null; words: string };

/** A process that says nothing for so long hangs: no stage's work takes that long, deadlines included. */
const silenceMs = 300_000;
/** How long a killed process may take to be gone; one whose kernel hangs may stay. */
const goneMs = 30_000;
const mostWords = 600;

export class JudgingProcesses implements Judging {
  private child: ChildProcess | null = null;

  /** @param start a process with a channel for messages, which knows `Task` and `Answer`; its stderr may be a pipe. */
  constructor(
    private readonly start: () => ChildProcess,
    private readonly limitMs = silenceMs,
  ) {}

  /** Rejects when processes end before they begin their work, and with what one of them rejected with. */
  async original(subject: RightSubject): Promise<OriginalReport> {
    const ended = await this.judge({ subject: subject.name, mutation: null });
    if ('words' in ended) return { unfit: lostOriginal(ended.words), refused: [] };
    if (ended.judged.kind !== 'original') throw unexpected(ended.judged);
    return ended.judged.report;
  }

  /** Rejects as `original` does. */
  async mutant(subject: RightSubject, mutation: Mutation): Promise<Trial> {
    const ended = await this.judge({ subject: subject.name, mutation });
    if ('words' in ended) {
      const { stage, outcome } = ended.at;
      const lost = { stage, words: ended.words };
      return { ...toldOf(subject, mutation), fate: 'lost', outcome, caught: [], lost };
    }
    if (ended.judged.kind !== 'trial') throw unexpected(ended.judged);
    return ended.judged.trial;
  }

  async close(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || hasEnded(child)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, goneMs);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGKILL');
    });
  }

  private async judge(task: Task): Promise<{ judged: Judged } | { at: Progress; words: string }> {
    // A process may have ended between two tasks: then the task has not begun, and another one takes it.
    let words = '';
    for (let attempt = 0; attempt < 2; attempt++) {
      this.child ??= this.started();
      const ended = await this.ask(this.child, task);
      if ('judged' in ended) {
        if (ended.judged.kind === 'failed') throw new Error(ended.judged.words);
        if (ended.judged.spent) await this.close();
        return ended;
      }
      await this.close();
      if (ended.at) return { at: ended.at, words: ended.words };
      words = ended.words;
    }
    throw new Error(`Expected a process to judge ${task.subject} but it ended before it began: ${words}`);
  }

  private started(): ChildProcess {
    const child = this.start();
    // Between two tasks nobody else listens, and an error that nobody hears of ends this process.
    return child.on('error', () => undefined);
  }

  private ask(child: ChildProcess, task: Task): Promise<Ended> {
    return new Promise((resolve) => {
      let at: Progress | null = null;
      let printed = '';
      const settle = (ended: Ended): void => {
        clearTimeout(timer);
        child.off('message', take).off('close', closed).off('error', failed);
        child.stderr?.off('data', print);
        resolve(ended);
      };
      const lose = (words: string): void => settle({ at, words: `${words} ${printed.trim()}`.trim() });
      const silent = (): void => lose(`no word for ${this.limitMs / 1000} s`);
      let timer = setTimeout(silent, this.limitMs);
      const print = (chunk: string): void => {
        printed = (printed + chunk).slice(-mostWords);
      };
      const take = (message: unknown): void => {
        const answer = message as Answer;
        if (answer.kind !== 'stage') {
          settle({ judged: answer });
          return;
        }
        at = answer.progress;
        clearTimeout(timer);
        timer = setTimeout(silent, this.limitMs);
      };
      const closed = (exit: number | null, signal: string | null): void =>
        lose(`the process ended with ${signal ?? `exit status ${exit}`}`);
      const failed = (error: Error): void => lose(messageOf(error));
      child.on('message', take).on('close', closed).on('error', failed);
      child.stderr?.setEncoding('utf8').on('data', print);
      if (hasEnded(child)) {
        lose('the process had ended');
        return;
      }
      // An error here means that the process is ending, which its events tell.
      child.send(task, () => undefined);
    });
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function unexpected(answer: Judged): Error {
  return new Error(`Expected another answer but found ${JSON.stringify(answer)}.`);
}
