/*---
launch:
  - { kernel: index_add, grid: ["ceildiv(D, 32)", "ceildiv(V, 8)"], block: [32, 8], args: [x, rows, y, T, D, V] }
---*/
// No atomics: a warp owns one row of the result and looks through all numbers, 32 at a time.
extern "C" __global__ void index_add(const int* x, const int* rows, int* y, int T, int D, int V) {
    int lane = threadIdx.x, own = blockIdx.y * 8 + threadIdx.y, d = blockIdx.x * 32 + lane, sum = 0;
    if (own >= V) return;
    for (int first = 0; first < T; first += 32) {
        int row = first + lane < T ? rows[first + lane] : -1;
        for (unsigned mine = __ballot_sync(0xffffffffu, row == own); mine; mine &= mine - 1) {
            int at = first + __ffs(mine) - 1;
            if (d < D) sum += x[(size_t)at * D + d];
        }
    }
    if (d < D) y[(size_t)own * D + d] = sum;
}
