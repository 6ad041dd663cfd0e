import { namesInDriverFolders } from './find_driver.js';

/** Names to open NVIDIA's management library by, in order. It comes with the driver. `$WARPSMITH_NVML` wins. */
export function nvmlCandidates(): string[] {
  const chosen = process.env.WARPSMITH_NVML;
  return chosen ? [chosen] : namesInDriverFolders('libnvidia-ml.so.1');
}
