#include "sim/exec/control.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/access.h"
#include "sim/block.h"
#include "sim/exec/families.h"
#include "sim/exec/print.h"
#include "sim/grid.h"
#include "sim/report.h"

namespace warpsmith::sim {

namespace {

unsigned firstLane(const Warp& warp) { return static_cast<unsigned>(__builtin_ctz(warp.active)); }

Step unsupported(Warp& warp, const Op& op) {
  const auto& instructions = warp.code().function->instructions;
  const std::string opcode(instructions[op.instruction].opcode);
  report(warp, op, firstLane(warp), FindingKind::unsupported, "The simulator does not execute " + opcode + ".", true);
  return Step::stop;
}

Step branch(Warp& warp, const Op& op) { return warp.branch(op, warp.active); }

struct Targets : OpDetail {
  std::vector<std::uint32_t> at;
};

Step branchIndexed(Warp& warp, const Op& op) {
  const std::uint32_t* index = warp.in32(op.a);
  const auto& targets = op.as<Targets>().at;
  std::uint32_t to[warpSize] = {};
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    if (index[lane] < targets.size()) {
      to[lane] = targets[index[lane]];
    } else if (fine) {
      fine = false;
      report(warp, op, lane, FindingKind::outOfBounds,
             "Expected a branch target below " + std::to_string(targets.size()) + " but found " +
                 std::to_string(index[lane]) + ".",
             true);
    }
  });
  return fine ? warp.branchMany(op, to) : Step::stop;
}

Step leave(Warp& warp, const Op& op) {
  for (auto& state : warp.block.states) {
    if (state) state->exiting(warp, op, warp.active);
  }
  return warp.exitLanes(warp.active);
}

Step giveBack(Warp& warp, const Op& op) {
  return warp.frame().depth == 0 ? leave(warp, op) : warp.returnLanes(warp.active);
}

Step trap(Warp& warp, const Op& op) {
  report(warp, op, firstLane(warp), FindingKind::trap, "The kernel ended itself with a trap.", true);
  return Step::stop;
}

Step pause(Warp&, const Op&) { return Step::yielded; }
Step nothing(Warp&, const Op&) { return Step::next; }

// Where the arguments of a call lie in the caller's frame, and where it wants the results.
struct CallDetail : OpDetail {
  // In the frame's local memory, or (`bytes` 0) in a register or constant of `bits`.
  struct Copy {
    std::uint32_t offset = 0;
    std::uint32_t bytes = 0;
    Slot slot = 0;
    unsigned bits = 0;
  };
  std::vector<Copy> arguments;
  std::vector<Copy> results;
  std::uint32_t function = noIndex;  // noIndex: `a` holds its address
};

void copyLocal(Warp& warp, unsigned lane, std::uint32_t from, std::uint32_t to, std::uint32_t bytes) {
  const std::uint32_t thread = warp.index * warpSize + lane;
  std::uint8_t* local = warp.block.localOf(thread);
  std::uint8_t* written = warp.block.localWrittenOf(thread);
  for (std::uint32_t i = 0; i < bytes; ++i) {
    local[to + i] = local[from + i];
    const bool known = (written[(from + i) >> 3] >> ((from + i) & 7) & 1) != 0;
    const auto bit = static_cast<std::uint8_t>(1u << ((to + i) & 7));
    std::uint8_t& into = written[(to + i) >> 3];
    into = static_cast<std::uint8_t>(known ? into | bit : into & ~bit);
  }
}

