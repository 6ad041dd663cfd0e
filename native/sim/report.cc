#include "sim/report.h"

#include <utility>

#include "sim/block.h"
#include "sim/grid.h"

namespace warpsmith::sim {

namespace {

Finding findingAt(Warp& warp, const FunctionCode& code, const Op& op, unsigned lane, FindingKind kind,
                  std::string message) {
  const Grid& grid = warp.block.grid;
  Finding finding;
  finding.kind = kind;
  finding.kernel = grid.launch.kernel->name();
  finding.at.block = warp.block.index;
  finding.at.thread = warp.block.threadIndex(warp.index, lane);
  grid.locate(code, op.instruction, finding.at);
  if (op.instruction < code.function->instructions.size()) {
    finding.instruction = std::string(code.function->instructions[op.instruction].opcode);
  }
  finding.message = std::move(message);
  return finding;
}

}  // namespace

void report(Warp& warp, const Op& op, unsigned lane, FindingKind kind, std::string message, bool fatal) {
  warp.block.grid.report(findingAt(warp, warp.code(), op, lane, kind, std::move(message)), warp.block.linear, op,
                         fatal);
}

void reportAccess(Warp& warp, const Op& op, unsigned lane, FindingKind kind, const Touched& touched,
                  std::string message, bool fatal) {
  Finding finding = findingAt(warp, warp.code(), op, lane, kind, std::move(message));
  finding.access = touched.access;
  finding.space = touched.space;
  finding.buffer = touched.buffer;
  finding.offset = touched.offset;
  finding.bytes = touched.bytes;
  finding.bufferBytes = touched.bufferBytes;
  warp.block.grid.report(std::move(finding), warp.block.linear, op, fatal);
}

void reportRace(Warp& warp, const Op& op, unsigned lane, const Touched& touched, std::uint64_t otherBlock, Stamp other,
                bool otherWrote, std::uint32_t otherOp) {
  Block& block = warp.block;
  Finding finding = findingAt(warp, warp.code(), op, lane, FindingKind::race, {});
  finding.access = touched.access;
  finding.space = touched.space;
  finding.buffer = touched.buffer;
  finding.offset = touched.offset;
  finding.bytes = touched.bytes;
  finding.bufferBytes = touched.bufferBytes;
  // Of several lanes that touched it at once only one is known: this thread itself is not the one that is meant.
  const bool byOthers = (other & stampMany) != 0 && otherBlock == block.linear && warpOf(other) == warp.index &&
                        laneOf(other) == lane && !isUnderWay(other);
  if (byOthers) finding.message = "Several lanes of its warp touched these bytes at once; a neighbour stands for them.";
  finding.hasOther = true;
  const Index3& grid = block.grid.launch.grid;
  finding.other.block = {static_cast<std::uint32_t>(otherBlock % grid[0]),
                         static_cast<std::uint32_t>(otherBlock / grid[0] % grid[1]),
                         static_cast<std::uint32_t>(otherBlock / grid[0] / grid[1])};
  finding.other.thread = block.threadIndex(warpOf(other), byOthers ? lane ^ 1 : laneOf(other));
  if (const auto* place = block.grid.program.place(otherOp)) {
    block.grid.locate(*place->code, place->instruction, finding.other);
  }
  finding.otherAccess = (other & stampAtomic) != 0 ? Access::atomic : otherWrote ? Access::write : Access::read;
  block.grid.report(std::move(finding), block.linear, op, false);
}

void reportLeftover(Warp& warp, const Op& op, unsigned lane, std::string message) {
  Touched touched;
  touched.space = "shared";
  reportAccess(warp, op, lane, FindingKind::leftover, touched, std::move(message), false);
}

namespace {

// At the loop that the warp is in.
void reportEndless(Warp& warp, std::string message) {
  const FunctionCode& code = warp.code();
  const std::uint32_t at = warp.lastBackward() < code.ops.size() ? warp.lastBackward() : warp.pc;
  const Op& op = code.ops[at < code.ops.size() ? at : 0];
  const LaneMask lanes = warp.splitLanes != 0 ? warp.splitLanes : 1;
  warp.block.grid.report(
      findingAt(warp, code, op, static_cast<unsigned>(__builtin_ctz(lanes)), FindingKind::budget, std::move(message)),
      warp.block.linear, op, true);
}

}  // namespace

void reportBudget(Warp& warp) {
  reportEndless(warp, "The loop did not end within " + std::to_string(warp.block.grid.options.instructionBudget) +
                          " instructions of its warp.");
}

void reportPolling(Warp& warp) {
  reportEndless(warp,
                "The loop waits for memory to change that no thread writes any more: all that run wait like this.");
}

void reportStackOverflow(Warp& warp, std::uint64_t bytes) {
  const Op& op = warp.code().ops[warp.pc];
  report(warp, op, static_cast<unsigned>(__builtin_ctz(warp.active)), FindingKind::stackOverflow,
         "Calls are nested " + std::to_string(warp.frame().depth + 1) + " deep and take " + std::to_string(bytes) +
             " bytes of local memory; a thread has " + std::to_string(warp.block.grid.stackBytes) + ".",
         true);
}

void reportWaiting(Warp& warp, const Split& split, std::string message) {
  const FunctionCode& code = *warp.frameOf(split).code;
  const Op& op = code.ops[split.pc < code.ops.size() ? split.pc : code.ops.size() - 1];
  const LaneMask lanes = split.lanes != 0 ? split.lanes : 1;
  warp.block.grid.report(findingAt(warp, code, op, static_cast<unsigned>(__builtin_ctz(lanes)),
                                   FindingKind::barrierDivergence, std::move(message)),
                         warp.block.linear, op, true);
}

}  // namespace warpsmith::sim
