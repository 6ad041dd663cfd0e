// Kernels of async_test.cc. kernels.ptx is this file through NVRTC 13.0 with --gpu-architecture=compute_90a -lineinfo.

using u32 = unsigned int;
using u64 = unsigned long long;

__device__ inline u32 sharedAddress(const void* p) { return static_cast<u32>(__cvta_generic_to_shared(p)); }

__device__ inline void initBarrier(u64* b, u32 count) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(sharedAddress(b)), "r"(count) : "memory");
}
__device__ inline u64 arrive(u64* b) {
  u64 state;
  asm volatile("mbarrier.arrive.shared::cta.b64 %0, [%1];" : "=l"(state) : "r"(sharedAddress(b)) : "memory");
  return state;
}
__device__ inline void expectBytes(u64* b, u32 bytes) {
  asm volatile("mbarrier.arrive.expect_tx.release.cta.shared::cta.b64 _, [%0], %1;" ::"r"(sharedAddress(b)), "r"(bytes) : "memory");
}
__device__ inline bool tryParity(u64* b, u32 parity) {
  u32 done;
  asm volatile(
      "{ .reg .pred p; mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p; }"
      : "=r"(done)
      : "r"(sharedAddress(b)), "r"(parity)
      : "memory");
  return done != 0;
}
__device__ inline void waitParity(u64* b, u32 parity) {
  while (!tryParity(b, parity)) {
  }
}
__device__ inline void copy16(void* to, const void* from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(sharedAddress(to)), "l"(from) : "memory");
}
__device__ inline void commitCopies() { asm volatile("cp.async.commit_group;" ::: "memory"); }
template <int n>
__device__ inline void waitCopies() { asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory"); }

__device__ inline void bulkLoad(void* to, const void* from, u32 bytes, u64* b) {
  asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(sharedAddress(to)), "l"(from), "r"(bytes), "r"(sharedAddress(b)) : "memory");
}
__device__ inline void bulkStore(void* to, const void* from, u32 bytes) {
  asm volatile("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(to), "r"(sharedAddress(from)), "r"(bytes) : "memory");
}
__device__ inline void commitBulk() { asm volatile("cp.async.bulk.commit_group;" ::: "memory"); }
__device__ inline void waitBulkRead() { asm volatile("cp.async.bulk.wait_group.read 0;" ::: "memory"); }
__device__ inline void waitBulk() { asm volatile("cp.async.bulk.wait_group 0;" ::: "memory"); }
__device__ inline void fenceAsync() { asm volatile("fence.proxy.async.shared::cta;" ::: "memory"); }
__device__ inline void fenceInit() { asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory"); }
__device__ inline void clusterArrive() { asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory"); }
__device__ inline void clusterWait() { asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory"); }
__device__ inline u32 clusterRank() { u32 r; asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(r)); return r; }
__device__ inline u32 mapShared(u32 address, u32 rank) {
  u32 r;
  asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(r) : "r"(address), "r"(rank));
  return r;
}

struct alignas(64) Map { u64 opaque[16]; };

// --- cp.async ---

// Blocks of 128 threads, each stage 512 floats; two stages.
extern "C" __global__ void copyPipeline(const float* in, float* out, int stages) {
  __shared__ alignas(16) float buffer[2][512];
  const int t = threadIdx.x;
  copy16(&buffer[0][t * 4], in + t * 4);
  commitCopies();
  for (int s = 0; s < stages; ++s) {
    if (s + 1 < stages) copy16(&buffer[(s + 1) & 1][t * 4], in + (s + 1) * 512 + t * 4);
    commitCopies();
    waitCopies<1>();
    __syncthreads();
    for (int i = 0; i < 4; ++i) out[s * 512 + i * 128 + t] = buffer[s & 1][511 - (i * 128 + t)] * 2.0f;
    __syncthreads();
  }
}

// As above, without the barrier behind the last use of a stage.
extern "C" __global__ void copyOverwrites(const float* in, float* out, int stages) {
  __shared__ alignas(16) float buffer[2][512];
  const int t = threadIdx.x;
  copy16(&buffer[0][t * 4], in + t * 4);
  commitCopies();
  for (int s = 0; s < stages; ++s) {
    if (s + 1 < stages) copy16(&buffer[(s + 1) & 1][t * 4], in + (s + 1) * 512 + t * 4);
    commitCopies();
    waitCopies<1>();
    __syncthreads();
    for (int i = 0; i < 4; ++i) out[s * 512 + i * 128 + t] = buffer[s & 1][511 - (i * 128 + t)] * 2.0f;
  }
}

extern "C" __global__ void copyUnwaited(const float* in, float* out) {
  __shared__ alignas(16) float buffer[128];
  const int t = threadIdx.x;
  copy16(&buffer[t * 4], in + t * 4);
  commitCopies();
  __syncthreads();
  out[t] = buffer[t];
}

extern "C" __global__ void copyUncommitted(const float* in, float* out) {
  __shared__ alignas(16) float buffer[128];
  const int t = threadIdx.x;
  buffer[t] = buffer[t + 32] = buffer[t + 64] = buffer[t + 96] = -1.0f;
  __syncthreads();
  copy16(&buffer[t * 4], in + t * 4);
  waitCopies<0>();
  __syncthreads();
  out[t] = buffer[t];
}

extern "C" __global__ void copyZeroFill(const float* in, float* out) {
  __shared__ alignas(16) float buffer[256];
  const int t = threadIdx.x;
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(sharedAddress(buffer + t * 4)), "l"(in + t * 4), "r"(t % 5 * 4) : "memory");
  asm volatile(
      "{ .reg .pred p; setp.ne.u32 p, %2, 0; cp.async.ca.shared.global [%0], [%1], 8, p; }" ::"r"(
          sharedAddress(buffer + 128 + t * 2)),
      "l"(in + t * 2), "r"(t & 1)
      : "memory");
  asm volatile("cp.async.ca.shared.global.L2::128B [%0], [%1], 4;" ::"r"(sharedAddress(buffer + 192 + t)), "l"(in + t) : "memory");
  asm volatile("cp.async.wait_all;" ::: "memory");
  __syncwarp();
  for (int i = t; i < 224; i += 32) out[i] = buffer[i];
}

extern "C" __global__ void copyPastEnd(const float* in, float* out) {
  __shared__ alignas(16) float buffer[256];
  copy16(buffer + threadIdx.x * 4, in + threadIdx.x * 4 + 4);
  commitCopies();
  waitCopies<0>();
  out[threadIdx.x] = buffer[threadIdx.x * 4];
}

// Warp 0 copies, warp 1 waits for the mbarrier; both ways of counting.
extern "C" __global__ void copyToBarrier(const float* in, float* out) {
  __shared__ alignas(16) float buffer[256];
  __shared__ u64 barriers[2];
  const int t = threadIdx.x;
  if (t == 0) {
    initBarrier(&barriers[0], 32);
    initBarrier(&barriers[1], 32);
  }
  __syncthreads();
  if (t < 32) {
    copy16(&buffer[t * 4], in + t * 4);
    asm volatile("cp.async.mbarrier.arrive.noinc.shared::cta.b64 [%0];" ::"r"(sharedAddress(&barriers[0])) : "memory");
    copy16(&buffer[128 + t * 4], in + 128 + t * 4);
    asm volatile("cp.async.mbarrier.arrive.shared::cta.b64 [%0];" ::"r"(sharedAddress(&barriers[1])) : "memory");
    arrive(&barriers[1]);
  } else {
    waitParity(&barriers[0], 0);
    for (int i = t - 32; i < 128; i += 32) out[i] = buffer[i];
    waitParity(&barriers[1], 0);
    for (int i = t - 32; i < 128; i += 32) out[128 + i] = buffer[128 + i];
  }
}

// --- mbarrier ---

template <bool waitsForEmpty>
__device__ inline void pass(const float* in, float* out, int rounds) {
  __shared__ float stage[2][32];
  __shared__ u64 full[2], empty[2];
  const int t = threadIdx.x;
  if (t == 0) {
    for (int i = 0; i < 2; ++i) {
      initBarrier(&full[i], 32);
      initBarrier(&empty[i], 32);
    }
  }
  __syncthreads();
  for (int r = 0; r < rounds; ++r) {
    const int s = r & 1;
    const u32 parity = (r >> 1) & 1;
    if (t < 32) {
      if (waitsForEmpty) waitParity(&empty[s], parity ^ 1);
      stage[s][t] = in[r * 32 + t];
      arrive(&full[s]);
    } else {
      waitParity(&full[s], parity);
      out[r * 32 + t - 32] = stage[s][63 - t] + 1.0f;
      if (waitsForEmpty) arrive(&empty[s]);
    }
  }
}
extern "C" __global__ void handOver(const float* in, float* out, int rounds) { pass<true>(in, out, rounds); }
extern "C" __global__ void handOverUnordered(const float* in, float* out, int rounds) { pass<false>(in, out, rounds); }

extern "C" __global__ void barrierUninitialised(float* out) {
  __shared__ u64 barrier;
  arrive(&barrier);
  out[threadIdx.x] = 0.0f;
}

extern "C" __global__ void barrierUnsynchronised(float* out) {
  __shared__ u64 barrier;
  if (threadIdx.x == 0) initBarrier(&barrier, 64);
  arrive(&barrier);
  waitParity(&barrier, 0);
  out[threadIdx.x] = 0.0f;
}

extern "C" __global__ void barrierTooMany(float* out) {
  __shared__ u64 barrier;
  if (threadIdx.x == 0) initBarrier(&barrier, 33);
  __syncthreads();
  if (threadIdx.x < 32) asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0], 2;" ::"r"(sharedAddress(&barrier)) : "memory");
  out[threadIdx.x] = 0.0f;
}

