/** The threads of a pool: which answer was given after which. */

interface Linked {
  id: string;
  after: string | null;
}

/** What is wrong with the links between answers, a line each; empty when every answer leads back to a start. */
export function threadProblems(answers: readonly Linked[]): string[] {
  const problems: string[] = [];
  const byId = new Map<string, Linked>();
  for (const [index, answer] of answers.entries()) {
    if (byId.has(answer.id)) problems.push(`answers.${index}.id: "${answer.id}" is taken by an answer before it.`);
    else byId.set(answer.id, answer);
  }
  for (const [index, { after }] of answers.entries()) {
    if (after === null || byId.has(after)) continue;
    problems.push(`answers.${index}.after: Expected null or the id of an answer but found "${after}".`);
  }
  for (const [index, answer] of answers.entries()) {
    const circle = circleFrom(answer, byId);
    if (circle) problems.push(`answers.${index}.after: It comes after itself: ${circle.join(' after ')}.`);
  }
  return problems;
}

/** The ids from this answer back to itself; null when it doesn't come to itself again. */
function circleFrom(answer: Linked, byId: ReadonlyMap<string, Linked>): string[] | null {
  const path = [answer.id];
  const seen = new Set<string>();
  let { after } = answer;
  while (after !== null && !seen.has(after)) {
    path.push(after);
    if (after === answer.id) return path;
    seen.add(after);
    after = byId.get(after)?.after ?? null;
  }
  return null;
}
