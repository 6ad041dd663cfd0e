/*---
name: uninitialised_read_cluster
summary: A block of a cluster reads its neighbour's shared memory, of which half was written.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [32], cluster: [2], args: [x, y] }
---*/
// Macros, so that line information names the line of use.
#define CLUSTER_ARRIVE() asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory")
#define CLUSTER_WAIT() asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory")
#define LOAD_REMOTE(value, own, rank) \
    asm volatile("{\n.reg .u32 a;\nmapa.shared::cluster.u32 a, %1, %2;\nld.shared::cluster.u32 %0, [a];\n}" \
                 : "=r"(value) \
                 : "r"((unsigned)__cvta_generic_to_shared(own)), "r"(rank) \
                 : "memory")
__device__ unsigned cluster_rank() {
    unsigned rank;
    asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[32];
    int t = threadIdx.x, i = blockIdx.x * 32 + t, v;
    if (t < 16) s[t] = x[i];
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    LOAD_REMOTE(v, &s[t], cluster_rank() ^ 1); // expect: uninitialised-read shared
    y[i] = v;
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
}
