/*---
name: attention_tiles
summary: Causal attention by tiles of keys in shared memory, with partial tiles.
dims: { N: 21, D: 16 }
inputs:
  q: { type: f32, shape: [N, D] }
  k: { type: f32, shape: [N, D] }
  v: { type: f32, shape: [N, D] }
outputs:
  o: { type: f32, shape: [N, D] }
launch:
  - { kernel: run, grid: ["ceildiv(N, 8)"], block: [16, 8], args: [q, k, v, o, N] }
---*/
extern "C" __global__ void run(const float* q, const float* k, const float* v, float* o, int N) {
    __shared__ float keys[8][17], values[8][16], scores[8][8];
    int d = threadIdx.x, r = threadIdx.y, row = blockIdx.x * 8 + r;
    float most = -1e30f, sum = 0.0f, out = 0.0f;
    for (int first = 0; first <= blockIdx.x * 8; first += 8) {
        bool inside = first + r < N;
        keys[r][d] = inside ? k[(first + r) * 16 + d] : 0.0f;
        values[r][d] = inside ? v[(first + r) * 16 + d] : 0.0f;
        __syncthreads();
        if (d < 8) {
            float dot = -1e30f;
            if (row < N && first + d <= row) {
                dot = 0.0f;
                for (int e = 0; e < 16; e++) dot += q[row * 16 + e] * keys[d][e];
            }
            scores[r][d] = dot * 0.25f;
        }
        __syncthreads();
        float next = most;
        for (int c = 0; c < 8; c++) next = fmaxf(next, scores[r][c]);
        float scale = expf(most - next);
        sum *= scale;
        out *= scale;
        for (int c = 0; c < 8; c++) {
            float p = expf(scores[r][c] - next);
            sum += p;
            out += p * values[c][d];
        }
        most = next;
        __syncthreads();
    }
    if (row < N) o[row * 16 + d] = out / sum;
}