extern "C" __global__ void barrierNeverComplete(float* out) {
  __shared__ u64 barrier;
  if (threadIdx.x == 0) initBarrier(&barrier, 65);
  __syncthreads();
  arrive(&barrier);
  waitParity(&barrier, 0);
  out[threadIdx.x] = 0.0f;
}

// States, drops, .noComplete and pending counts.
extern "C" __global__ void barrierStates(u32* out) {
  __shared__ u64 barrier;
  const u32 b = sharedAddress(&barrier);
  const u32 t = threadIdx.x;
  if (t == 0) initBarrier(&barrier, 34);
  __syncwarp();
  if (t == 0) {
    u64 state;
    u32 count;
    asm volatile("mbarrier.arrive.noComplete.shared::cta.b64 %0, [%1], 2;" : "=l"(state) : "r"(b) : "memory");
    asm volatile("mbarrier.pending_count.b64 %0, %1;" : "=r"(count) : "l"(state));
    out[32] = count;
  }
  __syncwarp();
  u64 state;
  asm volatile("mbarrier.arrive_drop.shared::cta.b64 %0, [%1];" : "=l"(state) : "r"(b) : "memory");
  u32 done = 0;
  while (!done) {
    asm volatile("{ .reg .pred p; mbarrier.test_wait.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p; }" : "=r"(done) : "r"(b), "l"(state) : "memory");
  }
  // Two arrivals are left of each phase.
  if (t == 0) {
    state = arrive(&barrier);
    out[33] = tryParity(&barrier, 0);
    out[34] = tryParity(&barrier, 1);
    arrive(&barrier);
    waitParity(&barrier, 1);
    asm volatile("mbarrier.inval.shared::cta.b64 [%0];" ::"r"(b) : "memory");
  }
  out[t] = done;
}

