/*---
name: barrier_divergence_cluster
summary: One block waits for the cluster; half of the other one waits for a barrier that nobody else comes to.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [64], cluster: [2], args: [x, y] }
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
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x, i = blockIdx.x * 64 + t;
    y[i] = x[i];
    if (cluster_rank() == 1 && t >= 32) {
        asm volatile("bar.sync 1, 64;" ::: "memory"); // expect: barrier-divergence
    }
    CLUSTER_ARRIVE();
    CLUSTER_WAIT(); // expect: barrier-divergence
}
