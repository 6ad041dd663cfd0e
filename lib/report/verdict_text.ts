/** A verdict as people read it: the evidence, and one clear last line. */
import { duration, percent } from '../format/quantities.js';
import { counterFacts } from '../verify/counter_facts.js';
import { simulatorId } from '../verify/device.js';
import { findingDetails, findingTitle } from '../verify/finding_text.js';
import type { CompileError, Verdict, VerdictOf } from '../verify/verdict.js';
import type { Colours } from './colours.js';

/** Samples and errors shown; `--json` has all. */
const most = 5;

function planError({ problems }: VerdictOf<'plan-error'>): string[] {
  return problems.map(({ where, message }) => `  ${where}: ${message}`);
}

function compileError({ errors, log }: VerdictOf<'compile-error'>, colours: Colours): string[] {
  if (errors.length === 0) return [log];
  const lines = errors
    .slice(0, most)
    .flatMap(({ file, line, message, excerpt }) => [
      line > 0 ? `  ${file}:${line}: ${message}` : `  ${message}`,
      ...excerptLines(line, excerpt, colours),
    ]);
  return errors.length > most ? [...lines, `  … and ${errors.length - most} more errors`] : lines;
}

function policyError({ problems }: VerdictOf<'policy-error'>, colours: Colours): string[] {
  return problems
    .slice(0, most)
    .flatMap(({ line, message, excerpt }) => [
      line > 0 ? `  line ${line}: ${message}` : `  ${message}`,
      ...excerptLines(line, excerpt, colours),
    ]);
}

function excerptLines(marked: number, excerpt: CompileError['excerpt'], colours: Colours): string[] {
  return excerpt.map(({ line, text }) => {
    const shown = `  ${line === marked ? '>' : ' '} ${String(line).padStart(4)} | ${text}`;
    return line === marked ? colours.bold(shown) : colours.dim(shown);
  });
}

function unsafe({ findings, trial, trialSeed }: VerdictOf<'unsafe'>, colours: Colours): string[] {
  const lines = findings
    .slice(0, most)
    .flatMap((finding) => [
      `  ${findingTitle(finding)}`,
      ...excerptLines(finding.at.line, finding.at.excerpt, colours),
      ...findingDetails(finding).map((sentence) => `    ${sentence}`),
    ]);
  if (findings.length > most) lines.push(`  … and ${findings.length - most} more findings`);
  return [...lines, `  trial ${trial + 1}, seed ${trialSeed}`];
}

function incorrect({ mismatches, inputsChanged, trial, trialSeed }: VerdictOf<'incorrect'>): string[] {
  const lines = mismatches.flatMap(({ output, dtype, shape, pattern, samples, tolerance }) => [
    `  ${output} (${dtype}, ${shape.join(' × ')}):`,
    ...pattern.map((sentence) => `    ${sentence}`),
    ...samples
      .slice(0, most)
      .map(({ index, actual, expected }) => `    ${output}[${index.join(', ')}] = ${actual}, expected ${expected}`),
    `    allowed: ${tolerance.relative} × |expected| + ${Number(tolerance.absolute.toPrecision(3))}`,
  ]);
  if (inputsChanged.length > 0) lines.push(`  It wrote to its inputs: ${inputsChanged.join(', ')}.`);
  return [...lines, `  trial ${trial + 1}, seed ${trialSeed}`];
}

function pass(verdict: VerdictOf<'pass'>): string[] {
  const lines: string[] = [];
  const { timing, roofline } = verdict;
  if (timing) {
    const [low, high] = timing.intervalMs;
    const interval = `95% interval ${duration(low)} to ${duration(high)}`;
    lines.push(`  time      ${duration(timing.medianMs)} (median of ${timing.samplesMs.length}, ${interval}, L2 cold)`);
  }
  if (roofline) {
    const bandwidth = timing ? `, ${(roofline.bytes / timing.medianMs / 1e6).toFixed(0)} GB/s` : '';
    const floor = `floor ${duration(roofline.floorMs)} by ${roofline.boundBy}`;
    lines.push(`  roofline  ${percent(roofline.share)} (${floor}${bandwidth})`);
  }
  for (const { kernel, registers, local, occupancy, staticShared, dynamicShared } of verdict.kernels) {
    const facts = [
      ...(registers === null ? [] : [`${registers} registers`]),
      `${staticShared + dynamicShared} bytes shared`,
      ...(occupancy === null ? [] : [`occupancy ${percent(occupancy)}`]),
      ...(local > 0 ? [`${local} bytes of local memory`] : []),
    ];
    lines.push(`  kernel    ${kernel}: ${facts.join(', ')}`);
  }
  for (const launch of verdict.counters ?? []) {
    lines.push(...counterFacts(launch).map((fact) => `  counters  ${launch.kernel}: ${fact}`));
  }
  const shares = Object.entries(verdict.errorShare).map(([output, share]) => `${output} ${percent(share)}`);
  return [...lines, `  error     at most ${shares.join(', ')} of the tolerance over ${verdict.trials} trials`];
}

