/** What an expected output is like as a whole: launches of `native/device/survey.cu` and what they leave. */
import { dtypes } from '../../format/dtype.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Buffer, Command } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import { required } from '../trials/contract_buffers.js';
import type { Device } from '../device.js';
import { ownLaunch, pointer, u64 } from '../own_launch.js';

/** Bytes of `struct Survey`, and blocks of the `survey` kernel. */
const surveyBytes = 16;
const surveyBlocks = 1024;

export interface Survey {
  /** Of the finite elements; 0 without one. */
  mean: number;
  /** Elements that are infinite or no numbers. */
  others: number;
}

/** Memory for surveys, of all tensors at once. */
export interface SurveyMemory {
  partial: Buffer;
  results: Buffer;
}

/** Rejects with `device-out-of-memory`. */
export async function allocateSurveys(tensors: number, allocations: Allocations): Promise<SurveyMemory> {
  const partial = await allocations.buffer(surveyBlocks * surveyBytes);
  return { partial, results: await allocations.buffer(tensors * surveyBytes) };
}

/** Looks at whole tensors, by name. `run` runs the commands it is given; what it rejects with, this rejects with. */
export async function surveyTensors(
  device: Device,
  tensors: readonly TensorSpec[],
  buffers: ReadonlyMap<string, Buffer>,
  { partial, results }: SurveyMemory,
  run: (commands: Command[]) => Promise<void>,
): Promise<Map<string, Survey>> {
  const commands: Command[] = [];
  for (const [i, { name, dtype, count }] of tensors.entries()) {
    const { survey, total } = await device.kernels.surveyFor(dtype);
    const looked = [pointer(required(buffers, name)), u64(count), pointer(partial)];
    commands.push({ op: 'launch', ...ownLaunch(survey, surveyBlocks, looked) });
    commands.push({ op: 'launch', ...ownLaunch(total, 1, [pointer(partial), pointer(results, i * surveyBytes)]) });
  }
  const { buffer } = await device.window();
  const array = new Float64Array(buffer, 0, 2 * tensors.length);
  await run([...commands, { op: 'download', buffer: results, offset: 0, array }]);
  return new Map(tensors.map((tensor, i) => [tensor.name, surveyOf(tensor, array[2 * i] ?? 0, array[2 * i + 1] ?? 0)]));
}

function surveyOf({ dtype, count }: TensorSpec, sum: number, finite: number): Survey {
  const mean = finite > 0 ? sum / finite : 0;
  return { mean: dtypes[dtype].kind === 'real' ? mean : Math.round(mean), others: count - finite };
}
