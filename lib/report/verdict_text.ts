/** A verdict as people read it: the evidence, and one clear last line. */
import { duration, percent } from '../format/quantities.js';
import { counterFacts } from '../verify/counter_facts.js';
import { simulatorId } from '../verify/device.js';
import { findingDetails, findingTitle } from '../verify/finding_text.js';
import type { CompileError, Verdict, VerdictOf } from '../verify/verdict.js';
import type { Colours } from './colours.js';
import { degenerateLines, degenerateMark, familyLines, trialText } from './family_text.js';
import { rooflineLines, scoreLine } from './roofline_text.js';
import { timingLines } from './timing_text.js';
import { allowedLines, errorLines } from './tolerance_text.js';
import { claimLines, passLines, wrongLines } from './trial_text.js';

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

function unsafe(verdict: VerdictOf<'unsafe'>, colours: Colours): string[] {
  const { findings } = verdict;
  const lines = findings
    .slice(0, most)
    .flatMap((finding) => [
      `  ${findingTitle(finding)}`,
      ...excerptLines(finding.at.line, finding.at.excerpt, colours),
      ...findingDetails(finding).map((sentence) => `    ${sentence}`),
    ]);
  if (findings.length > most) lines.push(`  … and ${findings.length - most} more findings`);
  return [...lines, trialText(verdict)];
}

function incorrect(verdict: VerdictOf<'incorrect'>): string[] {
  const { mismatches, inputsChanged } = verdict;
  const lines = mismatches.flatMap((mismatch) => {
    const { output, dtype, shape, pattern, samples } = mismatch;
    return [
      `  ${output} (${dtype}, ${shape.join(' × ')}):`,
      ...pattern.map((sentence) => `    ${sentence}`),
      ...samples
        .slice(0, most)
        .map(({ index, actual, expected }) => `    ${output}[${index.join(', ')}] = ${actual}, expected ${expected}`),
      ...allowedLines(mismatch),
    ];
  });
  if (inputsChanged.length > 0) lines.push(`  It wrote to its inputs: ${inputsChanged.join(', ')}.`);
  return [...lines, ...wrongLines(verdict), trialText(verdict)];
}

function pass(verdict: VerdictOf<'pass'>): string[] {
  const lines: string[] = [];
  const { timing, roofline, score } = verdict;
  if (timing) lines.push(...timingLines(timing));
  if (roofline && timing) lines.push(...rooflineLines(roofline, timing));
  if (score) lines.push(scoreLine(score));
  for (const { kernel, registers, local, occupancy, staticShared, dynamicShared } of verdict.kernels) {
    const facts = [
      ...(registers === null ? [] : [`${registers} registers`]),
      `${staticShared + dynamicShared} bytes shared`,
      ...(occupancy === null ? [] : [`occupancy ${percent(occupancy)}`]),
      ...(local > 0 ? [`${local} bytes of local memory`] : []),
    ];
    lines.push(`  kernel    ${kernel}: ${facts.join(', ')}`);
  }
  const where = verdict.counted ? ` (on the simulator, case ${verdict.counted.case})` : '';
  for (const launch of verdict.counters ?? []) {
    lines.push(...counterFacts(launch).map((fact) => `  counters  ${launch.kernel}${where}: ${fact}`));
  }
  lines.push(...familyLines(verdict), ...passLines(verdict));
  return [...lines, ...errorLines(verdict)];
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
    case 'implausible':
      return [...timingLines(verdict.timing), ...verdict.reason.split('\n').map((line) => `  ${line}`)];
    case 'unverified':
      return verdict.reason.split('\n').map((line) => `  ${line}`);
  }
}

/** The last line: what it comes to. */
export function verdictHeadline(verdict: Verdict, colours: Colours): string {
  const { problem } = verdict;
  const conditions = verdict.options.conditions === undefined ? '' : `, conditions ${verdict.options.conditions}`;
  const where = `${problem.name}, case ${problem.case}${conditions}`;
  switch (verdict.outcome) {
    case 'pass': {
      const worth = degenerateMark(verdict);
      if (onSimulator(verdict)) return `${colours.green('PASS')} ${where}, on the simulator: not timed${worth}`;
      const time = verdict.timing ? ` in ${duration(verdict.timing.medianMs)}` : '';
      return `${colours.green('PASS')} ${where}${time}${worth}`;
    }
    case 'unverified': {
      const ran = verdict.rungs.filter(({ status }) => status === 'passed').map(({ rung }) => rung);
      const skipped = verdict.rungs.filter(({ status }) => status === 'skipped').map(({ rung }) => rung);
      return `${colours.yellow('NOT RUN')} ${where}: passed ${ran.join(', ')}; could not run ${skipped.join(', ')} here`;
    }
    case 'plan-error':
      return `${colours.red('FAIL')} ${where}: the launch plan cannot be used`;
    case 'policy-error':
      return `${colours.red('FAIL')} ${where}: ${refusal(verdict)}`;
    case 'compile-error':
      return `${colours.red('FAIL')} ${where}: it does not compile`;
    case 'incorrect':
      return `${colours.red('FAIL')} ${where}: wrong result`;
    case 'implausible':
      return `${colours.red('FAIL')} ${where}: no right kernel takes as little as ${duration(verdict.timing.medianMs)}`;
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

/** What the policy refused: something in the source, or something that the compiled kernels can do. */
function refusal({ abilities = [] }: Verdict): string {
  const names = [...new Set(abilities.filter(({ refused }) => refused).map(({ name }) => name))];
  if (names.length === 0) return 'it asks the compiler for what it may not have';
  return `it can do more than compute (${names.join(', ')})`;
}

/** What the kernels can do besides computing; what was refused stands above. */
function abilities({ abilities: found = [], pure }: Verdict): string[] {
  const lines = found
    .filter(({ refused }) => !refused)
    .map(({ kernel, line, name, message }) => {
      const at = line > 0 ? ` (line ${line})` : '';
      return `  ability   ${name}: ${kernel} ${message}${at}`;
    });
  const shown =
    lines.length > most ? [...lines.slice(0, most), `  … and ${lines.length - most} more abilities`] : lines;
  return pure === true ? [...shown, '  pure      what it computes depends on its inputs alone'] : shown;
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

/** What conditions leave out, of a verdict that might be taken for more. */
function unjudged({ outcome, unjudged: sentences = [] }: Verdict): string[] {
  return outcome === 'pass' ? sentences.map((sentence) => `  unjudged  ${sentence}`) : [];
}

/** What the safe run on a GPU could not check. */
function unchecked({ unchecked: sentences = [] }: Verdict): string[] {
  return sentences.map((sentence) => `  unchecked ${sentence}`);
}

/** All lines of a verdict, the headline last. */
export function verdictText(verdict: Verdict, colours: Colours): string {
  const lines = [...evidence(verdict, colours), ...printed(verdict), ...unchecked(verdict), ...abilities(verdict)];
  lines.push(...claimLines(verdict), ...degenerateLines(verdict), ...unjudged(verdict));
  if (verdict.outcome === 'pass' && onSimulator(verdict)) {
    lines.push(`  time      not timed: the simulator executes, it does not time`);
  }
  return [...lines, verdictHeadline(verdict, colours)].join('\n');
}
