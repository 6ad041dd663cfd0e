#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/counters.h"
#include "sim/lanes.h"
#include "sim/op.h"
#include "sim/program.h"

namespace warpsmith::sim {

class Block;

// A call that lanes have not returned from.
struct CallFrame {
  const FunctionCode* code = nullptr;
  std::uint32_t returnTo = 0;
  std::uint32_t rowBase = 0;  // first row of the frame
  std::uint32_t predicateBase = 0;
  std::uint32_t localBase = 0;  // bytes into each thread's local memory
  std::uint32_t depth = 0;
  std::uint32_t caller = noIndex;  // frame
  std::uint32_t callerOp = 0;
  LaneMask lanes = 0;  // that are in it
};

// Where lanes that went different ways meet again.
struct Meeting {
  std::uint32_t pc = 0;
  LaneMask expected = 0;
  LaneMask arrived = 0;
  std::uint32_t outer = noIndex;
  std::uint32_t frame = 0;
  bool inUse = false;
};

enum class SplitState : std::uint8_t {
  ready,
  waitingForLanes,  // at an instruction that other lanes of the warp must come to
  waitingForBlock,  // at a barrier of the block
  waitingForCluster,
};

// Lanes of a warp that are at the same place.
struct Split {
  std::uint32_t pc = 0;
  LaneMask lanes = 0;
  std::uint32_t meeting = noIndex;
  std::uint32_t frame = 0;
  SplitState state = SplitState::ready;
  LaneMask arrived = 0;       // waiting: the lanes that wait
  LaneMask awaited = 0;       // waitingForLanes: the lanes that they wait for
  Handler waitsAt = nullptr;  // waitingForLanes: the instruction's handler
  std::uint32_t barrier = 0;  // waitingForBlock: which
  bool released = false;      // what it waited for has come: the instruction is run once more
};

// polling: it could go on, but only looks whether something has changed.
enum class WarpState : std::uint8_t { ready, polling, waiting, done, stopped };

// 32 lanes, their registers, and where each of them is.
class Warp {
 public:
  Warp(Block& block, std::uint32_t index, LaneMask lanes);

  // Starts over at the first instruction of a kernel.
  void start(const FunctionCode& code, LaneMask lanes);

  // Runs until nothing of it can go on, it is done, or it has executed `quantum` warp-instructions.
  WarpState run(std::uint64_t quantum);

  Block& block;
  const std::uint32_t index;  // in the block

  // --- for handlers; they hold for the instruction that runs ---
  LaneMask active = 0;      // lanes that execute it: of the split, and the guard holds
  LaneMask splitLanes = 0;  // lanes at this instruction, guard or not
  LaneMask live = 0;        // lanes of the warp that have not exited
  std::uint32_t pc = 0;

  std::uint32_t* row(Slot slot) { return rows_ + std::size_t(slot) * warpSize; }
  const std::uint32_t* in32(Slot slot) const {
    return slot >= 0 ? rows_ + std::size_t(slot) * warpSize : constants_ + std::size_t(-1 - slot) * warpSize;
  }
  const std::uint64_t* in64(Slot slot) const { return reinterpret_cast<const std::uint64_t*>(in32(slot)); }
  std::uint64_t* row64(Slot slot) { return reinterpret_cast<std::uint64_t*>(row(slot)); }
  std::uint32_t& predicate(std::uint32_t i) { return predicates_[i]; }
  // Sets the active lanes' bits.
  void setPredicate(std::uint32_t i, LaneMask value) {
    if (i != noIndex) predicates_[i] = (predicates_[i] & ~active) | (value & active);
  }
  LaneMask carry = 0;  // the condition code register

  const CallFrame& frame() const { return frames_[current().frame]; }
  const CallFrame& frameAt(std::uint32_t i) const { return frames_[i]; }
  // A row of a frame that need not be the current one.
  std::uint32_t* rowOf(const CallFrame& frame, Slot slot) {
    return firstRow() + (std::size_t(frame.rowBase) + static_cast<std::size_t>(slot)) * warpSize;
  }
  std::uint32_t localBase() const { return localBase_; }
  // Where the frame of a function called from here begins in local memory.
  std::uint32_t calleeLocalBase() const { return (localBase_ + code_->localBytes + 15) & ~15u; }
  Split& current() { return splits_[currentSplit_]; }
  const Split& current() const { return splits_[currentSplit_]; }

