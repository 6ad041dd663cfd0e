#include "instrument/matrix_operands.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "instrument/hoist.h"
#include "instrument/matrix_layout.h"
#include "instrument/opcode.h"
#include "instrument/touch.h"

// All warps of a warpgroup have to give the same descriptors (PTX ISA, wgmma.mma_async), and every warp looks at all of
// A: so they leave together. Within a warp they vote.
namespace warpsmith::instrument {

namespace {

// Rank of the block in a cluster above, place in its shared memory below.
constexpr const char* placeMask = "16777215";
constexpr std::uint32_t chunkBytes = 16;

class MatrixChecks {
 public:
  MatrixChecks(FunctionPlan& plan, const ptx::FlowGraph& graph)
      : plan_(plan), function_(plan.function()), graph_(graph), edits_(plan.edits()) {}
  void run();

 private:
  using Key = std::tuple<std::uint64_t, std::uint32_t, bool, std::uint64_t, bool>;
  // Products whose descriptors are known at one place.
  struct Group {
    Hoist hoist;
    std::uint32_t firstInstruction;
    std::string text;
    std::string allowed;
    std::set<Key> checked;
  };

  void findScopes();
  void block(const ptx::BasicBlock& block);
  bool reaches(const Hoist& hoist, const DescribedMatrix& matrix, std::uint32_t at) const;
  void add(Group& group, const DescribedMatrix& matrix, std::uint32_t at);
  void close(std::optional<Group>& group);
  void precise(const DescribedMatrix& matrix, std::uint32_t at);

  // A new register with what an instruction makes of the operands.
  std::string make(std::string& text, const char* opcode, const std::string& operands,
                   RegisterClass kind = RegisterClass::b32);
  std::string begin(std::string& text);
  std::string own(std::string& text);
  std::string within(const MatrixLayout& layout, std::string& text);
  std::string unlessGuarded(const std::string& allowed, Hoist& hoist, std::uint32_t at, std::string& text);
  std::string wholeOrNobodyLeft();

