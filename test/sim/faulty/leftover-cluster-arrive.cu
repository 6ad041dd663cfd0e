/*---
name: leftover_cluster_arrive
summary: The last barrier of the cluster is arrived at and not waited for.
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
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int s[32];
    int t = threadIdx.x, i = blockIdx.x * 32 + t, v;
    s[t] = x[i];
    CLUSTER_ARRIVE();
    CLUSTER_WAIT();
    v = s[31 - t];
    y[i] = v;
    CLUSTER_ARRIVE(); // expect: leftover
}
