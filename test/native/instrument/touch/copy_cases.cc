#include "cases.h"

std::vector<TouchCase> copyCases() {
  return {
      {"cp.async.ca.shared.global [%r1], [%rd1], 4", "write shared %r1 4/4; read global %rd1 4/4"},
      {"cp.async.cg.shared.global.L2::128B [%r1+16], [%rd1], 16", "write shared %r1+16 16/16; read global %rd1 16/16"},
      {"cp.async.ca.shared::cta.global [sh], [%rd1+8], 8", "write shared sh 8/8; read global %rd1+8 8/8"},
      {"cp.async.cg.shared.global [%r1], [%rd1], 16, %r2",
       "write shared %r1 16/16; read global %rd1 16/16 size %r2 in 1"},
      {"cp.async.ca.shared.global [%r1], [%rd1], 8, 0", "write shared %r1 8/8; read global %rd1 8/8 size 0 in 1"},
      {"cp.async.ca.shared.global [%r1], [%rd1], 4, %p2", "write shared %r1 4/4; read global %rd1 4/4 unless %p2"},
      {"cp.async.cg.shared.global [%r1], [%rd1], 16, !%p2",
       "write shared %r1 16/16; read global %rd1 16/16 unless !%p2"},
      {"cp.async.cg.shared.global.L2::cache_hint [%r1], [%rd1], 16, %rd2",
       "write shared %r1 16/16; read global %rd1 16/16"},
      {"cp.async.cg.shared.global.L2::cache_hint.L2::256B [%r1], [%rd1], 16, %r2, %rd2",
       "write shared %r1 16/16; read global %rd1 16/16 size %r2 in 1"},
      {"cp.async.mbarrier.arrive.b64 [%rd1]", "atomic generic %rd1 8/8"},
      {"cp.async.mbarrier.arrive.noinc.shared.b64 [%r1]", "atomic shared %r1 8/8"},
      {"cp.async.mbarrier.arrive.noinc.shared::cta.b64 [sh+8]", "atomic shared sh+8 8/8"},
      {"cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%r1], [%rd1], %r2, [%r3]",
       "write cluster %r1 0/16 size %r2 in 16; read global %rd1 0/16 size %r2 in 16; atomic cluster %r3 8/8"},
      {"cp.async.bulk.shared::cta.global.mbarrier::complete_tx::bytes.L2::cache_hint [sh], [%rd1], 256, [%r3], %rd2",
       "write shared sh 0/16 size 256 in 16; read global %rd1 0/16 size 256 in 16; atomic shared %r3 8/8"},
      {"cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.multicast::cluster [%r1], [%rd1], %r2, "
       "[%r3], "
       "%rs1",
       "write cluster %r1 0/16 size %r2 in 16; read global %rd1 0/16 size %r2 in 16; atomic cluster %r3 8/8"
       "|the blocks in the mask of a multicast copy"},
      {"cp.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes [%r1], [%r2], %r3, [%r4]",
       "write cluster %r1 0/16 size %r3 in 16; read shared %r2 0/16 size %r3 in 16; atomic cluster %r4 8/8"},
      {"cp.async.bulk.global.shared::cta.bulk_group [%rd1], [%r1], %r2",
       "write global %rd1 0/16 size %r2 in 16; read shared %r1 0/16 size %r2 in 16"},
      {"cp.async.bulk.global.shared::cta.bulk_group.L2::cache_hint.cp_mask [%rd1], [%r1], %r2, %rd2, %rs1",
       "write global %rd1 0/16 size %r2 in 16; read shared %r1 0/16 size %r2 in 16"},
      {"cp.reduce.async.bulk.global.shared::cta.bulk_group.add.f32 [%rd1], [%r1], %r2",
       "atomic global %rd1 0/16 size %r2 in 16; read shared %r1 0/16 size %r2 in 16"},
      {"cp.reduce.async.bulk.global.shared::cta.bulk_group.L2::cache_hint.add.noftz.bf16 [%rd1], [%r1], %r2, %rd2",
       "atomic global %rd1 0/16 size %r2 in 16; read shared %r1 0/16 size %r2 in 16"},
      {"cp.reduce.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes.inc.u32 [%r1], [%r2], 32, [%r4]",
       "atomic cluster %r1 0/16 size 32 in 16; read shared %r2 0/16 size 32 in 16; atomic cluster %r4 8/8"},
      {"cp.async.bulk.prefetch.L2.global [%rd1], %r1", "read global %rd1 0/16 size %r1 in 16"},
      {"cp.async.bulk.prefetch.L2.global.L2::cache_hint [%rd1], 128, %rd2", "read global %rd1 0/16 size 128 in 16"},
  };
}

