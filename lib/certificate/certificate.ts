/**
 * A certificate: all that the verdicts on one candidate rest on, in one JSON document that `recheck` repeats. Its
 * verdicts are the verifier's own, whole; docs/formats.md describes the rest.
 */
import { z } from 'zod';
import { WarpsmithError, messageOf } from '../errors.js';
import { issuesOf } from '../format/header.js';
import { isolations } from '../verify/isolation.js';
import { rungNames, verdictSchema } from '../verify/verdict.js';
import { canonicalHash } from './canonical.js';

export const certificateKind = 'warpsmith certificate';
const certificateVersion = 1;

const [{ shape: anyVerdict }] = verdictSchema.options;

/** What was asked for, as verdicts record it: all of them have the same, but for trials that each case has its own of. */
const askedOptions = anyVerdict.options.extend({ trials: z.int().nullable() });

export const certificateSchema = z.strictObject({
  kind: z.literal(certificateKind),
  version: z.literal(certificateVersion),
  /** When it was begun, ISO 8601 in UTC. */
  date: z.iso.datetime(),
  warpsmith: z.strictObject({
    version: z.string(),
    /** "+changes" behind it when the files differed from the commit; "unknown" in an installed package. */
    commit: z.string(),
    /** SHA-256 over the compiled library and its device code. */
    files: z.string(),
  }),
  host: z.strictObject({ node: z.string(), platform: z.string(), isolation: z.enum(isolations) }),
  /** `name` is the file's base name, null when there was none. */
  candidate: z.strictObject({ name: z.string().nullable(), sha256: z.string(), source: z.string() }),
  problem: z.strictObject({ name: z.string(), file: z.string(), sha256: z.string(), source: z.string() }),
  seed: z.int(),
  options: askedOptions,
  /** Of the last verdict: the first that is no pass, else that of the last case. */
  outcome: z.enum(verdictSchema.options.map(({ shape }) => shape.outcome.value)),
  failed: z.enum(rungNames).nullable(),
  /** One for each case in the order in which they were judged. */
  verdicts: z.array(verdictSchema).min(1),
  /** SHA-256 of everything else: of its JSON without spaces, the keys of every object sorted. */
  sha256: z.string(),
});

export type Certificate = z.infer<typeof certificateSchema>;

/** The hash that belongs to a certificate's content. It is no signature: who edits a file can make a new one. */
export function hashOf(certificate: Omit<Certificate, 'sha256'>): string {
  return canonicalHash({ ...certificate, sha256: undefined });
}

/** Adds the hash. What comes back is the same after JSON. */
export function seal(content: Omit<Certificate, 'sha256'>): Certificate {
  const certificate = { ...content, sha256: hashOf(content) };
  return certificateSchema.parse(JSON.parse(JSON.stringify(certificate)));
}

function bad(found: string): never {
  throw new WarpsmithError('bad-file', `Expected a certificate of \`warpsmith certify\` but found ${found}`);
}

/** Reads a certificate from its JSON. Its hash is looked at by `recheck`, which tells of it. Throws `bad-file`. */
export function parseCertificate(text: string): Certificate {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    bad(`a text that is no JSON (${messageOf(error)}).`);
  }
  const named = z.looseObject({ kind: z.literal(certificateKind), version: z.unknown() }).safeParse(raw);
  if (!named.success) bad(`another document: its "kind" is not "${certificateKind}".`);
  if (named.data.version !== certificateVersion) {
    bad(`version ${JSON.stringify(named.data.version)} of it; this warpsmith reads version ${certificateVersion}.`);
  }
  const parsed = certificateSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const lines = issuesOf(parsed.error).map(({ where, message }) => `\n  ${where}: ${message}`);
  return bad(`one with fields that are missing or not as they should be:${lines.slice(0, 10).join('')}`);
}
