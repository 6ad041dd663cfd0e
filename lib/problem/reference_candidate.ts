import { stringify } from 'yaml';
import { bodyOf } from '../format/header.js';
import { type Problem, referencePlanHeader } from './problem.js';

/** A problem's reference as a candidate for it: its code under its own plan. Lines are not those of the problem's file. */
export function referenceCandidate(problem: Problem): string {
  return `/*---\n${stringify(referencePlanHeader(problem))}---*/${bodyOf(problem.source)}`;
}