std::vector<TouchCase> tensorCases() {
  constexpr std::string_view load =
      "write cluster %r1 16/128 box %rd1; read generic %rd1 128/64; atomic cluster %r6 8/8";
  constexpr std::string_view store = "read generic %rd1 128/64; read shared %r5 16/128 box %rd1; writes by %rd1";
  return {
      {"cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%r1], [%rd1, {%r2, %r3}], "
       "[%r6]",
       load},
      {"cp.async.bulk.tensor.1d.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint [%r1], [%rd1, "
       "{%r2}], "
       "[%r6], %rd2",
       load},
      {"cp.async.bulk.tensor.3d.shared::cta.global.tile.mbarrier::complete_tx::bytes [sh], [map, {%r2, %r3, %r4}], "
       "[%r6]",
       "write shared sh 16/128 box map; atomic shared %r6 8/8"},
      {"cp.async.bulk.tensor.2d.shared::cta.global.tile::gather4.mbarrier::complete_tx::bytes [%r1], "
       "[map+64, {%r2, %r3, %r4, %r5, %r6}], [%r6]",
       "write shared %r1 16/128 box map+64; read generic map+64 128/64; atomic shared %r6 8/8"},
      {"cp.async.bulk.tensor.4d.shared::cluster.global.im2col.mbarrier::complete_tx::bytes [%r1], "
       "[%rd1, {%r2, %r3, %r4, %r5}], [%r6], {%rs1, %rs2}",
       load},
      {"cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes.multicast::cluster [%r1], "
       "[%rd1, {%r2, %r3}], [%r6], %rs1",
       "write cluster %r1 16/128 box %rd1; read generic %rd1 128/64; atomic cluster %r6 8/8"
       "|the blocks in the mask of a multicast copy"},
      {"cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes.cta_group::1 [%r1], "
       "[%rd1, {%r2, %r3}], [%r6]",
       load},
      {"cp.async.bulk.tensor.2d.global.shared::cta.tile.bulk_group [%rd1, {%r2, %r3}], [%r5]", store},
      {"cp.async.bulk.tensor.3d.global.shared::cta.im2col_no_offs.bulk_group.L2::cache_hint "
       "[%rd1, {%r2, %r3, %r4}], [%r5], %rd2",
       store},
      {"cp.reduce.async.bulk.tensor.2d.global.shared::cta.add.tile.bulk_group [%rd1, {%r2, %r3}], [%r5]", store},
      {"cp.reduce.async.bulk.tensor.1d.global.shared::cta.max.bulk_group [map, {%r2}], [%r5]",
       "read shared %r5 16/128 box map; writes by map"},
      {"cp.async.bulk.prefetch.tensor.2d.L2.global.tile [%rd1, {%r2, %r3}]", "read generic %rd1 128/64"},
      {"cp.async.bulk.prefetch.tensor.3d.L2.global.im2col.L2::cache_hint [%rd1, {%r2, %r3, %r4}], {%rs1}, %rd2",
       "read generic %rd1 128/64"},
      {"tensormap.replace.tile.global_address.shared::cta.b1024.b64 [%r1], %rd1",
       "write shared %r1 128/64|what copies touch by a tensor map that was changed with tensormap.replace"},
      {"tensormap.replace.tile.box_dim.global.b1024.b32 [%rd1], 1, %r1",
       "write global %rd1 128/64|what copies touch by a tensor map that was changed with tensormap.replace"},
      {"tensormap.replace.tile.rank.b1024.b32 [%rd1], 2",
       "write generic %rd1 128/64|what copies touch by a tensor map that was changed with tensormap.replace"},
      {"tensormap.cp_fenceproxy.global.shared::cta.tensormap::generic.release.gpu.sync.aligned [%rd1], [%r1], 128",
       "write global %rd1 128/128; read shared %r1 128/128"},
      {"fence.proxy.tensormap::generic.acquire.gpu [%rd1], 128", "read generic %rd1 128/128"},
  };
}

std::vector<TouchCase> barrierCases() {
  return {
      {"mbarrier.init.shared.b64 [%r1], 32", "write shared %r1 8/8"},
      {"mbarrier.init.b64 [%rd1], %r2", "write generic %rd1 8/8"},
      {"mbarrier.inval.shared::cta.b64 [sh+16]", "write shared sh+16 8/8"},
      {"mbarrier.expect_tx.relaxed.cta.shared::cta.b64 [%r1], 64", "atomic shared %r1 8/8"},
      {"mbarrier.complete_tx.relaxed.cluster.shared::cluster.b64 [%r1], %r2", "atomic cluster %r1 8/8"},
      {"mbarrier.arrive.shared.b64 %rd1, [%r1]", "atomic shared %r1 8/8"},
      {"mbarrier.arrive.release.cta.shared::cta.b64 %rd1, [%r1], 2", "atomic shared %r1 8/8"},
      {"mbarrier.arrive.release.cluster.shared::cluster.b64 _, [%r1]", "atomic cluster %r1 8/8"},
      {"mbarrier.arrive.expect_tx.shared.b64 _, [%r1], 128", "atomic shared %r1 8/8"},
      {"mbarrier.arrive.expect_tx.release.cluster.shared::cluster.b64 _, [%r1], %r2", "atomic cluster %r1 8/8"},
      {"mbarrier.arrive.noComplete.shared.b64 %rd1, [%r1], %r2", "atomic shared %r1 8/8"},
      {"mbarrier.arrive_drop.b64 %rd1, [%rd2]", "atomic generic %rd2 8/8"},
      {"mbarrier.arrive_drop.noComplete.release.cta.shared::cta.b64 %rd1, [%r1], 1", "atomic shared %r1 8/8"},
      {"mbarrier.test_wait.shared.b64 %p1, [%r1], %rd1", "read shared %r1 8/8"},
      {"mbarrier.test_wait.parity.acquire.cta.shared::cta.b64 %p1, [%r1], %r2", "read shared %r1 8/8"},
      {"mbarrier.try_wait.b64 %p1, [%rd1], %rd2", "read generic %rd1 8/8"},
      {"mbarrier.try_wait.parity.relaxed.cluster.shared::cta.b64 %p1, [%r1], %r2, 1000", "read shared %r1 8/8"},
      {"clusterlaunchcontrol.try_cancel.async.shared::cta.mbarrier::complete_tx::bytes.b128 [%r1], [%r2]",
       "write shared %r1 16/16; atomic shared %r2 8/8"},
      {"clusterlaunchcontrol.try_cancel.async.mbarrier::complete_tx::bytes.multicast::cluster::all.b128 [%rd1], [%rd2]",
       "write generic %rd1 16/16; atomic generic %rd2 8/8"},
  };
}
