#include "sim/warp.h"

#include <algorithm>
#include <string>

#include "sim/block.h"
#include "sim/exec/control.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

// Lanes that wait to meet others are let go when the others have run for so long: they may be waiting for these.
constexpr std::uint64_t patience = 1u << 18;

// A load that gets the same so many times in a row, at one place, waits for somebody else.
constexpr std::uint32_t mostPolls = 8;

// So many yields count as having run for that long.
constexpr std::uint64_t mostYields = 64;

constexpr std::uint32_t deepestCall = 4096;

}  // namespace

Warp::Warp(Block& ofBlock, std::uint32_t inBlock, LaneMask lanes) : block(ofBlock), index(inBlock), live(lanes) {}

Counters& Warp::counters() { return block.counters; }

void Warp::start(const FunctionCode& code, LaneMask lanes) {
  live = lanes;
  carry = 0;
  executed_ = 0;
  sinceProgress_ = 0;
  lastBackward_ = noIndex;
  constants_ = block.grid.program.constants();
  splits_.clear();
  meetings_.clear();
  frames_.clear();
  CallFrame frame;
  frame.code = &code;
  frame.lanes = lanes;
  frames_.push_back(frame);
  grow(code.rows, code.predicates);
  addSplit(0, lanes, noIndex, 0);
  currentSplit_ = nextSplit_ = 0;
}

void Warp::grow(std::uint32_t rows, std::uint32_t predicates) {
  const std::size_t words = std::size_t(rows) * warpSize + 16;
  if (registerMemory_.size() < words) {
    // The aligned start may lie elsewhere in the new memory: rows move with it.
    std::vector<std::uint32_t> larger(std::max(words, registerMemory_.size() * 2));
    larger.swap(registerMemory_);
    if (!larger.empty()) {
      const auto old = reinterpret_cast<std::uintptr_t>(larger.data());
      const auto* from = reinterpret_cast<const std::uint32_t*>((old + 63) & ~std::uintptr_t{63});
      std::copy_n(from, larger.size() - 16, firstRow());
    }
  }
  // One at least: handlers may look at a predicate before they know that they need none.
  ++predicates;
  if (predicateMemory_.size() < predicates)
    predicateMemory_.resize(std::max<std::size_t>(predicates, predicateMemory_.size() * 2));
}

void Warp::addSplit(std::uint32_t at, LaneMask lanes, std::uint32_t meeting, std::uint32_t frame) {
  Split split;
  split.pc = at;
  split.lanes = lanes;
  split.meeting = meeting;
  split.frame = frame;
  splits_.push_back(split);
}

void Warp::removeSplit(std::uint32_t i) {
  splits_.erase(splits_.begin() + i);
  if (nextSplit_ > i) --nextSplit_;
}

bool Warp::pick() {
  const auto count = static_cast<std::uint32_t>(splits_.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t at = (nextSplit_ + i) % count;
    if (splits_[at].state == SplitState::ready) {
      currentSplit_ = at;
      nextSplit_ = at;
      return true;
    }
  }
  return false;
}

void Warp::load() {
  const Split& split = current();
  const CallFrame& frame = frames_[split.frame];
  code_ = frame.code;
  rows_ = firstRow() + std::size_t(frame.rowBase) * warpSize;
  predicates_ = predicateMemory_.data() + frame.predicateBase;
  localBase_ = frame.localBase;
  pc = split.pc;
  splitLanes = split.lanes;
  meetPc_ =
      split.meeting != noIndex && meetings_[split.meeting].frame == split.frame ? meetings_[split.meeting].pc : noIndex;
}

void Warp::save() { current().pc = pc; }

void Warp::addClasses() {
  Counters& to = block.counters;
  std::uint64_t* into[] = {&to.integer,    &to.bits,    &to.float16,         &to.float32,  &to.float64,
                           &to.conversion, &to.special, &to.matrix,          &to.load,     &to.store,
                           &to.atomic,     &to.control, &to.synchronisation, &to.exchange, &to.move};
  for (std::size_t i = 0; i < static_cast<std::size_t>(OpClass::count); ++i) {
    *into[i] += classes_[i];
    classes_[i] = 0;
  }
}

