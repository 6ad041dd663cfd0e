/*---
launch:
  - { kernel: mix, grid: ["min(1056, ceildiv(N, 512))"], block: [256], args: [x, y, "N / 2", 8] }
---*/
extern "C" __global__ void mix(const ulonglong2* x, ulonglong2* y, long long pairs, int rounds) {
    for (long long i = blockIdx.x * 256 + threadIdx.x; i < pairs; i += gridDim.x * 256) {
        ulonglong2 v = x[i];
        for (int round = 0; round < rounds; round++) {
            v.x = v.x * 6364136223846793005ULL + 1442695040888963407ULL;
            v.y = v.y * 6364136223846793005ULL + 1442695040888963407ULL;
            v.x ^= v.x >> 29;
            v.y ^= v.y >> 29;
        }
        y[i] = v;
    }
}
