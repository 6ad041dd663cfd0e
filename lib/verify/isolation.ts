/**
 * Where candidates run. "none": in this process, which loses its GPU to one that faults all the same. "guarded": in a
 * process of their own, with a spare beside it that takes over.
 */
export const isolations = ['none', 'guarded'] as const;
export type Isolation = (typeof isolations)[number];