WarpState Warp::run(std::uint64_t quantum) {
  const std::uint64_t started = executed_;
  const std::uint64_t end = executed_ + quantum;
  block.extraWork = 0;
  const std::uint64_t budget = block.grid.options.instructionBudget;
  WarpState result = WarpState::waiting;
  bool running = true;
  while (running && pick()) {
    load();
    if (executed_ >= budget) {
      // Without a jump: by calls that return.
      reportBudget(*this);
      result = WarpState::stopped;
      break;
    }
    for (;;) {
      if (pc == meetPc_) {
        arrive();
        break;
      }
      const Op& op = code_->ops[pc];
      active = splitLanes;
      if (op.guard != noIndex) {
        const LaneMask guard = predicates_[op.guard];
        active &= op.guardNegated ? ~guard : guard;
      }
      ++executed_;
      if (active == 0) {
        if (op.isBranch) ++block.counters.branches;
        ++pc;
      } else {
        classes_[static_cast<std::size_t>(op.kind)] += countLanes(active);
        const Step step = op.run(*this, op);
        if (step == Step::next) {
          ++pc;
        } else if (step == Step::jumped) {
          if (executed_ >= budget) {
            save();
            reportBudget(*this);
            result = WarpState::stopped;
            running = false;
            break;
          }
        } else if (step == Step::gone) {
          sinceProgress_ = 0;
          if (executed_ + block.extraWork >= end) {
            result = WarpState::ready;
            running = false;
          }
          break;
        } else if (step == Step::wait) {
          classes_[static_cast<std::size_t>(op.kind)] -= countLanes(active);
          const LaneMask rest = splitLanes & ~active;
          save();
          if (rest != 0) {
            // The lanes whose guard does not hold have nothing to wait for.
            current().lanes = active;
            addSplit(pc + 1, rest, current().meeting, current().frame);
          }
          current().arrived = active;
          break;
        } else if (step == Step::yielded) {
          ++pc;
          save();
          nextSplit_ = currentSplit_ + 1;
          // What it waits for may have to be done by lanes that wait to meet these.
          sinceProgress_ += patience / mostYields;
          if (sinceProgress_ > patience && releaseMeetings()) sinceProgress_ = 0;
          result = WarpState::polling;
          running = false;
          break;
        } else {
          save();
          result = WarpState::stopped;
          running = false;
          break;
        }
      }
      if (executed_ + block.extraWork >= end) {
        save();
        nextSplit_ = currentSplit_ + 1;
        result = WarpState::ready;
        running = false;
        sinceProgress_ += quantum;
        if (sinceProgress_ > patience && releaseMeetings()) sinceProgress_ = 0;
        break;
      }
    }
  }
  block.counters.warpInstructions += executed_ - started;
  block.work += executed_ - started + block.extraWork;
  addClasses();
  if (result == WarpState::stopped) return result;
  return live == 0 ? WarpState::done : result;
}

bool Warp::polls(std::uint64_t seen) {
  if (pc != pollPc_ || seen != pollSeen_) {
    pollPc_ = pc;
    pollSeen_ = seen;
    pollCount_ = 0;
    return false;
  }
  return ++pollCount_ >= mostPolls;
}

bool Warp::anyReady() const {
  return std::any_of(splits_.begin(), splits_.end(), [](const Split& s) { return s.state == SplitState::ready; });
}

std::uint32_t Warp::newMeeting(std::uint32_t at, LaneMask expected, std::uint32_t outer, std::uint32_t frame) {
  Meeting meeting;
  meeting.pc = at;
  meeting.expected = expected;
  meeting.outer = outer;
  meeting.frame = frame;
  meeting.inUse = true;
  for (std::uint32_t i = 0; i < meetings_.size(); ++i) {
    if (!meetings_[i].inUse) {
      meetings_[i] = meeting;
      return i;
    }
  }
  meetings_.push_back(meeting);
  return static_cast<std::uint32_t>(meetings_.size() - 1);
}

void Warp::arrive() {
  const std::uint32_t meeting = current().meeting;
  meetings_[meeting].arrived |= splitLanes;
  removeSplit(currentSplit_);
  sinceProgress_ = 0;
  settle(meeting);
}

void Warp::settle(std::uint32_t i) {
  Meeting& meeting = meetings_[i];
  if (!meeting.inUse || meeting.arrived != meeting.expected) return;
  meeting.inUse = false;
  if (meeting.arrived != 0) addSplit(meeting.pc, meeting.arrived, meeting.outer, meeting.frame);
}

void Warp::dropLanes(std::uint32_t i, LaneMask lanes, std::uint32_t end) {
  while (i != end) {
    const std::uint32_t outer = meetings_[i].outer;
    meetings_[i].expected &= ~lanes;
    settle(i);
    i = outer;
  }
}

bool Warp::releaseMeetings() {
  bool any = false;
  const std::size_t count = meetings_.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    Meeting& meeting = meetings_[i];
    if (!meeting.inUse || meeting.arrived == 0) continue;
    const LaneMask arrived = meeting.arrived;
    meeting.expected &= ~arrived;
    meeting.arrived = 0;
    addSplit(meeting.pc, arrived, meeting.outer, meeting.frame);
    any = true;
  }
  return any;
}