// --- bulk ---

extern "C" __global__ void bulkCopy(const float* in, float* out) {
  __shared__ alignas(128) float buffer[1024];
  __shared__ u64 barrier;
  const int t = threadIdx.x;
  if (t == 0) {
    initBarrier(&barrier, 1);
    fenceInit();
  }
  __syncthreads();
  const int base = blockIdx.x * 1024;
  if (t == 0) {
    expectBytes(&barrier, 4096);
    bulkLoad(buffer, in + base, 2048, &barrier);
    bulkLoad(buffer + 512, in + base + 512, 2048, &barrier);
  }
  waitParity(&barrier, 0);
  for (int i = t; i < 1024; i += 128) buffer[i] = buffer[i] + 1.0f;
  fenceAsync();
  __syncthreads();
  if (t == 0) {
    bulkStore(out + base, buffer, 4096);
    commitBulk();
    waitBulkRead();
  }
}

// Four stages through two buffers, loaded by one warp and used by four.
extern "C" __global__ void bulkPipeline(const float* in, float* out, int rounds) {
  extern __shared__ __align__(128) float stages[];
  __shared__ u64 full[2], empty[2];
  const int t = threadIdx.x;
  if (t == 0) {
    for (int i = 0; i < 2; ++i) {
      initBarrier(&full[i], 1);
      initBarrier(&empty[i], 4);
    }
    fenceInit();
  }
  __syncthreads();
  if (t < 32) {
    if (t == 0) {
      for (int r = 0; r < rounds; ++r) {
        waitParity(&empty[r & 1], ((r >> 1) & 1) ^ 1);
        expectBytes(&full[r & 1], 1024);
        bulkLoad(stages + (r & 1) * 256, in + r * 256, 1024, &full[r & 1]);
      }
    }
  } else {
    for (int r = 0; r < rounds; ++r) {
      waitParity(&full[r & 1], (r >> 1) & 1);
      for (int i = t - 32; i < 256; i += 128) out[r * 256 + i] = stages[(r & 1) * 256 + (i ^ 37)];
      __syncwarp();
      if (t % 32 == 0) arrive(&empty[r & 1]);
    }
  }
}