function evidence(verdict: Verdict, colours: Colours): string[] {
  switch (verdict.outcome) {
    case 'plan-error':
      return planError(verdict);
    case 'policy-error':
      return policyError(verdict, colours);
    case 'compile-error':
      return compileError(verdict, colours);
    case 'incorrect':
      return incorrect(verdict);
    case 'pass':
      return pass(verdict);
    case 'unsafe':
      return unsafe(verdict, colours);
    case 'fault':
    case 'hang':
      return [`  ${verdict.message}`];
    case 'unverified':
      return verdict.reason.split('\n').map((line) => `  ${line}`);
  }
}

/** The last line: what it comes to. */
export function verdictHeadline(verdict: Verdict, colours: Colours): string {
  const { problem } = verdict;
  const where = `${problem.name}, case ${problem.case}`;
  switch (verdict.outcome) {
    case 'pass': {
      if (onSimulator(verdict)) return `${colours.green('PASS')} ${where}, on the simulator: not timed`;
      const time = verdict.timing ? ` in ${duration(verdict.timing.medianMs)}` : '';
      return `${colours.green('PASS')} ${where}${time}`;
    }
    case 'unverified': {
      const ran = verdict.rungs.filter(({ status }) => status === 'passed').map(({ rung }) => rung);
      const skipped = verdict.rungs.filter(({ status }) => status === 'skipped').map(({ rung }) => rung);
      return `${colours.yellow('NOT RUN')} ${where}: passed ${ran.join(', ')}; could not run ${skipped.join(', ')} here`;
    }
    case 'plan-error':
      return `${colours.red('FAIL')} ${where}: the launch plan cannot be used`;
    case 'policy-error':
      return `${colours.red('FAIL')} ${where}: it asks the compiler for what it may not have`;
    case 'compile-error':
      return `${colours.red('FAIL')} ${where}: it does not compile`;
    case 'incorrect':
      return `${colours.red('FAIL')} ${where}: wrong result`;
    case 'unsafe': {
      const [first] = verdict.findings;
      return `${colours.red('FAIL')} ${where}: ${first ? findingTitle(first) : 'it is not safe'}`;
    }
    case 'fault':
      return `${colours.red('FAIL')} ${where}: ${verdict.error} at rung ${verdict.failed}`;
    case 'hang':
      return `${colours.red('FAIL')} ${where}: it did not end (rung ${verdict.failed})`;
  }
}

function onSimulator({ device }: Verdict): boolean {
  return device?.id === simulatorId;
}

/** What the candidate printed. */
function printed({ output }: Verdict): string[] {
  return output === undefined
    ? []
    : output
        .trimEnd()
        .split('\n')
        .map((line) => `  printed   ${line}`);
}

/** What the safe run on a GPU could not check. */
function unchecked({ unchecked: sentences = [] }: Verdict): string[] {
  return sentences.map((sentence) => `  unchecked ${sentence}`);
}

/** All lines of a verdict, the headline last. */
export function verdictText(verdict: Verdict, colours: Colours): string {
  const lines = [...evidence(verdict, colours), ...printed(verdict), ...unchecked(verdict)];
  if (verdict.outcome === 'pass' && onSimulator(verdict)) {
    lines.push(`  time      not timed: the simulator executes, it does not time`);
  }
  return [...lines, verdictHeadline(verdict, colours)].join('\n');
}
