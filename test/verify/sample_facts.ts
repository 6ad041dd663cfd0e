import type { DeviceFacts } from '../../lib/native/types.js';

/** What the driver says of an H100 SXM5. */
export const sampleFacts: DeviceFacts = {
  ordinal: 0,
  name: 'NVIDIA H100 80GB HBM3',
  pciBusId: '0000:1b:00.0',
  uuid: '00112233-4455-6677-8899-aabbccddeeff',
  computeMajor: 9,
  computeMinor: 0,
  multiprocessors: 132,
  clockKhz: 1_980_000,
  memoryClockKhz: 2_619_000,
  memoryBusBits: 5120,
  l2Bytes: 52_428_800,
  maxThreadsPerBlock: 1024,
  maxThreadsPerMultiprocessor: 2048,
  maxSharedPerBlock: 232_448,
  maxSharedPerMultiprocessor: 233_472,
  maxRegistersPerBlock: 65_536,
  totalMemory: 85_029_158_912,
  cudaVersion: 13_000,
};