// As above, but the stage is loaded again before it was used.
extern "C" __global__ void bulkOverwrites(const float* in, float* out) {
  __shared__ alignas(128) float stage[256];
  __shared__ u64 full;
  const int t = threadIdx.x;
  if (t == 0) initBarrier(&full, 1);
  __syncthreads();
  for (int r = 0; r < 2; ++r) {
    if (t == 0) {
      expectBytes(&full, 1024);
      bulkLoad(stage, in + r * 256, 1024, &full);
    }
    waitParity(&full, r);
    for (int i = t; i < 256; i += 128) out[r * 256 + i] = stage[255 - i];
  }
}

extern "C" __global__ void bulkUnwaited(const float* in, float* out) {
  __shared__ alignas(128) float buffer[256];
  __shared__ u64 barrier;
  const int t = threadIdx.x;
  if (t == 0) {
    initBarrier(&barrier, 1);
    expectBytes(&barrier, 1024);
    bulkLoad(buffer, in, 1024, &barrier);
  }
  __syncthreads();
  out[t] = buffer[t];
}

// Asks once whether the copy is done, and uses it whatever the answer.
extern "C" __global__ void bulkAskedOnce(const float* in, float* out) {
  __shared__ alignas(128) float buffer[256];
  __shared__ u64 barrier;
  const int t = threadIdx.x;
  if (t == 0) {
    initBarrier(&barrier, 1);
    expectBytes(&barrier, 1024);
    bulkLoad(buffer, in, 1024, &barrier);
    tryParity(&barrier, 0);
  }
  __syncthreads();
  out[t] = buffer[t];
}

extern "C" __global__ void bulkStoreUnwaited(float* out) {
  __shared__ alignas(128) float buffer[128];
  const int t = threadIdx.x;
  buffer[t] = static_cast<float>(t);
  fenceAsync();
  __syncthreads();
  if (t == 0) {
    bulkStore(out, buffer, 512);
    commitBulk();
  }
}

extern "C" __global__ void bulkStoreUnsynchronised(float* out) {
  __shared__ alignas(128) float buffer[128];
  const int t = threadIdx.x;
  buffer[t] = static_cast<float>(t);
  fenceAsync();
  if (t == 96) {
    bulkStore(out, buffer, 512);
    commitBulk();
    waitBulk();
  }
}

extern "C" __global__ void bulkToInput(const float* in, float* out) {
  __shared__ alignas(128) float buffer[128];
  buffer[threadIdx.x] = 1.0f;
  fenceAsync();
  __syncthreads();
  if (threadIdx.x == 0) {
    bulkStore(const_cast<float*>(in), buffer, 512);
    commitBulk();
    waitBulk();
  }
  out[threadIdx.x] = 0.0f;
}

