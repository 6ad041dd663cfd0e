#include "sim/register_rows.h"

#include <algorithm>
#include <string_view>

#include "sim/decoder.h"

namespace warpsmith::sim {

namespace {

unsigned rowsOf(const ptx::Register& reg) {
  const unsigned bits = typeBits(reg.type);
  return (bits <= 32 ? 1 : bits / 32) * reg.elements;
}

// Instructions whose first operand is no destination, or may be both.
bool firstIsRead(const ptx::Instruction& instruction) {
  static constexpr std::string_view roots[] = {
      "st",       "red",      "bra",  "brx",      "bar",   "barrier", "call",      "ret",     "cp",        "wgmma",
      "mbarrier", "stmatrix", "wmma", "prefetch", "fence", "membar",  "nanosleep", "discard", "tensormap", "multimem"};
  const std::string_view root = instruction.opcode.substr(0, instruction.opcode.find('.'));
  return std::find(std::begin(roots), std::end(roots), root) != std::end(roots);
}

template <class Visit>
void visitRegisters(const ptx::Operand& operand, Visit visit) {
  if (operand.kind == ptx::OperandKind::reg) visit(operand.index);
  for (const ptx::Operand& element : operand.elements) visitRegisters(element, visit);
}

class Bits {
 public:
  explicit Bits(std::size_t size) : words_((size + 63) / 64, 0) {}
  bool test(std::size_t i) const { return (words_[i / 64] >> (i % 64) & 1) != 0; }
  void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  // this |= from & ~without; whether anything changed
  bool join(const Bits& from, const Bits* without) {
    bool changed = false;
    for (std::size_t w = 0; w < words_.size(); ++w) {
      const std::uint64_t added = (without ? from.words_[w] & ~without->words_[w] : from.words_[w]) & ~words_[w];
      changed = changed || added != 0;
      words_[w] |= added;
    }
    return changed;
  }
  template <class Visit>
  void visit(Visit visitor) const {
    for (std::size_t w = 0; w < words_.size(); ++w) {
      for (std::uint64_t left = words_[w]; left != 0; left &= left - 1) {
        visitor(w * 64 + static_cast<std::size_t>(__builtin_ctzll(left)));
      }
    }
  }

 private:
  std::vector<std::uint64_t> words_;
};

struct Interval {
  std::uint32_t first = ~0u;
  std::uint32_t last = 0;
  std::uint32_t reg = 0;
  void include(std::uint32_t at) {
    first = std::min(first, at);
    last = std::max(last, at);
  }
};

// Beyond this many bits of liveness every register keeps a row of its own.
constexpr std::size_t mostLivenessBits = std::size_t{1} << 28;
// As well as behind so many words' work to find it out.
constexpr std::size_t mostLivenessWork = std::size_t{1} << 30;

// Empty when it would take too long.
std::vector<Interval> liveIntervals(const ptx::Function& function, const ptx::FlowGraph& graph) {
  const std::size_t count = function.registers.size();
  std::vector<Interval> intervals(count);
  for (std::uint32_t i = 0; i < count; ++i) intervals[i].reg = i;
  const auto& blocks = graph.blocks;
  // Per block: read before it is certainly written, certainly written.
  std::vector<Bits> read(blocks.size(), Bits(count));
  std::vector<Bits> written(blocks.size(), Bits(count));
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::uint32_t i = blocks[b].first; i <= blocks[b].last; ++i) {
      const ptx::Instruction& instruction = function.instructions[i];
      const bool writesFirst = !firstIsRead(instruction) && !instruction.operands.empty();
      const auto use = [&](std::uint32_t reg) {
        intervals[reg].include(i);
        if (!written[b].test(reg)) read[b].set(reg);
      };
      if (instruction.guard != ptx::none) use(instruction.guard);
      for (std::size_t o = writesFirst ? 1 : 0; o < instruction.operands.size(); ++o)
        visitRegisters(instruction.operands[o], use);
      if (!writesFirst) continue;
      // A guarded instruction leaves the old value in some lanes.
      const ptx::Operand& first = instruction.operands.front();
      visitRegisters(first, [&](std::uint32_t reg) {
        intervals[reg].include(i);
        if (instruction.guard != ptx::none || first.kind == ptx::OperandKind::address ||
            function.registers[reg].elements != 1) {
          use(reg);
        } else {
          written[b].set(reg);
        }
      });
    }
  }
  std::vector<Bits> in(read);
  std::vector<Bits> out(blocks.size(), Bits(count));
  // Parameters and results that are registers are read and written by whoever calls.
  for (const auto* list : {&function.parameters, &function.returns}) {
    for (const ptx::Variable& variable : *list) {
      if (variable.space != ptx::Space::reg || function.instructions.empty()) continue;
      for (std::uint32_t i = 0; i < count; ++i) {
        if (function.registers[i].name != variable.name) continue;
        intervals[i].include(0);
        intervals[i].include(static_cast<std::uint32_t>(function.instructions.size() - 1));
        break;
      }
    }
  }
  std::size_t work = 0;
  bool changed = true;
  while (changed) {
    work += blocks.size() * (count / 64 + 1) * 3;
    if (work > mostLivenessWork) return {};
    changed = false;
    for (std::size_t b = blocks.size(); b-- > 0;) {
      for (const std::uint32_t successor : blocks[b].successors) {
        if (successor < blocks.size()) out[b].join(in[successor], nullptr);
      }
      changed = in[b].join(out[b], &written[b]) || changed;
    }
  }
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    in[b].visit([&](std::size_t reg) { intervals[reg].include(blocks[b].first); });
    out[b].visit([&](std::size_t reg) { intervals[reg].include(blocks[b].last); });
  }
  return intervals;
}

}  // namespace

