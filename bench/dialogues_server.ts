/**
 * `node dialogues_server.js SEED SPEED`: a server with R1's pace and every fault that one can have, in a process of its
 * own, so that what is measured beside it is the loop alone. Tells its parent its address and each answer that went out.
 */
import { startLoopbackServer } from '../lib/demo/loopback_server.js';
import { seededRandom } from '../test/dialogue/seeded_random.js';
import { answerAt, type Drawn, faultAt, paceAt, tokensInChunk } from './dialogues_draw.js';

const [seed = NaN, speed = NaN] = process.argv.slice(2).map(Number);

/** What the request of that number meets, whoever sent it. */
function drawnFor(index: number): Drawn {
  return { random: seededRandom(seed * 1_000_003 + index), index, speed };
}

const server = await startLoopbackServer(
  { answerTo: (_messages, index) => answerAt(drawnFor(index)) },
  {
    chunkSize: 4 * tokensInChunk(speed),
    pace: ({ index }) => paceAt(drawnFor(index)),
    fault({ index }) {
      const fault = faultAt(drawnFor(index));
      if (fault) process.send?.({ fault: fault.kind === 'status' ? `status ${fault.status}` : fault.kind });
      return fault;
    },
    served: (served) => process.send?.({ served }),
  },
);
process.send?.({ baseUrl: server.baseUrl });
process.on('disconnect', () => process.exit());