  // Control flow. `pc` is set for the lanes that go on in the current split.
  Step branch(const Op& op, LaneMask taken);
  Step branchMany(const Op& op, const std::uint32_t* targets);  // a target for each active lane
  Step exitLanes(LaneMask lanes);
  Step call(const Op& op, std::uint32_t function, LaneMask lanes);
  Step returnLanes(LaneMask lanes);
  // Lets some lanes come to this instruction again apart from the others of the split.
  Step separate(LaneMask lanes);

  // For instructions that name the lanes that take part. True when all of them that live are here; otherwise the split
  // waits (the handler returns Step::wait). `gathered` then is all lanes at this very instruction.
  // With `anywhere` they may be at other instructions of the same kind.
  bool gather(const Op& op, LaneMask named, LaneMask& gathered, bool anywhere = false);
  // After `gather`: the other splits that took part go on behind the instruction too.
  void passGathered(LaneMask gathered);
  // After `gather`: the other splits that took part become part of this one, which waits on with all of them.
  void joinGathered(LaneMask gathered);

  std::size_t registerBytes() const { return registerMemory_.size() * sizeof(std::uint32_t); }
  Counters& counters();
  // Warp-instructions since the kernel began.
  std::uint64_t executed() const { return executed_; }
  // Notes what a load that others may be waited for by got. True when it has long got the same: the handler then
  // returns Step::yielded.
  bool polls(std::uint64_t seen);
  // Where the warp last jumped backwards: the loop that it is in.
  std::uint32_t lastBackward() const { return lastBackward_; }
  const FunctionCode& code() const { return *code_; }

  // What the scheduler of the block asks.
  bool anyReady() const;
  bool done() const { return live == 0; }
  // Lets lanes that wait to meet others go on without them. False when there are none.
  bool releaseMeetings();
  const std::vector<Split>& splits() const { return splits_; }
  std::vector<Split>& splits() { return splits_; }
  void wakeLaneWaiters();
  const CallFrame& frameOf(const Split& split) const { return frames_[split.frame]; }

 private:
  friend class Block;
  bool pick();
  void load();
  std::uint32_t* firstRow() {
    const auto base = reinterpret_cast<std::uintptr_t>(registerMemory_.data());
    return reinterpret_cast<std::uint32_t*>((base + 63) & ~std::uintptr_t{63});
  }
  void save();
  void addClasses();
  void removeSplit(std::uint32_t i);
  void arrive();
  void settle(std::uint32_t meeting);
  // Lanes that were to come to one meeting come to another one instead.
  void moveLanes(LaneMask lanes, std::uint32_t from, std::uint32_t to);
  // From one meeting and those around it, up to one that they still come to.
  void dropLanes(std::uint32_t meeting, LaneMask lanes, std::uint32_t end = noIndex);
  // The meeting of the lanes that part at a branch: a new one, or the one that the split heads for already.
  std::uint32_t meetingOf(const Op& op);
  std::uint32_t newMeeting(std::uint32_t pc, LaneMask expected, std::uint32_t outer, std::uint32_t frame);
  std::uint32_t newFrame();
  void grow(std::uint32_t rows, std::uint32_t predicates);
  void addSplit(std::uint32_t pc, LaneMask lanes, std::uint32_t meeting, std::uint32_t frame);

  std::uint32_t* rows_ = nullptr;
  std::uint32_t* predicates_ = nullptr;
  const std::uint32_t* constants_ = nullptr;
  const FunctionCode* code_ = nullptr;
  std::uint32_t localBase_ = 0;
  std::uint32_t currentSplit_ = 0;
  std::uint32_t nextSplit_ = 0;
  std::vector<Split> splits_;
  std::vector<Meeting> meetings_;
  std::vector<CallFrame> frames_;
  // Registers of all frames; rows are aligned to 64 bytes.
  std::vector<std::uint32_t> registerMemory_;
  std::vector<std::uint32_t> predicateMemory_;
  std::uint64_t executed_ = 0;
  std::uint64_t sinceProgress_ = 0;
  std::uint32_t meetPc_ = noIndex;
  std::uint32_t lastBackward_ = noIndex;
  std::uint32_t pollPc_ = noIndex;
  std::uint64_t pollSeen_ = 0;
  std::uint32_t pollCount_ = 0;
  std::uint64_t classes_[static_cast<std::size_t>(OpClass::count)] = {};
};

}  // namespace warpsmith::sim