std::uint32_t Warp::meetingOf(const Op& op) {
  const Split& split = current();
  const bool atEnd = op.y >= code_->ops.size();
  if (atEnd || (split.meeting != noIndex && meetings_[split.meeting].pc == op.y &&
                meetings_[split.meeting].frame == split.frame)) {
    return split.meeting;
  }
  return newMeeting(op.y, splitLanes, split.meeting, split.frame);
}

Step Warp::branch(const Op& op, LaneMask taken) {
  Counters& to = block.counters;
  ++to.branches;
  if (op.x <= pc) lastBackward_ = pc;
  const LaneMask rest = splitLanes & ~taken;
  if (rest == 0) {
    pc = op.x;
    return Step::jumped;
  }
  ++to.divergentBranches;
  Split& split = current();
  const std::uint32_t frame = split.frame;
  split.meeting = meetingOf(op);
  split.lanes = rest;
  split.pc = pc + 1;
  const std::uint32_t meeting = split.meeting;
  addSplit(op.x, taken, meeting, frame);
  return executed_ >= block.grid.options.instructionBudget ? Step::jumped : Step::gone;
}

Step Warp::branchMany(const Op& op, const std::uint32_t* targets) {
  ++block.counters.branches;
  const LaneMask taken = active;
  const std::uint32_t first = targets[__builtin_ctz(taken)];
  LaneMask same = 0;
  forEachLane(taken, [&](unsigned lane) {
    if (targets[lane] == first) same |= 1u << lane;
  });
  if (same == splitLanes) {
    if (first <= pc) lastBackward_ = pc;
    pc = first;
    return Step::jumped;
  }
  ++block.counters.divergentBranches;
  Split& split = current();
  const std::uint32_t frame = split.frame;
  split.meeting = meetingOf(op);
  const std::uint32_t meeting = split.meeting;
  LaneMask left = taken;
  const LaneMask rest = splitLanes & ~taken;
  removeSplit(currentSplit_);
  if (rest != 0) addSplit(pc + 1, rest, meeting, frame);
  while (left != 0) {
    const std::uint32_t target = targets[__builtin_ctz(left)];
    LaneMask group = 0;
    forEachLane(left, [&](unsigned lane) {
      if (targets[lane] == target) group |= 1u << lane;
    });
    addSplit(target, group, meeting, frame);
    left &= ~group;
  }
  return Step::gone;
}

Step Warp::exitLanes(LaneMask lanes) {
  const std::uint32_t meeting = current().meeting;
  live &= ~lanes;
  for (CallFrame& frame : frames_) frame.lanes &= ~lanes;
  const LaneMask rest = splitLanes & ~lanes;
  if (rest == 0) {
    removeSplit(currentSplit_);
  } else {
    current().lanes = rest;
    current().pc = pc + 1;
  }
  dropLanes(meeting, lanes);
  block.threadsExited(index, lanes);
  wakeLaneWaiters();
  return Step::gone;
}

std::uint32_t Warp::newFrame() {
  for (std::uint32_t i = 1; i < frames_.size(); ++i) {
    if (frames_[i].lanes == 0) return i;
  }
  frames_.emplace_back();
  return static_cast<std::uint32_t>(frames_.size() - 1);
}

Step Warp::call(const Op& op, std::uint32_t function, LaneMask lanes) {
  const FunctionCode& callee = block.grid.program.decoded(function);
  const std::uint32_t caller = current().frame;
  const CallFrame& from = frames_[caller];
  CallFrame frame;
  frame.code = &callee;
  frame.returnTo = pc + 1;
  // Behind every frame that any lane is in: rows of 4 and of 8 bytes a lane divide the same bytes differently, so lanes
  // in different functions can't share them.
  for (const CallFrame& other : frames_) {
    if (other.lanes != 0) frame.rowBase = std::max(frame.rowBase, other.rowBase + other.code->rows);
  }
  frame.predicateBase = from.predicateBase + from.code->predicates;
  frame.localBase = calleeLocalBase();
  frame.depth = from.depth + 1;
  frame.caller = caller;
  frame.callerOp = pc;
  frame.lanes = lanes;
  (void)op;
  // Registers of frames below are kept too: they count as a stack of their own.
  if (frame.depth > deepestCall || frame.rowBase + callee.rows > mostRows ||
      frame.localBase + callee.localBytes > block.grid.stackBytes) {
    reportStackOverflow(*this, frame.localBase + callee.localBytes);
    return Step::stop;
  }
  const std::uint32_t at = newFrame();
  frames_[at] = frame;
  block.deepestLocal = std::max(block.deepestLocal, frame.localBase + callee.localBytes);
  grow(frame.rowBase + callee.rows, frame.predicateBase + callee.predicates);
  Split& split = current();
  const LaneMask rest = splitLanes & ~lanes;
  const std::uint32_t meeting = newMeeting(pc + 1, splitLanes, split.meeting, caller);
  split.lanes = lanes;
  split.pc = 0;
  split.frame = at;
  split.meeting = meeting;
  if (rest != 0) addSplit(pc + 1, rest, meeting, caller);
  return Step::gone;
}