// Every block adds its own.
extern "C" __global__ void bulkReduce(float* sums, u32* least, unsigned short* halves) {
  __shared__ alignas(128) float a[128];
  __shared__ alignas(128) u32 b[128];
  __shared__ alignas(128) unsigned short c[128];
  const u32 t = threadIdx.x;
  a[t] = static_cast<float>(t + blockIdx.x);
  b[t] = (t * 37 + blockIdx.x * 101) % 199;
  c[t] = 0x3c00;  // 1
  fenceAsync();
  __syncthreads();
  if (t == 0) {
    asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.f32 [%0], [%1], 512;" ::"l"(sums), "r"(sharedAddress(a)) : "memory");
    asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.min.u32 [%0], [%1], 512;" ::"l"(least), "r"(sharedAddress(b)) : "memory");
    asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.noftz.f16 [%0], [%1], 256;" ::"l"(halves), "r"(sharedAddress(c)) : "memory");
    commitBulk();
    waitBulk();
  }
}

// --- tensors ---

// Loads one box of so many bytes and writes `all` bytes of shared memory out as they are.
template <int rank>
__device__ inline void loadBox(const Map* map, unsigned char* out, int bytes, int all, int x, int y, int z) {
  extern __shared__ __align__(1024) unsigned char box[];
  __shared__ u64 barrier;
  const int t = threadIdx.x;
  for (int i = t; i < all; i += 128) box[i] = 0xee;
  fenceAsync();
  __syncthreads();
  if (t == 0) {
    initBarrier(&barrier, 1);
    fenceInit();
    expectBytes(&barrier, bytes);
    const u32 to = sharedAddress(box), b = sharedAddress(&barrier);
    if (rank == 1) asm volatile("cp.async.bulk.tensor.1d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2}], [%3];" ::"r"(to), "l"(map), "r"(x), "r"(b) : "memory");
    if (rank == 2) asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];" ::"r"(to), "l"(map), "r"(x), "r"(y), "r"(b) : "memory");
    if (rank == 3) asm volatile("cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4}], [%5];" ::"r"(to), "l"(map), "r"(x), "r"(y), "r"(z), "r"(b) : "memory");
  }
  __syncthreads();
  waitParity(&barrier, 0);
  for (int i = t; i < all; i += 128) out[i] = box[i];
}
extern "C" __global__ void tensorLoad1(const __grid_constant__ Map map, unsigned char* out, int bytes, int all, int x, int y, int z) { loadBox<1>(&map, out, bytes, all, x, y, z); }
extern "C" __global__ void tensorLoad2(const __grid_constant__ Map map, unsigned char* out, int bytes, int all, int x, int y, int z) { loadBox<2>(&map, out, bytes, all, x, y, z); }
extern "C" __global__ void tensorLoad3(const __grid_constant__ Map map, unsigned char* out, int bytes, int all, int x, int y, int z) { loadBox<3>(&map, out, bytes, all, x, y, z); }

// Fills a box with 1, 2, 3 … as u32 by the order of shared memory, and stores (or adds) it.
template <bool adds>
__device__ inline void storeBox(const Map* map, int words, int x, int y) {
  extern __shared__ __align__(1024) u32 values[];
  const int t = threadIdx.x;
  for (int i = t; i < words; i += 128) values[i] = i + 1;
  fenceAsync();
  __syncthreads();
  if (t == 0) {
    if (adds) {
      asm volatile("cp.reduce.async.bulk.tensor.2d.global.shared::cta.add.tile.bulk_group [%0, {%1, %2}], [%3];" ::"l"(map), "r"(x), "r"(y), "r"(sharedAddress(values)) : "memory");
    } else {
      asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group [%0, {%1, %2}], [%3];" ::"l"(map), "r"(x), "r"(y), "r"(sharedAddress(values)) : "memory");
    }
    commitBulk();
    waitBulkRead();
  }
}
extern "C" __global__ void tensorStore(const __grid_constant__ Map map, int words, int x, int y) { storeBox<false>(&map, words, x, y); }
extern "C" __global__ void tensorAdd(const __grid_constant__ Map map, int words, int x, int y) { storeBox<true>(&map, words, x, y); }