  FunctionPlan& plan_;
  const ptx::Function& function_;
  const ptx::FlowGraph& graph_;
  Edits& edits_;
  std::vector<bool> scopeChanges_;  // by instruction: a scope opens or closes before it
};

std::string MatrixChecks::make(std::string& text, const char* opcode, const std::string& operands, RegisterClass kind) {
  std::string result = edits_.fresh(kind);
  text += std::string(opcode) + " " + result + ", " + operands + ";\n\t";
  return result;
}

// Descriptors have no room for the rank of a block in its cluster.
std::string MatrixChecks::begin(std::string& text) {
  const std::string begin = plan_.sharedBegin();
  return plan_.module().usesClusters() ? make(text, "and.b32", begin + ", " + placeMask) : begin;
}

std::string MatrixChecks::own(std::string& text) {
  const std::string own = make(text, "mov.u32", plan_.module().ownShared());
  return plan_.module().usesClusters() ? make(text, "and.b32", own + ", " + placeMask) : own;
}

// A predicate: the whole range from the first to the farthest byte lies in the block's shared memory.
std::string MatrixChecks::within(const MatrixLayout& layout, std::string& text) {
  const std::string first = layout.nearest(text);
  const std::string end = layout.end(text);
  const std::string start = begin(text);
  const std::string above = make(text, "setp.ge.u32", first + ", " + start, RegisterClass::pred);
  const std::string bytes = make(text, "sub.u32", end + ", " + start);
  const std::string inside =
      make(text, "setp.le.and.u32", bytes + ", " + plan_.sharedLimit(1) + ", " + above, RegisterClass::pred);
  if (plan_.module().ownSharedBytes() == 0) return inside;
  const std::string words = own(text);
  const std::string behind = make(text, "add.u32", words + ", " + std::to_string(plan_.module().ownSharedBytes()));
  const std::string before = make(text, "setp.le.u32", end + ", " + words, RegisterClass::pred);
  const std::string apart = make(text, "setp.ge.or.u32", first + ", " + behind + ", " + before, RegisterClass::pred);
  return make(text, "and.pred", inside + ", " + apart, RegisterClass::pred);
}

std::string MatrixChecks::unlessGuarded(const std::string& allowed, Hoist& hoist, std::uint32_t at, std::string& text) {
  const ptx::Instruction& instruction = function_.instructions[at];
  if (instruction.guard == ptx::none) return allowed;
  std::string idle = hoist.name(instruction.guard, at, text);
  if (!instruction.guardNegated) idle = make(text, "not.pred", idle, RegisterClass::pred);
  return make(text, "or.pred", allowed + ", " + idle, RegisterClass::pred);
}

// Text that ends a warp that is not whole when others have left: it can't go on without them.
std::string MatrixChecks::wholeOrNobodyLeft() {
  std::string text;
  const std::string on = edits_.freshLabel();
  const std::string mask = edits_.fresh(RegisterClass::b32);
  text += "activemask.b32 " + mask + ";\n\t";
  const std::string whole = make(text, "setp.eq.u32", mask + ", -1", RegisterClass::pred);
  return text + "@" + whole + " bra " + on + ";\n\t" + plan_.unlessSomeoneLeft() + on + ":\n\t";
}

bool MatrixChecks::reaches(const Hoist& hoist, const DescribedMatrix& matrix, std::uint32_t at) const {
  const std::uint32_t guard = function_.instructions[at].guard;
  return hoist.reaches(matrix.descriptor->index, at) && (guard == ptx::none || hoist.reaches(guard, at));
}

void MatrixChecks::add(Group& group, const DescribedMatrix& matrix, std::uint32_t at) {
  const ptx::Instruction& instruction = function_.instructions[at];
  const std::uint64_t guard =
      instruction.guard == ptx::none ? ~std::uint64_t{0} : group.hoist.keyOf({instruction.guard, at, 0});
  const Key key{group.hoist.keyOf({matrix.descriptor->index, at, 0}), matrix.rows, matrix.transposed, guard,
                instruction.guardNegated};
  if (!group.checked.insert(key).second) return;
  const std::string descriptor = group.hoist.name(matrix.descriptor->index, at, group.text);
  const std::string inside = within(MatrixLayout(edits_, matrix, descriptor, group.text), group.text);
  const std::string next = unlessGuarded(inside, group.hoist, at, group.text);
  group.allowed =
      group.allowed.empty() ? next : make(group.text, "and.pred", group.allowed + ", " + next, RegisterClass::pred);
}

void MatrixChecks::close(std::optional<Group>& group) {
  if (group && !group->allowed.empty()) {
    const ptx::Instruction& first = function_.instructions[group->firstInstruction];
    const std::uint32_t site = plan_.module().site(plan_.siteAt(first, SiteKind::suspicion));
    std::string text = std::move(group->text);
    const std::string mask = edits_.fresh(RegisterClass::b32);
    text += "activemask.b32 " + mask + ";\n\t";
    const std::string all = make(text, "vote.sync.all.pred", group->allowed + ", " + mask, RegisterClass::pred);
    edits_.before(group->hoist.place()) +=
        wholeOrNobodyLeft() + text + "@!" + all + " bra " + plan_.leaveLabel(site) + ";\n\t";
  }
  group.reset();
}

// Looks at every 16 bytes of the matrix, and names the first that lie outside.
void MatrixChecks::precise(const DescribedMatrix& matrix, std::uint32_t at) {
  const ptx::Instruction& instruction = function_.instructions[at];
  std::string text = wholeOrNobodyLeft();
  const MatrixLayout layout(edits_, matrix, std::string(function_.registers[matrix.descriptor->index].name), text);
  const std::string start = begin(text);
  const std::string index = edits_.fresh(RegisterClass::b32);
  const std::string loop = edits_.freshLabel();
  const std::string done = edits_.freshLabel();
  const std::string fine = edits_.freshLabel();
  text += "mov.u32 " + index + ", 0;\n\t" + loop + ":\n\t";
  const std::string place = layout.chunkAt(index, text);
  const std::string distance = make(text, "sub.u32", place + ", " + start);
  std::string allowed = make(text, "setp.lt.u32", distance + ", " + plan_.sharedLimit(chunkBytes), RegisterClass::pred);
  if (plan_.module().ownSharedBytes() != 0) {
    const std::uint32_t before = chunkBytes - 1;
    const std::string past =
        make(text, "add.u32", make(text, "sub.u32", place + ", " + own(text)) + ", " + std::to_string(before));
    allowed = make(text, "setp.ge.and.u32",
                   past + ", " + std::to_string(plan_.module().ownSharedBytes() + before) + ", " + allowed,
                   RegisterClass::pred);
  }
  text += "@!" + allowed + " bra " + done + ";\n\tadd.u32 " + index + ", " + index + ", 1;\n\t";
  const std::string more =
      make(text, "setp.lt.u32", index + ", " + std::to_string(layout.chunks()), RegisterClass::pred);
  text += "@" + more + " bra " + loop + ";\n\t" + done + ":\n\t";
  if (instruction.guard != ptx::none) {
    std::string idle(function_.registers[instruction.guard].name);
    if (!instruction.guardNegated) idle = make(text, "not.pred", idle, RegisterClass::pred);
    allowed = make(text, "or.pred", allowed + ", " + idle, RegisterClass::pred);
  }
  const std::string mask = edits_.fresh(RegisterClass::b32);
  text += "activemask.b32 " + mask + ";\n\t";
  const std::string all = make(text, "vote.sync.all.pred", allowed + ", " + mask, RegisterClass::pred);
  text += "@" + all + " bra " + fine + ";\n\t@" + allowed + " bra " + plan_.quietLabel() + ";\n\t";
  Site site = plan_.siteAt(instruction, SiteKind::access);
  site.isAccess = true;
  site.access = Access::read;
  site.window = Window::shared;
  site.bytes = chunkBytes;
  site.message = std::string("By its descriptor, matrix ") + matrix.name + " reaches out of the block's shared memory.";
  const std::string address = make(text, "cvt.u64.u32", distance, RegisterClass::b64);
  text += plan_.leave(plan_.module().site(std::move(site)), address);
  edits_.before(at) += text + fine + ":\n\t";
}

void MatrixChecks::findScopes() {
  scopeChanges_.assign(function_.instructions.size() + 1, false);
  std::uint32_t next = 0;
  for (const ptx::Statement& statement : function_.body) {
    if (statement.kind == ptx::StatementKind::instruction) next = statement.index + 1;
    if (statement.kind == ptx::StatementKind::scopeOpen || statement.kind == ptx::StatementKind::scopeClose) {
      scopeChanges_[next] = true;
    }
  }
}

void MatrixChecks::block(const ptx::BasicBlock& block) {
  const Definitions definitions(function_, block);
  std::optional<Group> group;
  for (std::uint32_t at = block.first; at <= block.last; ++at) {
    if (scopeChanges_[at]) close(group);
    const ptx::Instruction& instruction = function_.instructions[at];
    if (rootOf(instruction.opcode) != "wgmma") continue;
    const bool screens = plan_.module().mode() == Mode::screen;
    // Before the fence where it can be: branches between products keep the compiler from running them side by side.
    if (screens && !group && hasPart(instruction.opcode, "fence"))
      group.emplace(Group{Hoist(plan_, definitions, at), at, "", "", {}});
    for (const DescribedMatrix& matrix : touchesOf(instruction, function_).matrices) {
      if (!screens) {
        precise(matrix, at);
        continue;
      }
      if (group && !reaches(group->hoist, matrix, at)) close(group);
      if (!group) group.emplace(Group{Hoist(plan_, definitions, at), at, "", "", {}});
      add(*group, matrix, at);
    }
  }
  close(group);
}

void MatrixChecks::run() {
  const auto isProduct = [](const ptx::Instruction& instruction) { return rootOf(instruction.opcode) == "wgmma"; };
  if (std::none_of(function_.instructions.begin(), function_.instructions.end(), isProduct)) return;
  findScopes();
  for (const ptx::BasicBlock& next : graph_.blocks) block(next);
}

}  // namespace

void checkMatrixOperands(FunctionPlan& plan, const ptx::FlowGraph& graph) { MatrixChecks(plan, graph).run(); }

}  // namespace warpsmith::instrument
