/** What is worth saying of a launch's counters: facts that cost time on a GPU. */
import { digits, percent } from '../format/quantities.js';
import type { LaunchCounters } from './verdict.js';

/** Sectors beyond this multiple of the fewest possible are worth a word. */
const manySectors = 1.25;
/** So are bank conflicts beyond this share of the requests, and divergence beyond this share of the branches. */
const manyConflicts = 0.1;
const manyDivergent = 0.1;
/** Fewer requests than this say nothing. */
const fewest = 8;

const sectorBytes = 32;

function sectorFact(what: string, requests: number, bytes: number, sectors: number): string[] {
  const ideal = Math.ceil(bytes / sectorBytes);
  if (requests < fewest || sectors <= manySectors * Math.max(ideal, requests)) return [];
  const each = digits(sectors / requests, 3);
  return [
    `${what} touch ${each} sectors of 32 bytes a request, ${digits(Math.max(ideal, requests) / requests, 3)} would do: they are not coalesced`,
  ];
}

/** Sentences without a full stop; none when there is nothing to remark. */
export function counterFacts(counters: LaunchCounters): string[] {
  const { globalLoadRequests, globalLoadBytes, globalLoadSectors } = counters;
  const { globalStoreRequests, globalStoreBytes, globalStoreSectors } = counters;
  const { sharedLoadRequests, sharedStoreRequests, sharedBankConflicts, branches, divergentBranches } = counters;
  const facts = [
    ...sectorFact('global loads', globalLoadRequests, globalLoadBytes, globalLoadSectors),
    ...sectorFact('global stores', globalStoreRequests, globalStoreBytes, globalStoreSectors),
  ];
  const sharedRequests = sharedLoadRequests + sharedStoreRequests;
  if (sharedRequests >= fewest && sharedBankConflicts > manyConflicts * sharedRequests) {
    const passes = digits(1 + sharedBankConflicts / sharedRequests, 3);
    facts.push(`a request to shared memory takes ${passes} passes on average: its banks conflict`);
  }
  if (branches >= fewest && divergentBranches > manyDivergent * branches) {
    facts.push(`${percent(divergentBranches / branches)} of the branches part the threads of a warp`);
  }
  if (counters.localBytes > 0) facts.push(`${counters.localBytes} bytes go through local memory`);
  return facts;
}
