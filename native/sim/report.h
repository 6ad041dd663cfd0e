#pragma once

#include <cstdint>
#include <string>

#include "sim/finding.h"
#include "sim/race/stamp.h"
#include "sim/warp.h"

namespace warpsmith::sim {

class Block;

// What an access was meant to touch.
struct Touched {
  const char* space = "";
  std::string buffer;
  std::int64_t offset = 0;
  std::uint32_t bytes = 0;
  std::uint64_t bufferBytes = 0;
  Access access = Access::none;
};

// Findings about the instruction that a warp executes; `lane` is the thread that is named. Each returns whether the
// finding ends the launch.
void report(Warp& warp, const Op& op, unsigned lane, FindingKind kind, std::string message, bool fatal);
void reportAccess(Warp& warp, const Op& op, unsigned lane, FindingKind kind, const Touched& touched,
                  std::string message, bool fatal);
// `other` is the earlier access, of this block when `otherBlock` is its index; `otherOp` is its Op::id.
void reportRace(Warp& warp, const Op& op, unsigned lane, const Touched& touched, std::uint64_t otherBlock, Stamp other,
                bool otherWrote, std::uint32_t otherOp = noIndex);
// Something asynchronous that was begun and never waited for.
void reportLeftover(Warp& warp, const Op& op, unsigned lane, std::string message);
void reportBudget(Warp& warp);
// All blocks that run only look at memory that nobody writes any more.
void reportPolling(Warp& warp);
void reportStackOverflow(Warp& warp, std::uint64_t bytes);
// A thread that waits for ever, at the instruction where its split stands.
void reportWaiting(Warp& warp, const Split& split, std::string message);

}  // namespace warpsmith::sim
