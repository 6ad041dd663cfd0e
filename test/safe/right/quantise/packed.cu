/*---
launch:
  - { kernel: quantise, grid: [M], block: [256], args: [x, q, scale, "N / 4"] }
---*/
// Four integers in one store; the largest of the block by integer maxima, whose order is that of positive floats.
extern "C" __global__ void quantise(const float4* x, char4* q, float* scale, int vectors) {
    __shared__ int largest;
    int t = threadIdx.x;
    const float4* row = x + (size_t)blockIdx.x * vectors;
    if (t == 0) largest = 0;
    __syncthreads();
    float own = 0.0f;
    for (int i = t; i < vectors; i += 256) {
        float4 v = row[i];
        own = fmaxf(own, fmaxf(fmaxf(fabsf(v.x), fabsf(v.y)), fmaxf(fabsf(v.z), fabsf(v.w))));
    }
    int bits = __reduce_max_sync(0xffffffffu, __float_as_int(own));
    if (t % 32 == 0) atomicMax(&largest, bits);
    __syncthreads();
    float step = __int_as_float(largest) / 127.0f;
    if (t == 0) scale[blockIdx.x] = step;
    for (int i = t; i < vectors; i += 256) {
        float4 v = row[i];
        q[(size_t)blockIdx.x * vectors + i] =
            make_char4(rintf(v.x / step), rintf(v.y / step), rintf(v.z / step), rintf(v.w / step));
    }
}
