/*---
launch:
  - kernel: scan
    grid: [batch_size]
    block: [256]
    args: [x, out, input_shape_0]
---*/
// Hand-written. One block for each row, 4096 elements at a time: every warp scans its own 512, and adds what the warps
// before it and the chunks before had. Products of parts could leave the range of f32 where the whole does not, so that
// they are f64.
constexpr int THREADS = 256, WARPS = THREADS / 32, STEPS = 4, CHUNK = THREADS * 4 * STEPS;

extern "C" __global__ void __launch_bounds__(THREADS) scan(const float* x, float* y, long long N) {
    // Two of them, so that a chunk needs one barrier only.
    __shared__ double totals[2][WARPS];
    const float* in = x + blockIdx.x * N;
    float* out = y + blockIdx.x * N;
    int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    bool wide = N % 4 == 0;

    float next[STEPS][4];
    auto fetch = [&](long long chunk) {
#pragma unroll
        for (int s = 0; s < STEPS; s++) {
            long long at = chunk + (warp * STEPS + s) * 128 + lane * 4;
            if (wide && at < N) {
                float4 v = __ldcs((const float4*)(in + at));
                next[s][0] = v.x;
                next[s][1] = v.y;
                next[s][2] = v.z;
                next[s][3] = v.w;
            } else {
#pragma unroll
                for (int i = 0; i < 4; i++) next[s][i] = at + i < N ? in[at + i] : 1.0f;
            }
        }
    };

    double carry = 1.0;
    fetch(0);
    int turn = 0;
    for (long long chunk = 0; chunk < N; chunk += CHUNK, turn ^= 1) {
        double own[STEPS][4], upto[STEPS];
#pragma unroll
        for (int s = 0; s < STEPS; s++) {
            own[s][0] = next[s][0];
#pragma unroll
            for (int i = 1; i < 4; i++) own[s][i] = own[s][i - 1] * next[s][i];
            upto[s] = own[s][3];
        }
        // Beyond the end nothing is read.
        fetch(chunk + CHUNK);
#pragma unroll
        for (int offset = 1; offset < 32; offset *= 2)
#pragma unroll
            for (int s = 0; s < STEPS; s++) {
                double other = __shfl_up_sync(~0u, upto[s], offset);
                if (lane >= offset) upto[s] *= other;
            }
        double before[STEPS], total = 1.0;
#pragma unroll
        for (int s = 0; s < STEPS; s++) {
            double left = __shfl_up_sync(~0u, upto[s], 1);
            before[s] = lane == 0 ? total : total * left;
            total *= __shfl_sync(~0u, upto[s], 31);
        }
        if (lane == 0) totals[turn][warp] = total;
        __syncthreads();
        double base = carry;
#pragma unroll
        for (int w = 0; w < WARPS; w++) {
            if (w == warp) base = carry;
            carry *= totals[turn][w];
        }
#pragma unroll
        for (int s = 0; s < STEPS; s++) {
            long long at = chunk + (warp * STEPS + s) * 128 + lane * 4;
            double start = base * before[s];
            float result[4] = {(float)(start * own[s][0]), (float)(start * own[s][1]),
                               (float)(start * own[s][2]), (float)(start * own[s][3])};
            if (wide && at < N) {
                __stcs((float4*)(out + at), make_float4(result[0], result[1], result[2], result[3]));
            } else {
#pragma unroll
                for (int i = 0; i < 4; i++)
                    if (at + i < N) out[at + i] = result[i];
            }
        }
    }
}
