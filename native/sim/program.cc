#include "sim/program.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_set>
#include <utility>

#include "error.h"
#include "sim/decoder.h"
#include "sim/exec/control.h"
#include "sim/register_rows.h"
#include "sim/windows.h"

namespace warpsmith::sim {

namespace {

// Rows of constants that one module may have: 128 bytes each, taken when used.
constexpr std::uint32_t mostConstantRows = 1u << 20;

// Bytes between shared variables, so that the end of one is not the start of the next. A multiple of all banks.
constexpr std::uint64_t sharedGap = 128;
constexpr std::uint64_t localGap = 64;
constexpr std::uint64_t parameterGap = 256;

// What a block can have on any GPU, and what the offsets of all kernels' variables leave room for.
constexpr std::uint64_t mostSharedVariable = 227 << 10;
constexpr std::uint64_t mostShared = 8 << 20;

constexpr std::uint64_t mostModuleBytes = std::uint64_t{1} << 32;
constexpr std::uint64_t functionStride = 256;

// PTX ISA, kernel function parameters: since sm_70.
constexpr std::uint64_t mostParameterBytes = 32764;

std::uint64_t alignUp(std::uint64_t value, std::uint64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

std::uint64_t alignmentOf(const ptx::Variable& variable) {
  const std::uint64_t natural = std::max<std::uint64_t>(1, ptx::bytesOf(variable.type)) * variable.vector;
  return variable.alignment != 0 ? variable.alignment : natural;
}

// Rows at the start of a frame that results which nobody wants go to: 16 bytes a lane.
constexpr std::uint32_t spareRows = 4;

void addSymbols(const ptx::Operand& operand, std::unordered_set<std::string_view>& names) {
  if (operand.kind == ptx::OperandKind::symbol) names.insert(operand.text);
  for (const ptx::Operand& element : operand.elements) addSymbols(element, names);
}

// What any instruction names, and what those variables' initial values name: libcu++ alone brings a thousand others.
std::unordered_set<std::string_view> namedVariables(const ptx::Module& module) {
  std::unordered_set<std::string_view> names;
  for (const ptx::Function& function : module.functions) {
    for (const ptx::Instruction& instruction : function.instructions) {
      for (const ptx::Operand& operand : instruction.operands) addSymbols(operand, names);
    }
  }
  for (bool more = true; more;) {
    more = false;
    for (const ptx::Variable& variable : module.variables) {
      if (names.count(variable.name) == 0) continue;
      for (const auto& reference : variable.references) more = names.insert(reference.symbol).second || more;
    }
  }
  return names;
}

}  // namespace

Program::Program(std::shared_ptr<const ptx::Module> module, std::shared_ptr<AddressSpace> space)
    : module_(std::move(module)), constantMemory_(std::size_t(mostConstantRows) * warpSize * 4) {
  // Row -1 - s of the constants: slots count down from -1.
  constants_ = reinterpret_cast<std::uint32_t*>(constantMemory_.data());
  codes_.resize(module_->functions.size());
  for (std::uint32_t i = 0; i < module_->functions.size(); ++i) {
    if (module_->functions[i].isDefined) functions_[module_->functions[i].name] = i;
  }
  placeShared();
  makeGlobals(space);
}

Program::~Program() = default;

std::uint32_t Program::functionIndex(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? noIndex : found->second;
}

const Program::GlobalVariable* Program::global(std::string_view name) const {
  const auto found = globalByName_.find(name);
  return found == globalByName_.end() ? nullptr : &globals_[found->second];
}

const PlacedVariable* Program::sharedVariable(const ptx::Variable* variable) const {
  const auto found = sharedByVariable_.find(variable);
  return found == sharedByVariable_.end() ? nullptr : &shared_[found->second];
}

std::uint64_t Program::addressOf(std::uint32_t function) { return functionWindow + (function + 1) * functionStride; }

std::uint32_t Program::functionAt(std::uint64_t address) const {
  const std::uint64_t offset = address - functionWindow;
  if (offset >= windowBytes || offset % functionStride != 0 || offset == 0) return noIndex;
  const std::uint64_t index = offset / functionStride - 1;
  return index < codes_.size() && module_->functions[index].isDefined ? static_cast<std::uint32_t>(index) : noIndex;
}

void Program::placeShared() {
  std::uint64_t at = 0;
  std::vector<const ptx::Variable*> open;
  const auto place = [&](const ptx::Variable& variable) {
    if (variable.space != ptx::Space::shared) return;
    if (variable.isExtern || variable.bytes() == 0) {
      open.push_back(&variable);
      return;
    }
    at = alignUp(at, std::max<std::uint64_t>(alignmentOf(variable), 16));
    if (variable.bytes() > mostSharedVariable || at + variable.bytes() > mostShared) {
      throw Error("bad-plan", "Expected at most " + std::to_string(mostSharedVariable) +
                                  " bytes in a shared variable and " + std::to_string(mostShared) +
                                  " in those of all kernels together but \"" + std::string(variable.name) + "\" has " +
                                  std::to_string(variable.bytes()) + ".");
    }
    sharedByVariable_[&variable] = shared_.size();
    shared_.push_back({&variable, at, variable.bytes()});
    at = alignUp(at + variable.bytes(), sharedGap) + sharedGap;
  };
  for (const ptx::Variable& variable : module_->variables) place(variable);
  for (const ptx::Function& function : module_->functions) {
    for (const ptx::Variable& variable : function.variables) place(variable);
  }
  staticShared_ = static_cast<std::uint32_t>(alignUp(at, 1024));
  for (const ptx::Variable* variable : open) {
    sharedByVariable_[variable] = shared_.size();
    shared_.push_back({variable, staticShared_, 0});
  }
}

void Program::addCallees(const FunctionCode& code, std::vector<bool>& queued, std::vector<std::uint32_t>& to) const {
  const auto add = [&](std::uint32_t callee) {
    if (!queued[callee]) to.push_back(callee);
    queued[callee] = true;
  };
  for (const std::uint32_t callee : code.callees) add(callee);
  if (!code.callsAny) return;
  for (std::uint32_t i = 0; i < codes_.size(); ++i) {
    if (module_->functions[i].isDefined && !module_->functions[i].isEntry) add(i);
  }
}

std::uint32_t Program::staticSharedOf(std::uint32_t function) const {
  std::vector<bool> seen(codes_.size(), false);
  std::vector<bool> queued(codes_.size(), false);
  std::vector<std::uint32_t> open{function};
  std::vector<const PlacedVariable*> named;
  const auto mention = [&](const ptx::Function& in, std::string_view symbol) {
    for (const PlacedVariable& placed : shared_) {
      if (placed.variable->name != symbol) continue;
      const bool local = !in.variables.empty() && placed.variable >= in.variables.data() &&
                         placed.variable < in.variables.data() + in.variables.size();
      const bool module = placed.variable >= module_->variables.data() &&
                          placed.variable < module_->variables.data() + module_->variables.size();
      if ((local || module) && std::find(named.begin(), named.end(), &placed) == named.end()) named.push_back(&placed);
    }
  };
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    if (at >= codes_.size() || seen[at] || !codes_[at]) continue;
    seen[at] = true;
    const ptx::Function& in = module_->functions[at];
    for (const ptx::Instruction& instruction : in.instructions) {
      for (const ptx::Operand& operand : instruction.operands) {
        if (operand.kind == ptx::OperandKind::symbol) mention(in, operand.text);
        for (const ptx::Operand& part : operand.elements) {
          if (part.kind == ptx::OperandKind::symbol) mention(in, part.text);
        }
      }
    }
    addCallees(*codes_[at], queued, open);
  }
  std::uint64_t bytes = 0;
  for (const PlacedVariable* placed : named) bytes = alignUp(bytes, alignmentOf(*placed->variable)) + placed->bytes;
  return static_cast<std::uint32_t>(bytes);
}

void Program::makeGlobals(const std::shared_ptr<AddressSpace>& space) {
  const std::unordered_set<std::string_view> named = namedVariables(*module_);
  const auto make = [&](const ptx::Variable& variable) {
    const bool constant = variable.space == ptx::Space::constant;
    if ((variable.space != ptx::Space::global && !constant) || named.count(variable.name) == 0) return;
    const std::uint64_t bytes = std::max<std::uint64_t>(1, variable.bytes());
    if (bytes > mostModuleBytes) {
      throw Error("device-out-of-memory", "Expected at most 4 GB for a variable of the module but \"" +
                                              std::string(variable.name) + "\" has " + std::to_string(bytes) +
                                              " bytes.");
    }
    globalByName_[variable.name] = globals_.size();
    globals_.push_back({&variable, std::make_shared<Allocation>(space, bytes), constant});
    auto& memory = *globals_.back().memory;
    std::copy_n(variable.initial.begin(), std::min<std::size_t>(variable.initial.size(), bytes), memory.data());
  };
  for (const ptx::Variable& variable : module_->variables) make(variable);
  for (const ptx::Function& function : module_->functions) {
    for (const ptx::Variable& variable : function.variables) make(variable);
  }
  // Addresses in initial values, now that every variable has its own.
  for (const GlobalVariable& global : globals_) {
    for (const auto& reference : global.variable->references) {
      std::uint64_t address = 0;
      if (const GlobalVariable* target = this->global(reference.symbol)) {
        address = target->memory->address();
      } else if (const std::uint32_t function = functionIndex(reference.symbol); function != noIndex) {
        address = addressOf(function);
      } else if (const ptx::Variable* variable = module_->variable(reference.symbol)) {
        const PlacedVariable* placed = sharedVariable(variable);
        if (placed) address = placed->offset + (reference.generic ? sharedWindow : 0);
      }
      address += static_cast<std::uint64_t>(reference.addend);
      address >>= reference.shift;
      if (reference.offset + reference.bytes <= global.memory->bytes() && reference.bytes <= 8) {
        std::memcpy(global.memory->data() + reference.offset, &address, reference.bytes);
      }
    }
  }
}

void Program::noteAccess(bool shared, bool global, std::uint32_t bytes) noexcept {
  if (shared) narrowestShared_ = std::min(narrowestShared_, bytes);
  if (global) narrowestGlobal_ = std::min(narrowestGlobal_, bytes);
}

Slot Program::constant32(std::uint32_t value) {
  const auto found = known32_.find(value);
  if (found != known32_.end()) return found->second;
  if (constantRows_ + 1 > mostConstantRows) throw Error("bad-ptx", "The module has too many constants.");
  std::uint32_t* row = constants_ + std::size_t(constantRows_) * warpSize;
  std::fill(row, row + warpSize, value);
  const Slot slot = -1 - static_cast<Slot>(constantRows_++);
  known32_[value] = slot;
  return slot;
}

Slot Program::constant64(std::uint64_t value) {
  const auto found = known64_.find(value);
  if (found != known64_.end()) return found->second;
  if (constantRows_ + 2 > mostConstantRows) throw Error("bad-ptx", "The module has too many constants.");
  auto* row = reinterpret_cast<std::uint64_t*>(constants_ + std::size_t(constantRows_) * warpSize);
  std::fill(row, row + warpSize, value);
  const Slot slot = -1 - static_cast<Slot>(constantRows_);
  constantRows_ += 2;
  known64_[value] = slot;
  return slot;
}

Slot Program::constant128(std::uint64_t low, std::uint64_t high) {
  if (constantRows_ + 4 > mostConstantRows) throw Error("bad-ptx", "The module has too many constants.");
  auto* row = reinterpret_cast<std::uint64_t*>(constants_ + std::size_t(constantRows_) * warpSize);
  for (unsigned lane = 0; lane < warpSize; ++lane) {
    row[lane * 2] = low;
    row[lane * 2 + 1] = high;
  }
  const Slot slot = -1 - static_cast<Slot>(constantRows_);
  constantRows_ += 4;
  return slot;
}

const FunctionCode& Program::code(std::uint32_t index) {
  if (codes_[index]) return *codes_[index];
  // A list instead of a recursion: chains of calls may be as long as the text. All or none of it is kept.
  std::vector<std::uint32_t> made;
  std::vector<std::uint32_t> open{index};
  std::vector<bool> queued(codes_.size(), false);
  try {
    while (!open.empty()) {
      const std::uint32_t next = open.back();
      open.pop_back();
      if (codes_[next]) continue;
      made.push_back(next);
      decode(next);
      addCallees(*codes_[next], queued, open);
    }
  } catch (...) {
    for (const std::uint32_t one : made) codes_[one].reset();
    throw;
  }
  return *codes_[index];
}

void Program::decode(std::uint32_t index) {
  const ptx::Function& function = module_->functions[index];
  codes_[index] = std::make_unique<FunctionCode>();
  FunctionCode& code = *codes_[index];
  code.function = &function;

  std::uint64_t local = 0;
  std::uint64_t parameters = 0;
  const auto placeLocal = [&](const ptx::Variable& variable) {
    local = alignUp(local, std::max<std::uint64_t>(alignmentOf(variable), 16));
    PlacedVariable placed{&variable, local, variable.bytes()};
    if (placed.bytes > mostModuleBytes)
      throw Error("bad-ptx", "A local variable of " + std::to_string(placed.bytes) +
                                 " bytes is larger than any GPU's local memory.");
    local += placed.bytes + localGap;
    return placed;
  };
  const auto placeParameter = [&](const ptx::Variable& variable) {
    std::uint64_t at = alignUp(code.parameterBytes, alignmentOf(variable));
    if (variable.bytes() > (1u << 16))
      throw Error("bad-ptx",
                  "A parameter of " + std::to_string(variable.bytes()) + " bytes is larger than any GPU takes.");
    parameters += variable.bytes();
    if (parameters > mostParameterBytes || alignmentOf(variable) > mostParameterBytes) {
      throw Error("bad-ptx", "Expected a kernel with at most " + std::to_string(mostParameterBytes) +
                                 " bytes of parameters but \"" + std::string(function.name) + "\" has more.");
    }
    // A gap behind each, so that the end of one is not the start of the next.
    code.parameterBytes = static_cast<std::uint32_t>(at + variable.bytes() + parameterGap);
    return PlacedVariable{&variable, at, variable.bytes()};
  };
  for (const ptx::Variable& variable : function.parameters) {
    code.parameters.push_back(function.isEntry ? placeParameter(variable) : placeLocal(variable));
  }
  for (const ptx::Variable& variable : function.returns) code.returns.push_back(placeLocal(variable));
  // Every variable of the body, in the order of `function.variables`; those of other spaces stay empty.
  for (const ptx::Variable& variable : function.variables) {
    const bool inFrame = variable.space == ptx::Space::local || variable.space == ptx::Space::param;
    code.locals.push_back(inFrame ? placeLocal(variable) : PlacedVariable{});
  }
  for (const ptx::Variable& variable : module_->variables) {
    if (variable.space == ptx::Space::local) code.locals.push_back(placeLocal(variable));
  }
  if (!function.isEntry) {
    code.locals.insert(code.locals.end(), code.parameters.begin(), code.parameters.end());
    code.locals.insert(code.locals.end(), code.returns.begin(), code.returns.end());
  }
  if (local > (std::uint64_t{512} << 10)) {
    throw Error("bad-ptx", "The function \"" + std::string(function.name) + "\" takes " + std::to_string(local) +
                               " bytes of local memory; a thread has at most 524288.");
  }
  code.localBytes = static_cast<std::uint32_t>(alignUp(local, 16));

  const ptx::FlowGraph graph(function);
  const RegisterRows placed = placeRegisters(function, graph, spareRows);
  code.rows = placed.rowCount;
  code.predicates = placed.predicateCount;
  if (code.rows > mostRows) {
    throw Error("bad-ptx", "Expected at most " + std::to_string(mostRows) + " registers alive at a time but \"" +
                               std::string(function.name) + "\" has " + std::to_string(code.rows) + ".");
  }
  for (auto* list : {&code.parameters, &code.returns}) {
    for (PlacedVariable& parameter : *list) {
      if (parameter.variable->space != ptx::Space::reg) continue;
      for (std::size_t i = 0; i < function.registers.size() && parameter.slot < 0; ++i) {
        if (function.registers[i].name == parameter.variable->name) parameter.slot = placed.rows[i];
      }
    }
  }
  Decoder decoder(*this, code, graph, placed.rows, placed.predicates, 0);
  code.ops.resize(function.instructions.size() + 1);
  std::vector<Decoder::Scope> scopes(1);
  for (const PlacedVariable& inFrame : code.locals) {
    const bool inBody = !function.variables.empty() && inFrame.variable >= function.variables.data() &&
                        inFrame.variable < function.variables.data() + function.variables.size();
    if (inFrame.variable && !inBody) scopes.back()[inFrame.variable->name] = &inFrame;
  }
  for (const ptx::Statement& statement : function.body) {
    switch (statement.kind) {
      case ptx::StatementKind::scopeOpen:
        scopes.push_back(scopes.back());
        break;
      case ptx::StatementKind::scopeClose:
        if (scopes.size() > 1) scopes.pop_back();
        break;
      case ptx::StatementKind::variable:
        if (code.locals[statement.index].variable) {
          scopes.back()[function.variables[statement.index].name] = &code.locals[statement.index];
        }
        break;
      case ptx::StatementKind::instruction: {
        Op& op = code.ops[statement.index];
        const ptx::Instruction& instruction = function.instructions[statement.index];
        decoder.enter(statement.index, scopes.back());
        if (!decodeInstruction(decoder, op)) op = unsupportedOp();
        op.instruction = statement.index;
        op.id = static_cast<std::uint32_t>(places_.size());
        places_.push_back({&code, statement.index});
        op.guard = instruction.guard == ptx::none ? noIndex : placed.predicates[instruction.guard];
        op.guardNegated = instruction.guardNegated;
        break;
      }
      default:
        break;
    }
  }
  Op& end = code.ops.back();
  end = returnOp();
  end.instruction = static_cast<std::uint32_t>(function.instructions.size());
}

}  // namespace warpsmith::sim
