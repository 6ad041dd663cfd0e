/** What a candidate's kernels can do besides computing, as a verdict carries it. */
import { z } from 'zod';

/** As the addon names them (native/abilities/ability.h). */
export const abilityNames = [
  'module-state',
  'module-constants',
  'clock',
  'special-register',
  'grid-barrier',
  'address-bits',
  'uninitialised',
  'undefined-register',
  'device-launch',
  'external-call',
  'printf',
  'heap',
  'spin',
  'sleep',
  'l2-persisting',
  'l2-discard',
  'l2-hint',
  'tensor-map-write',
  'dependent-launch',
] as const;

export const abilitySchema = z.strictObject({
  name: z.enum(abilityNames),
  /** The plan's name of the first kernel that comes to it. */
  kernel: z.string(),
  /** Base name; empty without line information. */
  file: z.string(),
  /** From 1; 0 when unknown. */
  line: z.int(),
  /** The PTX instruction's opcode. */
  instruction: z.string(),
  /** The variable, register or function that is meant; empty where there is none. */
  subject: z.string(),
  /** What it is, half a sentence. */
  message: z.string(),
  /** Whether the candidate is refused for it. */
  refused: z.boolean(),
});

export type AbilityName = (typeof abilityNames)[number];
export type Ability = z.infer<typeof abilitySchema>;
