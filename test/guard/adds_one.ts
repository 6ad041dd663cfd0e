/** Opens the tensor y of what it is sent, adds one to each element, and answers with what element 500, or 0, was. */
import { type PackedTensors, unpackTensors } from '../../lib/guard/packed_tensors.js';

process.on('message', (packed: PackedTensors) => {
  const { y } = unpackTensors(packed).outputs;
  const seen = y?.data[500] ?? y?.data[0];
  for (let i = 0; y && i < y.data.length; i++) y.data[i] = Number(y.data[i]) + 1;
  process.send?.(seen);
});
process.send?.('ready');