Step Warp::returnLanes(LaneMask lanes) {
  const std::uint32_t at = current().frame;
  if (frames_[at].depth == 0) return exitLanes(lanes);
  CallFrame& frame = frames_[at];
  frame.lanes &= ~lanes;
  takeResults(*this, frame, lanes);
  // These lanes come to no meeting of this frame any more. Its number may soon be another frame's.
  std::uint32_t meeting = current().meeting;
  const std::uint32_t inner = meeting;
  while (meeting != noIndex && meetings_[meeting].frame == at) meeting = meetings_[meeting].outer;
  const LaneMask rest = splitLanes & ~lanes;
  if (rest == 0) {
    current().frame = frame.caller;
    current().pc = frame.returnTo;
    current().meeting = meeting;
  } else {
    current().lanes = rest;
    current().pc = pc + 1;
    addSplit(frame.returnTo, lanes, meeting, frame.caller);
  }
  dropLanes(inner, lanes, meeting);
  return Step::gone;
}

Step Warp::separate(LaneMask lanes) {
  Split& split = current();
  const LaneMask rest = splitLanes & ~lanes;
  split.meeting = newMeeting(pc + 1, splitLanes, split.meeting, split.frame);
  split.pc = pc;
  split.lanes = lanes;
  const std::uint32_t meeting = split.meeting;
  const std::uint32_t frame = split.frame;
  if (rest != 0) addSplit(pc, rest, meeting, frame);
  return Step::gone;
}

bool Warp::gather(const Op& op, LaneMask named, LaneMask& gathered, bool anywhere) {
  gathered = active;
  const LaneMask needed = named & live;
  if ((needed & ~active) != 0) {
    const std::uint32_t frame = current().frame;
    for (const Split& split : splits_) {
      if (split.state != SplitState::waitingForLanes) continue;
      const bool same = anywhere ? split.waitsAt == op.run : split.pc == pc && split.frame == frame;
      if (same && &split != &current()) gathered |= split.arrived;
    }
  }
  if ((needed & ~gathered) == 0) return true;
  Split& split = current();
  split.state = SplitState::waitingForLanes;
  split.awaited = needed;
  split.waitsAt = op.run;
  gathered = active;
  return false;
}

void Warp::passGathered(LaneMask gathered) {
  for (Split& split : splits_) {
    if (&split == &current() || split.state != SplitState::waitingForLanes) continue;
    if ((split.arrived & gathered) == 0) continue;
    ++split.pc;
    split.state = SplitState::ready;
  }
}

void Warp::joinGathered(LaneMask gathered) {
  for (std::uint32_t i = static_cast<std::uint32_t>(splits_.size()); i-- > 0;) {
    if (i == currentSplit_ || splits_[i].state != SplitState::waitingForLanes) continue;
    if ((splits_[i].arrived & gathered) == 0) continue;
    const LaneMask lanes = splits_[i].lanes;
    const std::uint32_t theirs = splits_[i].meeting;
    current().lanes |= lanes;
    splitLanes |= lanes;
    splits_.erase(splits_.begin() + i);
    if (nextSplit_ > i) --nextSplit_;
    if (currentSplit_ > i) --currentSplit_;
    moveLanes(lanes, theirs, current().meeting);
  }
}

void Warp::moveLanes(LaneMask lanes, std::uint32_t from, std::uint32_t to) {
  const auto isOuter = [&](std::uint32_t of, std::uint32_t meeting) {
    for (; of != noIndex; of = meetings_[of].outer) {
      if (of == meeting) return true;
    }
    return false;
  };
  for (std::uint32_t m = to; m != noIndex && !isOuter(from, m); m = meetings_[m].outer) meetings_[m].expected |= lanes;
  while (from != noIndex && !isOuter(to, from)) {
    const std::uint32_t outer = meetings_[from].outer;
    meetings_[from].expected &= ~lanes;
    settle(from);
    from = outer;
  }
}

void Warp::wakeLaneWaiters() {
  for (Split& split : splits_) {
    if (split.state == SplitState::waitingForLanes) split.state = SplitState::ready;
  }
}

}  // namespace warpsmith::sim
