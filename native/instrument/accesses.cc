#include "instrument/accesses.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "instrument/check.h"
#include "instrument/hoist.h"
#include "instrument/opcode.h"
#include "instrument/tensor_maps.h"
#include "ptx/print_body.h"

namespace warpsmith::instrument {

namespace {

using ptx::Operand;
using ptx::OperandKind;

// One check of a screen covers at most this many ranges.
constexpr std::size_t mostRanges = 48;
constexpr std::uint32_t wideBytes = 8;
constexpr unsigned allBits = 64;

bool isPlain(const Operand& operand) {
  return isRegister(operand) && operand.component == 0 && operand.text.empty() && !operand.negated;
}

unsigned log2Of(std::uint32_t powerOfTwo) { return static_cast<unsigned>(__builtin_ctz(powerOfTwo)); }

unsigned zerosOf(std::int64_t value) {
  return value == 0 ? allBits : static_cast<unsigned>(__builtin_ctzll(static_cast<std::uint64_t>(value)));
}

// Instructions in which lanes touch memory through each other's addresses: they may not go on without those that left.
bool isCollective(const ptx::Instruction& instruction) {
  const std::string_view root = rootOf(instruction.opcode);
  return root == "ldmatrix" || root == "stmatrix" || root == "wmma";
}

// Instructions that trap where nobody initialised the barrier object.
bool usesMemoryBarrier(const ptx::Instruction& instruction) {
  if (rootOf(instruction.opcode) == "mbarrier") return !hasPart(instruction.opcode, "init");
  return instruction.opcode.find(".mbarrier") != std::string_view::npos;
}

struct Address {
  const Operand* base;
  std::int64_t offset;
};

Address addressOf(const Touch& touch) {
  const Operand& operand = *touch.address;
  if (operand.kind != OperandKind::address) return {&operand, 0};
  return {&operand.elements[0], operand.value};
}

// Bytes from one row to the next are the stride times this, divided by `elementsShare`.
std::uint64_t stepBytes(const Touch& touch, std::uint64_t stride) {
  return stride * touch.elementBytes / touch.elementsShare;
}

// Bytes that a touch covers when its instruction says so by itself.
std::optional<std::uint64_t> fixedBytes(const Touch& touch) {
  if (touch.size != nullptr) {
    if (touch.size->kind != OperandKind::integer || touch.size->value < 0) return std::nullopt;
    return static_cast<std::uint64_t>(touch.size->value);
  }
  if (touch.rows <= 1) return touch.bytes;
  if (touch.stride == nullptr) return std::uint64_t{touch.rows} * touch.bytes;
  if (touch.stride->kind != OperandKind::integer || touch.stride->value < 0) return std::nullopt;
  return (touch.rows - 1) * stepBytes(touch, static_cast<std::uint64_t>(touch.stride->value)) + touch.bytes;
}

class AccessChecks {
 public:
  AccessChecks(FunctionPlan& plan, const ptx::FlowGraph& graph);
  void run();

 private:
  // Ranges from one root under the same conditions, as one.
  struct Merged {
    Range range;
    Value root;
    std::vector<Touch> touches;
  };
  using Key = std::tuple<std::uint64_t, std::string, std::uint32_t, std::uint8_t, std::uint64_t, std::string>;
  struct Group {
    Hoist hoist;
    std::string text;
    std::map<Key, std::size_t> index;
    std::vector<Merged> merged;
    std::uint32_t firstInstruction;
    bool collective = false;
  };

  void block(const ptx::BasicBlock& block);
  bool isProven(const Touch& touch) const;
  bool reaches(const Hoist& hoist, const Touch& touch, std::uint32_t at) const;
  void add(Group& group, const Touch& touch, std::uint32_t at);
  void close(std::optional<Group>& group);
  void precise(const Touch& touch, std::uint32_t at, const Definitions& definitions);
  Range rangeOf(Hoist& hoist, std::string& text, const Touch& touch, std::uint32_t at, const Value& root);
  std::string rootName(Hoist& hoist, std::string& text, const Touch& touch, const Value& root);
  void measure(Range& range, Hoist& hoist, std::string& text, const Touch& touch, std::uint32_t at);
  std::string wideName(Hoist& hoist, std::string& text, const Operand& operand, std::uint32_t at);
  bool isWide(const Touch& touch) const;
  Site siteOf(const Touch& touch, std::uint32_t at) const;
  std::string together(const std::string& allowed, std::string& text);
  std::string alone(const Touch& touch, std::uint32_t at);
  std::string record(const Touch& touch, const Range& range, std::uint32_t at);

