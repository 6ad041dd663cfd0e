#include "ptx/module.h"

#include <algorithm>
#include <array>

#include "ptx/parse_type.h"

namespace warpsmith::ptx {
namespace {

struct TypeFacts {
  Type type;
  std::string_view name;
  std::uint32_t bytes;
};

// In the order of the enumeration.
constexpr std::array<TypeFacts, 28> types = {{
    {Type::pred, "pred", 4},       {Type::b8, "b8", 1},
    {Type::b16, "b16", 2},         {Type::b32, "b32", 4},
    {Type::b64, "b64", 8},         {Type::b128, "b128", 16},
    {Type::u8, "u8", 1},           {Type::u16, "u16", 2},
    {Type::u32, "u32", 4},         {Type::u64, "u64", 8},
    {Type::s8, "s8", 1},           {Type::s16, "s16", 2},
    {Type::s32, "s32", 4},         {Type::s64, "s64", 8},
    {Type::f16, "f16", 2},         {Type::f16x2, "f16x2", 4},
    {Type::bf16, "bf16", 2},       {Type::bf16x2, "bf16x2", 4},
    {Type::tf32, "tf32", 4},       {Type::f32, "f32", 4},
    {Type::f64, "f64", 8},         {Type::f32x2, "f32x2", 8},
    {Type::e4m3x2, "e4m3x2", 2},   {Type::e5m2x2, "e5m2x2", 2},
    {Type::texref, "texref", 8},   {Type::samplerref, "samplerref", 8},
    {Type::surfref, "surfref", 8}, {Type::other, "", 0},
}};

constexpr bool inOrder() {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Type::other); ++i) {
    if (types[i].type != static_cast<Type>(i)) return false;
  }
  return true;
}
static_assert(inOrder());

const TypeFacts& factsOf(Type type) { return types[static_cast<std::size_t>(type)]; }

}  // namespace

std::uint32_t bytesOf(Type type) { return factsOf(type).bytes; }

std::string_view nameOf(Type type) { return factsOf(type).name; }

Type typeNamed(std::string_view name) {
  const auto found =
      std::find_if(types.begin(), types.end(), [&](const TypeFacts& facts) { return facts.name == name; });
  return found == types.end() ? Type::other : found->type;
}

Space spaceNamed(std::string_view name) {
  if (name == "reg") return Space::reg;
  if (name == "global") return Space::global;
  if (name == "shared") return Space::shared;
  if (name == "local") return Space::local;
  if (name == "const") return Space::constant;
  if (name == "param") return Space::param;
  return Space::none;
}

std::uint32_t vectorNamed(std::string_view name) {
  if (name == "v2") return 2;
  if (name == "v4") return 4;
  if (name == "v8") return 8;
  return 1;
}

std::uint64_t Variable::elements() const {
  std::uint64_t product = 1;
  for (const std::int64_t count : shape) product *= static_cast<std::uint64_t>(count);
  return product;
}

std::uint64_t Variable::bytes() const { return elements() * vector * bytesOf(type); }

const Function* Module::function(std::string_view name) const {
  const Function* declaration = nullptr;
  for (const Function& candidate : functions) {
    if (candidate.name != name) continue;
    if (candidate.isDefined) return &candidate;
    if (declaration == nullptr) declaration = &candidate;
  }
  return declaration;
}

const Variable* Module::variable(std::string_view name) const {
  const Variable* declaration = nullptr;
  for (const Variable& candidate : variables) {
    if (candidate.name != name) continue;
    if (!candidate.isExtern) return &candidate;
    if (declaration == nullptr) declaration = &candidate;
  }
  return declaration;
}

}  // namespace warpsmith::ptx
