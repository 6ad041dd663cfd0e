/**
 * Stands for the pass over the fake driver, which executes nothing: a module with the two symbols, and one site of each
 * kind. What a launch reports is said by FAKE_CUDA_RECORDS.
 */
import { addon } from '../../../lib/native/load_addon.js';
import type { GuardSite, InstrumentOptions, Instrumented } from '../../../lib/native/types.js';

const reportBytes = 64 + 256 * 64;

const plain: GuardSite = {
  kind: 'access',
  kernel: 'k',
  file: '/somewhere/candidate.cu',
  line: 5,
  instruction: 'ld.global.f32',
  access: 'read',
  space: 'global',
  bytes: 4,
  alignment: 4,
  parameter: null,
  symbol: '',
  symbolBytes: 0,
  message: '',
};
const stop: GuardSite = { ...plain, access: 'none', space: '', bytes: 0, alignment: 0 };

/** By name, in the order of their numbers. */
export const fakeSites = {
  suspicion: { ...plain, kind: 'suspicion', access: 'write', instruction: 'st.global.f32' },
  readX: { ...plain, parameter: 0 },
  writeY: { ...plain, parameter: 1, access: 'write', instruction: 'st.global.f32' },
  writeX: { ...plain, parameter: 0, access: 'write', instruction: 'st.global.f32' },
  readAnywhere: { ...plain, space: '', instruction: 'ld.f32' },
  readShared: { ...plain, space: 'shared', instruction: 'ld.shared.f32', symbol: '_ZZ1kE4tile', symbolBytes: 256 },
  deadline: { ...stop, kind: 'deadline', instruction: 'bra' },
  barrier: { ...stop, kind: 'barrier', instruction: 'bar.sync' },
  trap: { ...stop, kind: 'trap', instruction: 'trap' },
  heap: { ...stop, kind: 'heap', instruction: 'call' },
} satisfies Record<string, GuardSite>;

/** The number of a site. */
export function siteNumber(name: keyof typeof fakeSites): number {
  return Object.keys(fakeSites).indexOf(name);
}

function instrument(ptx: string, { mode, kernels }: InstrumentOptions): Promise<Instrumented> {
  const bounds = Object.entries(kernels).flatMap(([kernel, { tensors }]) =>
    tensors.map((parameter) => ({
      kernel,
      parameter,
      range: null,
      first: 0,
      bytes: 4,
      writes: parameter > 0,
      kind: 'access' as const,
    })),
  );
  const boundsBytes = 16 * Math.max(1, bounds.length);
  const version = ptx.includes('uncompilable') ? '' : '.version 9.0';
  return Promise.resolve({
    ptx: `// ${mode}\n${version}\n.b8 warpsmith_bounds[${boundsBytes}];\n.b8 warpsmith_report[${reportBytes}];\n`,
    bounds,
    sites: Object.values(fakeSites),
    unchecked: ptx.includes('partly') ? ['Nothing is known of line 5.'] : [],
    boundsBytes,
    reportBytes,
  });
}

/** From now on this process uses it. */
export function useFakePass(): void {
  addon.instrument = instrument;
}