  FunctionPlan& plan_;
  const ptx::Function& function_;
  const ptx::FlowGraph& graph_;
  Check check_;
  std::vector<Touches> touches_;
  std::vector<bool> scopeChanges_;  // by instruction: a scope opens or closes before it
};

AccessChecks::AccessChecks(FunctionPlan& plan, const ptx::FlowGraph& graph)
    : plan_(plan),
      function_(plan.function()),
      graph_(graph),
      check_(plan),
      scopeChanges_(function_.instructions.size() + 1, false) {
  std::uint32_t next = 0;
  for (const ptx::Statement& statement : function_.body) {
    if (statement.kind == ptx::StatementKind::instruction) next = statement.index + 1;
    if (statement.kind == ptx::StatementKind::scopeOpen || statement.kind == ptx::StatementKind::scopeClose) {
      scopeChanges_[next] = true;
    }
  }
  touches_.reserve(function_.instructions.size());
  for (const ptx::Instruction& instruction : function_.instructions) {
    touches_.push_back(touchesOf(instruction, function_));
    const std::uint32_t line = plan.siteAt(instruction, SiteKind::access).line;
    if (!touches_.back().unchecked.empty()) plan.module().noteUnchecked(touches_.back().unchecked, line);
    for (const Touch& touch : touches_.back().list) {
      if (touch.box == nullptr || mapParameter(plan_, *touch.box) != noParameter) continue;
      plan.module().noteUnchecked("the box of a tensor copy in shared memory", line);
    }
  }
}

void AccessChecks::run() {
  for (const ptx::BasicBlock& next : graph_.blocks) block(next);
}

// Whether an access of a variable at a place that is the same on every path lies inside of it.
bool AccessChecks::isProven(const Touch& touch) const {
  const Address address = addressOf(touch);
  const Origin origin = plan_.origins().origin(*address.base);
  if (origin.kind != OriginKind::symbol || touch.lanes == 0) return false;
  const ptx::Variable& symbol = *origin.symbol;
  const std::optional<std::int64_t> base = plan_.origins().exactOffset(*address.base);
  const std::optional<std::uint64_t> bytes = fixedBytes(touch);
  if (touch.box != nullptr || !base || !bytes || symbol.isExtern || symbol.bytes() == 0) return false;
  const bool readOnly = symbol.space == ptx::Space::constant || symbol.space == ptx::Space::param;
  if (readOnly && touch.access != Access::read) return false;
  const std::int64_t first = *base + address.offset;
  const unsigned zeros = std::min(plan_.origins().zeroBits(*address.base), zerosOf(address.offset));
  if (*bytes % touch.sizeMultiple != 0) return false;
  return first >= 0 && static_cast<std::uint64_t>(first) + *bytes <= symbol.bytes() && zeros >= log2Of(touch.alignment);
}

bool AccessChecks::isWide(const Touch& touch) const {
  const Operand& base = *addressOf(touch).base;
  if (isRegister(base)) return ptx::bytesOf(function_.registers[base.index].type) == wideBytes;
  return touch.window != Window::shared && touch.window != Window::cluster;
}

bool AccessChecks::reaches(const Hoist& hoist, const Touch& touch, std::uint32_t at) const {
  const auto value = [&](const Operand* operand) {
    if (operand == nullptr || operand->kind == OperandKind::integer || operand->kind == OperandKind::symbol)
      return true;
    return isPlain(*operand) && hoist.reaches(operand->index, at);
  };
  const std::uint32_t guard = function_.instructions[at].guard;
  const bool guarded = guard == ptx::none || hoist.reaches(guard, at);
  const Operand* base = addressOf(touch).base;
  bool based = value(base);
  if (based && isPlain(*base)) {
    const Value root = hoist.simplify(base->index, at);
    based = hoist.reaches(root.reg, root.at);
  }
  const bool ignored =
      touch.ignored == nullptr || (isRegister(*touch.ignored) && hoist.reaches(touch.ignored->index, at));
  return guarded && based && ignored && value(touch.size) && value(touch.stride);
}

std::string AccessChecks::rootName(Hoist& hoist, std::string& text, const Touch& touch, const Value& root) {
  if (root.reg != ptx::none) return hoist.name(root.reg, root.at, text);
  const bool wide = isWide(touch);
  const Operand& base = *addressOf(touch).base;
  std::string result = plan_.edits().fresh(wide ? RegisterClass::b64 : RegisterClass::b32);
  ptx::Writer out(plan_.module().module());
  ptx::printOperand(out, function_, base, {});
  text += std::string(wide ? "mov.b64 " : "mov.b32 ") + result + ", " + out.take() + ";\n\t";
  return result;
}

std::string AccessChecks::wideName(Hoist& hoist, std::string& text, const Operand& operand, std::uint32_t at) {
  std::string result = plan_.edits().fresh(RegisterClass::b64);
  if (operand.kind == OperandKind::integer) {
    text += "mov.u64 " + result + ", " + std::to_string(operand.value) + ";\n\t";
    return result;
  }
  const std::string name = hoist.name(operand.index, at, text);
  const bool wide = ptx::bytesOf(function_.registers[operand.index].type) == wideBytes;
  text += std::string(wide ? "mov.b64 " : "cvt.u64.u32 ") + result + ", " + name + ";\n\t";
  return result;
}

// Sets what of the range stands in registers: its size, and the bytes from row to row.
void AccessChecks::measure(Range& range, Hoist& hoist, std::string& text, const Touch& touch, std::uint32_t at) {
  range.bytes = fixedBytes(touch).value_or(0);
  range.sizeMultiple = touch.sizeMultiple;
  const std::uint32_t map = touch.box == nullptr ? noParameter : mapParameter(plan_, *touch.box);
  if (map != noParameter) {
    range.size = plan_.edits().fresh(RegisterClass::b64);
    text += loadMap(plan_, map, BoundKind::map, 0, range.size);
    return;
  }
  if (fixedBytes(touch)) return;
  if (touch.size != nullptr) {
    range.size = wideName(hoist, text, *touch.size, at);
    return;
  }
  range.step = wideName(hoist, text, *touch.stride, at);
  range.stepAlignment = touch.alignment;
  text += "mul.lo.u64 " + range.step + ", " + range.step + ", " + std::to_string(touch.elementBytes) + ";\n\tdiv.u64 " +
          range.step + ", " + range.step + ", " + std::to_string(touch.elementsShare) + ";\n\t";
  range.size = plan_.edits().fresh(RegisterClass::b64);
  text += "mad.lo.u64 " + range.size + ", " + range.step + ", " + std::to_string(touch.rows - 1) + ", " +
          std::to_string(touch.bytes) + ";\n\t";
}

Range AccessChecks::rangeOf(Hoist& hoist, std::string& text, const Touch& touch, std::uint32_t at, const Value& root) {
  const Address address = addressOf(touch);
  Range range;
  range.root = rootName(hoist, text, touch, root);
  range.wide = isWide(touch);
  range.origin = plan_.origins().origin(*address.base);
  range.window = touch.window;
  range.first = root.offset + address.offset;
  measure(range, hoist, text, touch, at);
  range.writes = touch.access != Access::read;
  range.lanes = touch.lanes;
  const unsigned zeros = std::min(
      root.reg == ptx::none ? plan_.origins().zeroBits(*address.base) : plan_.origins().zeroBitsOfRegister(root.reg),
      zerosOf(range.first));
  // The address itself may be known better than what it was simplified to.
  const unsigned whole = std::min(plan_.origins().zeroBits(*address.base), zerosOf(address.offset));
  if (std::max(zeros, whole) < log2Of(touch.alignment)) range.alignments.push_back({touch.alignment, range.first});
  const ptx::Instruction& instruction = function_.instructions[at];
  if (instruction.guard != ptx::none) {
    const std::string guard = hoist.name(instruction.guard, at, text);
    range.excuses.push_back(instruction.guardNegated ? guard : "!" + guard);
  }
  if (touch.ignored != nullptr) {
    const std::string ignored = hoist.name(touch.ignored->index, at, text);
    range.excuses.push_back(touch.ignored->negated ? "!" + ignored : ignored);
  }
  return range;
}

void AccessChecks::add(Group& group, const Touch& touch, std::uint32_t at) {
  const Address address = addressOf(touch);
  Value root;
  if (isPlain(*address.base)) root = group.hoist.simplify(address.base->index, at);
  Range range = rangeOf(group.hoist, group.text, touch, at, root);
  std::string conditions;
  for (const std::string& excuse : range.excuses) conditions += excuse + " ";
  std::string name;
  if (root.reg == ptx::none) {
    ptx::Writer out(plan_.module().module());
    ptx::printOperand(out, function_, *address.base, {});
    name = out.take();
  }
  // A range of its own where the size is not known.
  const Key key{root.reg == ptx::none ? 0 : group.hoist.keyOf(root),
                name,
                static_cast<std::uint32_t>(touch.window),
                static_cast<std::uint8_t>(range.lanes),
                range.size.empty() ? 0 : group.merged.size() + 1,
                conditions};
  const auto [found, added] = group.index.emplace(key, group.merged.size());
  if (added) {
    group.merged.push_back({std::move(range), root, {touch}});
    return;
  }
  Range& whole = group.merged[found->second].range;
  const std::int64_t end = std::max(whole.first + static_cast<std::int64_t>(whole.bytes),
                                    range.first + static_cast<std::int64_t>(range.bytes));
  whole.first = std::min(whole.first, range.first);
  whole.bytes = static_cast<std::uint64_t>(end - whole.first);
  whole.writes = whole.writes || range.writes;
  for (const Alignment& alignment : range.alignments) {
    const bool known = std::any_of(whole.alignments.begin(), whole.alignments.end(), [&](const Alignment& other) {
      return other.alignment >= alignment.alignment && (other.offset - alignment.offset) % alignment.alignment == 0;
    });
    if (!known) whole.alignments.push_back(alignment);
  }
}

void AccessChecks::close(std::optional<Group>& group) {
  if (!group) return;
  std::string text = std::move(group->text);
  std::string allowed;
  for (const Merged& merged : group->merged) {
    const std::string next = check_.quick(merged.range, text);
    if (allowed.empty()) {
      allowed = next;
      continue;
    }
    const std::string both = plan_.edits().fresh(RegisterClass::pred);
    text += "and.pred " + both + ", " + allowed + ", " + next + ";\n\t";
    allowed = both;
  }
  const std::uint32_t site =
      plan_.module().site(plan_.siteAt(function_.instructions[group->firstInstruction], SiteKind::suspicion));
  if (group->collective) allowed = together(allowed, text);
  text += "@!" + allowed + " bra " + plan_.leaveLabel(site) + ";\n\t";
  plan_.edits().before(group->hoist.place()) += text;
  group.reset();
}

Site AccessChecks::siteOf(const Touch& touch, std::uint32_t at) const {
  Site site = plan_.siteAt(function_.instructions[at], SiteKind::access);
  const Origin origin = plan_.origins().origin(*addressOf(touch).base);
  site.isAccess = true;
  site.access = touch.access;
  site.window = touch.window;
  // How large a box is, the record says.
  const bool measured = touch.box != nullptr && mapParameter(plan_, *touch.box) != noParameter;
  site.bytes = measured ? 0 : static_cast<std::uint32_t>(fixedBytes(touch).value_or(0));
  site.alignment = touch.alignment;
  if (origin.kind == OriginKind::parameter) site.parameter = origin.parameter;
  if (origin.kind == OriginKind::symbol) {
    site.symbol = std::string(origin.symbol->name);
    site.symbolBytes = origin.symbol->bytes();
  }
  return site;
}

// Of a predicate, what all lanes that are here make of it.
std::string AccessChecks::together(const std::string& allowed, std::string& text) {
  const std::string mask = plan_.edits().fresh(RegisterClass::b32);
  std::string all = plan_.edits().fresh(RegisterClass::pred);
  text += "activemask.b32 " + mask + ";\n\tvote.sync.all.pred " + all + ", " + allowed + ", " + mask + ";\n\t";
  return all;
}

// Text that ends what can't go on without threads that left before: matrix instructions of a warp that is not whole,
// and copies to and from blocks that may have ended.
std::string AccessChecks::alone(const Touch& touch, std::uint32_t at) {
  const OriginKind origin = plan_.origins().origin(*addressOf(touch).base).kind;
  const bool told = origin == OriginKind::parameter || origin == OriginKind::symbol;
  const bool reachesOthers = touch.window == Window::cluster || (touch.window == Window::generic && !told);
  if (plan_.module().usesClusters() && reachesOthers) return plan_.unlessSomeoneLeft();
  if (usesMemoryBarrier(function_.instructions[at])) return plan_.unlessSomeoneOfBlockLeft();
  if (!isCollective(function_.instructions[at])) return "";
  const std::string mask = plan_.edits().fresh(RegisterClass::b32);
  const std::string whole = plan_.edits().fresh(RegisterClass::pred);
  const std::string on = plan_.edits().freshLabel();
  return "activemask.b32 " + mask + ";\n\tsetp.eq.u32 " + whole + ", " + mask + ", -1;\n\t@" + whole + " bra " + on +
         ";\n\t" + plan_.unlessSomeoneLeft() + on + ":\n\t";
}

// Text that leaves with what is known of a refused access.
std::string AccessChecks::record(const Touch& touch, const Range& range, std::uint32_t at) {
  const std::uint32_t site = plan_.module().site(siteOf(touch, at));
  Edits& edits = plan_.edits();
  std::string text;
  const std::string address = edits.fresh(RegisterClass::b64);
  const std::string found = check_.wide(range, text);
  text += "mov.b64 " + address + ", " + found + ";\n\t";
  if (range.origin.kind == OriginKind::symbol) {
    const std::string extra = range.size.empty() ? check_.symbolStart(range, text) : range.size;
    return text + plan_.leave(site, address, extra);
  }
  const std::string extra = range.size.empty() ? "0" : range.size;
  const std::string begin = edits.fresh(RegisterClass::b64);
  if (touch.window == Window::shared || touch.window == Window::cluster) {
    text += "cvt.u64.u32 " + begin + ", " + plan_.sharedBegin() + ";\n\tsub.u64 " + address + ", " + address + ", " +
            begin + ";\n\t";
  }
  if (touch.window != Window::generic) return text + plan_.leave(site, address, extra);
  // Generic addresses of shared and local memory mean nothing to the host.
  const std::string space = edits.fresh(RegisterClass::b32);
  const std::string shared = edits.fresh(RegisterClass::pred);
  const std::string local = edits.fresh(RegisterClass::pred);
  const std::string kind = plan_.module().usesClusters() ? "shared::cluster" : "shared";
  text += "isspacep." + kind + " " + shared + ", " + address + ";\n\tisspacep.local " + local + ", " + address +
          ";\n\tmov.u32 " + space + ", 0;\n\t@" + shared + " mov.u32 " + space + ", 1;\n\t@" + local + " mov.u32 " +
          space + ", 2;\n\t@" + shared + " cvta.to." + kind + ".u64 " + address + ", " + address + ";\n\t@" + local +
          " cvta.to.local.u64 " + address + ", " + address + ";\n\tcvt.u64.u32 " + begin + ", " + plan_.sharedBegin() +
          ";\n\t@" + shared + " sub.u64 " + address + ", " + address + ", " + begin + ";\n\t";
  return text + plan_.leave(site, address, extra, space);
}

void AccessChecks::precise(const Touch& touch, std::uint32_t at, const Definitions& definitions) {
  Hoist here(plan_, definitions, at);
  std::string text;
  const Address address = addressOf(touch);
  Value root;
  if (isPlain(*address.base)) root = {address.base->index, at, 0};
  const Range range = rangeOf(here, text, touch, at, root);
  const std::string fine = plan_.edits().freshLabel();
  text += alone(touch, at);
  if (isCollective(function_.instructions[at])) {
    std::string allowed = check_.quick(range, text);
    if (check_.isGuess(range)) {
      const std::string either = plan_.edits().fresh(RegisterClass::pred);
      const std::string thorough = check_.thorough(range, text);
      text += "or.pred " + either + ", " + allowed + ", " + thorough + ";\n\t";
      allowed = either;
    }
    const std::string all = together(allowed, text);
    text += "@" + all + " bra " + fine + ";\n\t@" + allowed + " bra " + plan_.quietLabel() + ";\n\t";
  } else {
    const std::string quick = check_.quick(range, text);
    text += "@" + quick + " bra " + fine + ";\n\t";
    if (check_.isGuess(range)) {
      const std::string thorough = check_.thorough(range, text);
      text += "@" + thorough + " bra " + fine + ";\n\t";
    }
  }
  text += record(touch, range, at);
  plan_.edits().before(at) += text + fine + ":\n\t";
}

void AccessChecks::block(const ptx::BasicBlock& block) {
  const Definitions definitions(function_, block);
  std::optional<Group> group;
  for (std::uint32_t at = block.first; at <= block.last; ++at) {
    if (scopeChanges_[at]) close(group);
    for (const Touch& touch : touches_[at].list) {
      if (isProven(touch)) continue;
      if (plan_.module().mode() == Mode::precise) {
        precise(touch, at, definitions);
        continue;
      }
      if (group && (group->merged.size() >= mostRanges || !reaches(group->hoist, touch, at))) close(group);
      if (!group) group.emplace(Group{Hoist(plan_, definitions, at), "", {}, {}, at});
      // Who is alone at a group's first matrix instruction is so at all of them: nobody leaves in between.
      const bool collective = isCollective(function_.instructions[at]);
      if (!collective || !group->collective) plan_.edits().before(at) += alone(touch, at);
      group->collective = group->collective || collective;
      add(*group, touch, at);
    }
  }
  close(group);
}

}  // namespace

void checkAccesses(FunctionPlan& plan, const ptx::FlowGraph& graph) { AccessChecks(plan, graph).run(); }

}  // namespace warpsmith::instrument