// --- clusters ---

template <bool waits>
__device__ inline void neighbours(float* out) {
  __shared__ float mine[32];
  const u32 t = threadIdx.x, rank = clusterRank();
  mine[t] = static_cast<float>(rank * 100 + t);
  clusterArrive();
  if (waits) clusterWait();
  const u32 address = mapShared(sharedAddress(&mine[31 - t]), rank ^ 1);
  float value;
  asm volatile("ld.shared::cluster.f32 %0, [%1];" : "=f"(value) : "r"(address) : "memory");
  out[blockIdx.x * 32 + t] = value;
  u32 owner;
  asm volatile("getctarank.shared::cluster.u32 %0, %1;" : "=r"(owner) : "r"(address));
  if (owner != (rank ^ 1)) out[blockIdx.x * 32 + t] = -1.0f;
  if (waits) {
    clusterArrive();
    clusterWait();
  }
}
extern "C" __global__ void clusterRead(float* out) { neighbours<true>(out); }
extern "C" __global__ void clusterReadUnwaited(float* out) { neighbours<false>(out); }

// Block 0 loads for all four; each writes what it got.
extern "C" __global__ void clusterMulticast(const float* in, float* out) {
  __shared__ alignas(128) float buffer[256];
  __shared__ u64 barrier;
  const u32 t = threadIdx.x;
  if (t == 0) {
    initBarrier(&barrier, 1);
    fenceInit();
    expectBytes(&barrier, 1024);
  }
  __syncthreads();
  clusterArrive();
  clusterWait();
  if (clusterRank() == 0 && t == 0) {
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.multicast::cluster [%0], [%1], 1024, [%2], %3;" ::"r"(sharedAddress(buffer)), "l"(in), "r"(sharedAddress(&barrier)), "h"(static_cast<unsigned short>(0xf)) : "memory");
  }
  waitParity(&barrier, 0);
  for (u32 i = t; i < 256; i += 32) out[blockIdx.x * 256 + i] = buffer[i] + static_cast<float>(clusterRank());
  clusterArrive();
  clusterWait();
}

// Block 1 writes into block 0's memory and arrives at its mbarrier; block 0 sends it on to block 1 in bulk.
extern "C" __global__ void clusterSend(float* out) {
  __shared__ alignas(128) float inbox[32];
  __shared__ alignas(128) float result[32];
  __shared__ u64 arrived, returned;
  const u32 t = threadIdx.x, rank = clusterRank();
  if (t == 0) {
    initBarrier(&arrived, 32);
    initBarrier(&returned, 1);
    fenceInit();
  }
  __syncwarp();
  clusterArrive();
  clusterWait();
  if (rank == 1) {
    if (t == 0) expectBytes(&returned, 128);
    const u32 to = mapShared(sharedAddress(&inbox[t]), 0);
    asm volatile("st.shared::cluster.f32 [%0], %1;" ::"r"(to), "f"(static_cast<float>(t) * 3.0f) : "memory");
    asm volatile("mbarrier.arrive.release.cluster.shared::cluster.b64 _, [%0];" ::"r"(mapShared(sharedAddress(&arrived), 0)) : "memory");
    waitParity(&returned, 0);
    out[t] = result[t];
  } else {
    u32 done = 0;
    while (!done) {
      asm volatile("{ .reg .pred p; mbarrier.try_wait.parity.acquire.cluster.shared::cta.b64 p, [%1], 0; selp.u32 %0, 1, 0, p; }" : "=r"(done) : "r"(sharedAddress(&arrived)) : "memory");
    }
    inbox[t] += 1.0f;
    fenceAsync();
    __syncwarp();
    if (t == 0) {
      asm volatile("cp.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes [%0], [%1], 128, [%2];" ::"r"(mapShared(sharedAddress(result), 1)), "r"(sharedAddress(inbox)), "r"(mapShared(sharedAddress(&returned), 1)) : "memory");
    }
  }
  clusterArrive();
  clusterWait();
}

extern "C" __global__ void clusterUnwaited(float* out) {
  out[blockIdx.x * 32 + threadIdx.x] = 0.0f;
  clusterArrive();
}
