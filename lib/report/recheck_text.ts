/** What came of repeating a certificate, as people read it: case by case, what differs and why, one clear last line. */
import type { Certificate } from '../certificate/certificate.js';
import { type CaseComparison, type Difference, caseLabel } from '../certificate/compare.js';
import type { Recheck } from '../certificate/recheck.js';
import { clip } from '../format/quantities.js';
import type { Colours } from './colours.js';

/** Differences shown of one case; `--json` has all. */
const most = 12;
const mostCharacters = 80;

const origins: Record<Recheck['origin'], string> = {
  'built-in': 'the built-in problem, letter for letter',
  'unlike-built-in': 'NOT the built-in problem of that name',
  own: 'a problem of its own',
};

/** All lines, the conclusion last. */
export function recheckText(certificate: Certificate, rechecked: Recheck, colours: Colours): string {
  const { candidate, problem, date, warpsmith, seed } = certificate;
  return [
    `  certificate  of ${date}, warpsmith ${warpsmith.version} (${warpsmith.commit}), seed ${seed}`,
    `  candidate    ${candidate.name ?? 'without a name'}, sha256 ${candidate.sha256}`,
    `  problem      ${problem.name}, ${origins[rechecked.origin]}, sha256 ${problem.sha256}`,
    ...differences(rechecked.differences, colours),
    ...rechecked.cases.flatMap((one, i) => caseLines(one, caseLabel(certificate.verdicts[i]!.problem), colours)),
    ...rechecked.remarks.map((remark) => `  ${remark}`),
    headline(certificate, rechecked, colours),
  ].join('\n');
}

function caseLines(one: CaseComparison | null, name: string, colours: Colours): string[] {
  if (!one) return [`  case ${name}: not repeated`];
  const { outcome, agree, free } = one;
  const told =
    outcome.certified === outcome.found ? `${outcome.found} again` : `${outcome.certified}, now ${outcome.found}`;
  return [
    `  case ${name}: ${told}; the same: ${agree.join(', ')}; measured anew: ${free.join(', ')}`,
    ...differences(one.differences, colours),
  ];
}

function differences(all: readonly Difference[], colours: Colours): string[] {
  const ordered = [...all.filter(({ matters }) => matters), ...all.filter(({ matters }) => !matters)];
  const lines = ordered.slice(0, most).flatMap(({ path, certified, found, matters, why }) => {
    const mark = matters ? colours.red('contradicts') : 'differs';
    return [`    ${mark} ${path}: ${shown(certified)}, now ${shown(found)}`, `      ${why}`];
  });
  return all.length > most ? [...lines, `    … and ${all.length - most} more differences`] : lines;
}

function shown(value: unknown): string {
  return value === null ? 'nothing' : clip(JSON.stringify(value), mostCharacters);
}

function headline({ problem, candidate, outcome }: Certificate, rechecked: Recheck, colours: Colours): string {
  const what = `${outcome} of ${candidate.name ?? 'the candidate'} on ${problem.name}`;
  const contradictions = [rechecked.differences, ...rechecked.cases.map((one) => one?.differences ?? [])]
    .flat()
    .filter(({ matters }) => matters).length;
  switch (rechecked.result) {
    case 'confirmed':
      return `${colours.green('CONFIRMED')} ${what}`;
    case 'partly':
      return rechecked.cases.some((one) => one)
        ? `${colours.yellow('PARTLY CONFIRMED')} ${what}: what could be repeated here came again`
        : `${colours.yellow('NOT REPEATED')} ${what}: nothing could be judged here`;
    case 'contradicted':
      return `${colours.red('CONTRADICTED')} ${what}: ${contradictions} ${contradictions === 1 ? 'field does' : 'fields do'} not hold`;
  }
}
