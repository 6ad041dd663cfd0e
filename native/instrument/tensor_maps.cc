#include "instrument/tensor_maps.h"

namespace warpsmith::instrument {

std::uint32_t mapParameter(const FunctionPlan& plan, const ptx::Operand& operand) {
  const ptx::Function& function = plan.function();
  const ptx::Operand& base = operand.kind == ptx::OperandKind::address ? operand.elements[0] : operand;
  const Origin origin = plan.origins().origin(base);
  if (!function.isEntry || origin.kind != OriginKind::symbol) return noParameter;
  for (std::uint32_t i = 0; i < function.parameters.size(); ++i) {
    if (&function.parameters[i] == origin.symbol) return i;
  }
  return noParameter;
}

std::string loadMap(FunctionPlan& plan, std::uint32_t parameter, BoundKind kind, std::uint32_t offset,
                    const std::string& into) {
  Bound bound{};
  bound.kernel = std::string(plan.function().name);
  bound.parameter = parameter;
  bound.kind = kind;
  return plan.module().loadBound(bound, offset, into);
}

}  // namespace warpsmith::instrument