Step callFunction(Warp& warp, const Op& op) {
  const auto& detail = op.as<CallDetail>();
  std::uint32_t function = detail.function;
  LaneMask lanes = warp.active;
  if (function == noIndex) {
    const std::uint64_t* address = warp.in64(op.a);
    const unsigned first = firstLane(warp);
    function = warp.block.grid.program.functionAt(address[first]);
    if (function == noIndex || !warp.block.grid.program.isDecoded(function)) {
      report(warp, op, first, FindingKind::outOfBounds, "The called address is that of no function.", true);
      return Step::stop;
    }
    lanes = 0;
    forEachLane(warp.active, [&](unsigned lane) {
      if (address[lane] == address[first]) lanes |= 1u << lane;
    });
    if (lanes != warp.active) {
      // Lanes that call something else come to this instruction by themselves.
      return warp.separate(lanes);
    }
  }
  const FunctionCode& callee = warp.block.grid.program.decoded(function);
  const std::uint32_t from = warp.localBase();
  const std::uint32_t to = warp.calleeLocalBase();
  if (callee.parameters.size() != detail.arguments.size()) {
    report(warp, op, firstLane(warp), FindingKind::trap,
           "Expected " + std::to_string(callee.parameters.size()) + " arguments of the called function but found " +
               std::to_string(detail.arguments.size()) + ".",
           true);
    return Step::stop;
  }
  if (to + callee.localBytes > warp.block.grid.stackBytes) {
    reportStackOverflow(warp, to + callee.localBytes);
    return Step::stop;
  }
  forEachLane(lanes, [&](unsigned lane) {
    std::uint8_t* written = warp.block.localWrittenOf(warp.index * warpSize + lane);
    // Nothing of the new frame was written yet.
    for (std::uint32_t i = to >> 3; i < (to + callee.localBytes + 7) >> 3; ++i) written[i] = 0;
    for (std::size_t i = 0; i < detail.arguments.size(); ++i) {
      const auto& argument = detail.arguments[i];
      const auto& parameter = callee.parameters[i];
      if (argument.bytes == 0) continue;
      const auto bytes =
          static_cast<std::uint32_t>(parameter.bytes < argument.bytes ? parameter.bytes : argument.bytes);
      copyLocal(warp, lane, from + argument.offset, to + static_cast<std::uint32_t>(parameter.offset), bytes);
    }
  });
  // Arguments in registers: read here, and written once the callee has its rows.
  std::vector<std::array<std::uint64_t, warpSize>> values(detail.arguments.size());
  for (std::size_t i = 0; i < detail.arguments.size(); ++i) {
    const auto& argument = detail.arguments[i];
    if (argument.bytes != 0) continue;
    forEachLane(lanes, [&](unsigned lane) {
      values[i][lane] = argument.bits == 64 ? warp.in64(argument.slot)[lane] : warp.in32(argument.slot)[lane];
    });
  }
  const Step step = warp.call(op, function, lanes);
  if (step != Step::gone) return step;
  for (std::size_t i = 0; i < detail.arguments.size(); ++i) {
    const Slot slot = callee.parameters[i].slot;
    if (detail.arguments[i].bytes != 0 || slot < 0) continue;
    std::uint32_t* row = warp.rowOf(warp.frame(), slot);
    forEachLane(lanes, [&](unsigned lane) {
      if (callee.parameters[i].bytes == 8) {
        reinterpret_cast<std::uint64_t*>(row)[lane] = values[i][lane];
      } else {
        row[lane] = static_cast<std::uint32_t>(values[i][lane]);
      }
    });
  }
  return step;
}

// A call of a function that stands in no PTX but that the driver provides.
Step callPrint(Warp& warp, const Op& op) {
  const auto& detail = op.as<CallDetail>();
  const auto inMemory = [](const CallDetail::Copy& copy, std::uint32_t bytes) { return copy.bytes >= bytes; };
  if (detail.arguments.size() != 2 || !inMemory(detail.arguments[0], 8) || !inMemory(detail.arguments[1], 8) ||
      (!detail.results.empty() && !inMemory(detail.results[0], 4))) {
    return unsupported(warp, op);
  }
  forEachLane(warp.active, [&](unsigned lane) {
    const std::uint8_t* local = warp.block.localOf(warp.index * warpSize + lane) + warp.localBase();
    std::uint64_t format = 0;
    std::uint64_t values = 0;
    __builtin_memcpy(&format, local + detail.arguments[0].offset, sizeof format);
    __builtin_memcpy(&values, local + detail.arguments[1].offset, sizeof values);
    const std::int32_t written = printFormatted(warp, op, lane, format, values);
    if (!detail.results.empty()) {
      const std::uint32_t at = warp.localBase() + detail.results[0].offset;
      __builtin_memcpy(warp.block.localOf(warp.index * warpSize + lane) + at, &written, sizeof written);
      setWritten(warp.block.localWrittenOf(warp.index * warpSize + lane), at, sizeof written);
    }
  });
  return warp.block.grid.stopped() ? Step::stop : Step::next;
}

Step callAssertFail(Warp& warp, const Op& op) {
  const auto& detail = op.as<CallDetail>();
  const unsigned lane = firstLane(warp);
  std::string message = "An assertion does not hold";
  if (!detail.arguments.empty() && detail.arguments[0].bytes >= 8) {
    std::uint64_t text = 0;
    const std::uint8_t* local = warp.block.localOf(warp.index * warpSize + lane) + warp.localBase();
    __builtin_memcpy(&text, local + detail.arguments[0].offset, sizeof text);
    message += ": " + readText(warp, op, lane, text);
  }
  report(warp, op, lane, FindingKind::trap, message + ".", true);
  return Step::stop;
}

bool placeOf(Decoder& decoder, const ptx::Operand& operand, bool result, CallDetail::Copy& copy) {
  if (operand.kind != ptx::OperandKind::symbol) {
    copy.bits = operand.kind == ptx::OperandKind::reg ? decoder.registerBits(operand) : 32;
    if (copy.bits <= 1 || copy.bits > 64) return false;
    return result ? decoder.destination(operand, copy.bits, copy.slot) : decoder.source(operand, copy.bits, copy.slot);
  }
  const PlacedVariable* placed = decoder.frameVariable(operand.text);
  if (!placed) return false;
  copy.offset = static_cast<std::uint32_t>(placed->offset);
  copy.bytes = static_cast<std::uint32_t>(placed->bytes);
  return true;
}