RegisterRows placeRegisters(const ptx::Function& function, const ptx::FlowGraph& graph, std::uint32_t reserved) {
  const std::size_t count = function.registers.size();
  RegisterRows result;
  result.rows.assign(count, -1);
  result.predicates.assign(count, noIndex);
  result.rowCount = reserved;
  std::vector<Interval> intervals;
  if (graph.blocks.size() * count <= mostLivenessBits) intervals = liveIntervals(function, graph);
  if (intervals.empty()) {
    for (std::size_t i = 0; i < count; ++i) {
      if (function.registers[i].type == ptx::Type::pred) {
        result.predicates[i] = result.predicateCount++;
      } else {
        result.rows[i] = static_cast<Slot>(result.rowCount);
        result.rowCount += rowsOf(function.registers[i]);
      }
    }
    return result;
  }
  std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.first < b.first; });
  // Free rows by size class: predicates, 1, 2, 4 rows, and one class for each other size.
  struct Held {
    std::uint32_t last;
    std::uint32_t at;
  };
  const auto later = [](const Held& a, const Held& b) { return a.last > b.last; };
  std::vector<std::vector<Held>> held(33);
  std::vector<std::vector<std::uint32_t>> unused(33);
  for (const Interval& interval : intervals) {
    if (interval.first == ~0u) continue;  // never mentioned
    const ptx::Register& reg = function.registers[interval.reg];
    const bool isPredicate = reg.type == ptx::Type::pred;
    const unsigned size = isPredicate ? 0 : rowsOf(reg);
    auto& busy = held[size];
    while (!busy.empty() && busy.front().last < interval.first) {
      unused[size].push_back(busy.front().at);
      std::pop_heap(busy.begin(), busy.end(), later);
      busy.pop_back();
    }
    std::uint32_t at = 0;
    if (!unused[size].empty()) {
      at = unused[size].back();
      unused[size].pop_back();
    } else if (isPredicate) {
      at = result.predicateCount++;
    } else {
      at = result.rowCount;
      result.rowCount += size;
    }
    busy.push_back({interval.last, at});
    std::push_heap(busy.begin(), busy.end(), later);
    if (isPredicate) {
      result.predicates[interval.reg] = at;
    } else {
      result.rows[interval.reg] = static_cast<Slot>(at);
    }
  }
  return result;
}

}  // namespace warpsmith::sim
