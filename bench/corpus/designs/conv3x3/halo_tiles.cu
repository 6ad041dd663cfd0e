/*---
launch:
  - kernel: "conv_halo<{{TILE_W}}, {{TILE_H}}>"
    grid: ["ceildiv(W, {{TILE_W}})", "ceildiv(H, {{TILE_H}})", "B * K"]
    block: [{{TILE_W}}, {{TILE_H}}]
    args: [x, weight, y, C, K, H, W]
---*/
/*=== design
summary: A tile of the image with its rim in shared memory, channel by channel.
variants:
  - { TILE_W: 16, TILE_H: 8 }
  - { TILE_W: 32, TILE_H: 4 }
  - { TILE_W: 32, TILE_H: 8 }
  - { TILE_W: 16, TILE_H: 16 }
wrong:
  - { why: The rim on the left is missing., change: "int column = left + i % PITCH - 1;", to: "int column = left + i % PITCH;" }
  - { why: All filters are the first one., change: "filter[((size_t)k * C + c) * 9 + r * 3 + s]", to: "filter[(size_t)c * 9 + r * 3 + s]" }
uncompilable:
  - { why: A constant that is known only when it runs., change: "constexpr int PITCH = TILE_W + 2,", to: "constexpr int PITCH = blockDim.x + 2," }
faulty:
  - { why: The tile has no room for its rim., change: "__shared__ float tile[HEIGHT * PITCH];", to: "__shared__ float tile[TILE_H * TILE_W];" }
===*/
template <int TILE_W, int TILE_H>
__global__ void conv_halo(const float* x, const float* filter, float* y, int C, int K, int H, int W) {
    constexpr int PITCH = TILE_W + 2, HEIGHT = TILE_H + 2;
    __shared__ float tile[HEIGHT * PITCH];
    int t = threadIdx.y * TILE_W + threadIdx.x;
    int left = blockIdx.x * TILE_W, top = blockIdx.y * TILE_H;
    int k = blockIdx.z % K, b = blockIdx.z / K;
    float sum = 0.0f;
    for (int c = 0; c < C; c++) {
        const float* image = x + ((size_t)b * C + c) * H * W;
        for (int i = t; i < HEIGHT * PITCH; i += TILE_W * TILE_H) {
            int row = top + i / PITCH - 1;
            int column = left + i % PITCH - 1;
            tile[i] = row >= 0 && row < H && column >= 0 && column < W ? image[row * W + column] : 0.0f;
        }
        __syncthreads();
#pragma unroll
        for (int r = 0; r < 3; r++)
#pragma unroll
            for (int s = 0; s < 3; s++)
                sum += tile[(threadIdx.y + r) * PITCH + threadIdx.x + s] * filter[((size_t)k * C + c) * 9 + r * 3 + s];
        __syncthreads();
    }
    int h = top + threadIdx.y, w = left + threadIdx.x;
    if (h < H && w < W) y[(((size_t)b * K + k) * H + h) * W + w] = sum;
}