bool decodeCall(Decoder& decoder, Op& op) {
  auto detail = std::make_unique<CallDetail>();
  std::size_t at = 0;
  const auto& operands = decoder.instruction().operands;
  const auto readList = [&](std::vector<CallDetail::Copy>& into, bool results) {
    for (const ptx::Operand& element : operands[at].elements) {
      CallDetail::Copy copy;
      if (!placeOf(decoder, element, results, copy)) return false;
      into.push_back(copy);
    }
    ++at;
    return true;
  };
  if (at < operands.size() && operands[at].kind == ptx::OperandKind::list && !readList(detail->results, true))
    return false;
  if (at >= operands.size()) return false;
  const ptx::Operand& target = operands[at++];
  if (at < operands.size() && operands[at].kind == ptx::OperandKind::list && !readList(detail->arguments, false))
    return false;
  decoder.program().noteCall();
  op.kind = OpClass::control;
  op.run = callFunction;
  if (target.kind == ptx::OperandKind::symbol) {
    detail->function = decoder.program().functionIndex(target.text);
    if (detail->function != noIndex) {
      decoder.code().callees.push_back(detail->function);
    } else if (target.text == "vprintf") {
      op.run = callPrint;
    } else if (target.text == "__assertfail") {
      op.run = callAssertFail;
    } else {
      return false;
    }
  } else {
    if (!decoder.source(target, 64, op.a)) return false;
    // It may be any function whose address could be taken.
    decoder.code().callsAny = true;
  }
  op.detail = decoder.keep(std::move(detail));
  return true;
}

}  // namespace

// The results of a call lie in the callee's frame when it returns.
void takeResults(Warp& warp, const CallFrame& callee, LaneMask lanes) {
  const CallFrame& caller = warp.frameAt(callee.caller);
  const auto& detail = caller.code->ops[callee.callerOp].as<CallDetail>();
  forEachLane(lanes, [&](unsigned lane) {
    for (std::size_t i = 0; i < detail.results.size() && i < callee.code->returns.size(); ++i) {
      const auto& from = callee.code->returns[i];
      if (detail.results[i].bytes == 0) {
        const std::uint32_t* row = from.slot < 0 ? nullptr : warp.rowOf(callee, from.slot);
        std::uint32_t* to = warp.rowOf(caller, detail.results[i].slot);
        if (!row) continue;
        // Either may be the wider one.
        const std::uint64_t value = from.bytes == 8 ? reinterpret_cast<const std::uint64_t*>(row)[lane] : row[lane];
        if (detail.results[i].bits == 64) {
          reinterpret_cast<std::uint64_t*>(to)[lane] = value;
        } else {
          to[lane] = static_cast<std::uint32_t>(value);
        }
        continue;
      }
      copyLocal(warp, lane, callee.localBase + static_cast<std::uint32_t>(from.offset),
                caller.localBase + detail.results[i].offset,
                std::min(static_cast<std::uint32_t>(from.bytes), detail.results[i].bytes));
    }
  });
}

Op unsupportedOp() {
  Op op;
  op.run = unsupported;
  op.kind = OpClass::control;
  return op;
}

Op returnOp() {
  Op op;
  op.run = giveBack;
  op.kind = OpClass::control;
  return op;
}

bool decodeControl(Decoder& decoder, Op& op) {
  const std::string_view root = decoder.root();
  op.kind = OpClass::control;
  if (root == "bra") {
    op.run = branch;
    op.isBranch = true;
    op.x = decoder.operands() > 0 ? decoder.target(decoder.operand(0)) : noIndex;
    op.y = decoder.reconvergence();
    return op.x != noIndex;
  }
  if (root == "brx") {
    auto targets = std::make_unique<Targets>();
    if (decoder.operands() != 2 || !decoder.source(0, 32, op.a)) return false;
    const ptx::Operand& list = decoder.operand(1);
    if (list.kind != ptx::OperandKind::label || list.index >= decoder.function().labels.size()) return false;
    for (const std::string_view name : decoder.function().labels[list.index].targets) {
      for (const ptx::Label& label : decoder.function().labels) {
        if (label.name == name) targets->at.push_back(label.target);
      }
    }
    op.detail = decoder.keep(std::move(targets));
    op.run = branchIndexed;
    op.y = decoder.reconvergence();
    return true;
  }
  if (root == "call") return decodeCall(decoder, op);
  if (root == "ret") op.run = giveBack;
  if (root == "exit") op.run = leave;
  if (root == "trap" || root == "brkpt") op.run = trap;
  if (root == "nanosleep") op.run = pause;
  if (root == "pmevent" || root == "setmaxnreg" || root == "griddepcontrol" || root == "discard") op.run = nothing;
  return op.run != nullptr;
}

}  // namespace warpsmith::sim
