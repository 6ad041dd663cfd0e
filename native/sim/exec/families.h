#pragma once

#include "sim/decoder.h"

// The families of instructions, one file (or a few) each. Every function decodes the instructions of its family that
// `decodeInstruction` (families.cc) hands it by the opcode's first part.
namespace warpsmith::sim {

bool decodeControl(Decoder&, Op&);        // bra, brx, call, ret, exit, trap
bool decodeMove(Decoder&, Op&);           // mov, cvta, isspacep, selp, special registers
bool decodeArithmetic(Decoder&, Op&);     // all that computes lane by lane
bool decodeCompare(Decoder&, Op&);        // setp, set, and logic on predicates
bool decodeLoadStore(Decoder&, Op&);      // ld, st, ldu, prefetch
bool decodeAtomic(Decoder&, Op&);         // atom, red, fence, membar
bool decodeExchange(Decoder&, Op&);       // shfl, vote, match, redux, activemask, elect
bool decodeBarrier(Decoder&, Op&);        // bar, barrier (not barrier.cluster)
bool decodeMatrix(Decoder&, Op&);         // mma, wmma, ldmatrix, stmatrix, movmatrix
bool decodeWarpgroup(Decoder&, Op&);      // wgmma
bool decodeStack(Decoder&, Op&);          // stacksave
bool decodeCluster(Decoder&, Op&);        // barrier.cluster, mapa, getctarank
bool decodeMemoryBarrier(Decoder&, Op&);  // mbarrier
bool decodeAsyncCopy(Decoder&, Op&);      // cp.async, and what waits for it
bool decodeBulkCopy(Decoder&, Op&);       // cp.async.bulk, cp.reduce.async.bulk, tensor maps

}  // namespace warpsmith::sim
