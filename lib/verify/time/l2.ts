/**
 * In which state timed runs find the L2 cache: "cold", emptied; "warm", as a run on the same data leaves it; "both" for
 * a cold time with a warm one beside it.
 */
export const l2States = ['cold', 'warm', 'both'] as const;
export type L2Option = (typeof l2States)[number];
