#include "abilities/ability.h"

#include <algorithm>

#include "ptx/parser.h"
#include "ptx/source_place.h"

namespace warpsmith::abilities {

const char* nameOf(AbilityKind kind) {
  switch (kind) {
    case AbilityKind::moduleState:
      return "module-state";
    case AbilityKind::moduleConstants:
      return "module-constants";
    case AbilityKind::clock:
      return "clock";
    case AbilityKind::specialRegister:
      return "special-register";
    case AbilityKind::gridBarrier:
      return "grid-barrier";
    case AbilityKind::addressBits:
      return "address-bits";
    case AbilityKind::uninitialised:
      return "uninitialised";
    case AbilityKind::undefinedRegister:
      return "undefined-register";
    case AbilityKind::deviceLaunch:
      return "device-launch";
    case AbilityKind::externalCall:
      return "external-call";
    case AbilityKind::print:
      return "printf";
    case AbilityKind::heap:
      return "heap";
    case AbilityKind::spin:
      return "spin";
    case AbilityKind::sleep:
      return "sleep";
    case AbilityKind::l2Persisting:
      return "l2-persisting";
    case AbilityKind::l2Discard:
      return "l2-discard";
    case AbilityKind::l2Hint:
      return "l2-hint";
    case AbilityKind::tensorMapWrite:
      return "tensor-map-write";
    case AbilityKind::dependentLaunch:
      return "dependent-launch";
  }
  return "";
}

std::uint32_t Findings::lineOf(const Place& place) const {
  const ptx::Function& function = *reach_.functions()[place.function];
  return ptx::sourcePlace(module_, function.instructions[place.instruction]).line;
}

Ability* Findings::add(AbilityKind kind, const Place& place, std::string_view subject) {
  // More tell nobody anything.
  constexpr std::size_t most = 1000;
  const ptx::Instruction& instruction = reach_.functions()[place.function]->instructions[place.instruction];
  const ptx::SourcePlace source = ptx::sourcePlace(module_, instruction);
  const std::string_view kernel = reach_.functions()[reach_.kernelOf(place.function)]->name;
  const bool isKnown = std::any_of(list_.begin(), list_.end(), [&](const Ability& other) {
    return other.kind == kind && other.kernel == kernel && other.line == source.line && other.subject == subject;
  });
  if (isKnown || list_.size() >= most) return nullptr;
  Ability ability;
  ability.kind = kind;
  ability.kernel = kernel;
  ability.file = source.file;
  ability.line = source.line;
  ability.instruction = instruction.opcode;
  ability.subject = subject;
  list_.push_back(std::move(ability));
  return &list_.back();
}

std::vector<Ability> abilitiesOf(const std::string& ptx, const Options& options) {
  const std::shared_ptr<const ptx::Module> module = ptx::parse(ptx);
  std::vector<std::string> kernels;
  for (const auto& [symbol, use] : options.kernels) kernels.push_back(symbol);
  const Reach reach(*module, kernels);
  const auto alignedBits = static_cast<std::uint8_t>(options.alignment == 0 ? 0 : __builtin_ctzll(options.alignment));
  const Flow flow(*module, reach, options.kernels, alignedBits);
  Findings findings(*module, reach);
  findState(reach, flow, findings);
  findSources(reach, flow, findings);
  findInstructions(reach, *module, findings);
  findSpins(reach, flow, findings);
  findUninitialised(reach, flow, findings);
  return findings.take();
}

}  // namespace warpsmith::abilities
