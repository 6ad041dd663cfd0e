/** A problem whose kernel brings one tile to shared memory by a tensor map. */

export interface TensorLoad {
  /** Of x, and how many of its elements are the tile. */
  type?: 'f16' | 'f32' | 'f64' | 'u8';
  rows?: number;
  columns?: number;
  /** Where the tile begins, in C++; what is `constant` stands in the instruction itself. */
  column?: string;
  constant?: boolean;
  row?: string;
  /** When the copy is done, in C++; `zero` is 0, which the compiler does not know. */
  guard?: string;
  /** Fields that follow the map's box. */
  map?: string;
  /** Of the array that the tile goes to, and what the copy brings. */
  sharedBytes?: number;
  bytes?: number;
  /** Only prefetches the tile. */
  prefetches?: boolean;
  /** Between two maps, by what the compiler does not know. */
  chooses?: boolean;
}

const elementBytes = { f16: 2, f32: 4, f64: 8, u8: 1 };

/** The problem's text. Its output is 0 everywhere. */
export function tensorLoad(load: TensorLoad): string {
  const { type = 'f32', column = '0', row = '0', guard = 'true', map = '' } = load;
  const { rows = 8, columns = 16 } = load;
  const bytes = load.bytes ?? rows * columns * elementBytes[type];
  const sharedBytes = load.sharedBytes ?? Math.max(512, bytes);
  const place = load.constant ? `"n"(${column})` : `"r"(${column} + zero)`;
  const copy = load.prefetches
    ? 'cp.async.bulk.prefetch.tensor.2d.L2.global [%1, {%2, %3}];'
    : 'cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];';
  return `/*---
name: tensor_load
summary: One tile by a tensor map.
dims: { M: 16, N: 64 }
inputs:
  x: { type: ${type}, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M] }
tensorMaps:
  map_x: { tensor: x, box: [${rows}, ${columns}]${map} }
launch:
  - { kernel: run, grid: [1], block: [32], args: [map_x, map_x, y, 0] }
---*/
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
extern "C" __global__ void run(const __grid_constant__ CUtensorMap map, const __grid_constant__ CUtensorMap other,
                               float* y, int zero) {
    __shared__ __align__(128) char tile[${sharedBytes}];
    __shared__ unsigned long long full;
    unsigned barrier = shared_address(&full), done = 0;
    const CUtensorMap* by = ${load.chooses ? 'zero == 0 ? &map : &other' : '&map'};
    bool copies = ${guard};
    if (threadIdx.x == 0) {
        asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(barrier) : "memory");
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
        asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier),
                     "r"(copies${load.prefetches ? ' && false' : ''} ? ${bytes} : 0) : "memory");
        asm volatile("{\\n.reg .pred p;\\nsetp.ne.u32 p, %5, 0;\\n@p ${copy}\\n}" ::"r"(shared_address(tile)), "l"(by),
                     ${place}, "r"(${row} + zero), "r"(barrier), "r"((unsigned)copies) : "memory");
    }
    __syncthreads();
    while (!done)
        asm volatile("{\\n.reg .pred p;\\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], 0;\\nselp.u32 %0, 1, 0, p;\\n}"
                     : "=r"(done) : "r"(barrier) : "memory");
    if (threadIdx.x < 16) y[threadIdx.x] = 0.0f;
}
`;
}
