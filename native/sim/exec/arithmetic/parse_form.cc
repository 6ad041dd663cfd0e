#include "sim/exec/arithmetic/parse_form.h"

#include <string_view>
#include <unordered_map>

namespace warpsmith::sim {

namespace {

using ptx::Type;

const std::unordered_map<std::string_view, Operation>& operations() {
#define WARPSMITH_PAIR(name, text) {text, Operation::name},
  static const std::unordered_map<std::string_view, Operation> byName{WARPSMITH_OPERATIONS(WARPSMITH_PAIR)};
#undef WARPSMITH_PAIR
  return byName;
}

const std::unordered_map<std::string_view, Modifier>& modifiers() {
#define WARPSMITH_PAIR(name, text) {text, Modifier::name},
  static const std::unordered_map<std::string_view, Modifier> byName{WARPSMITH_MODIFIERS(WARPSMITH_PAIR)};
#undef WARPSMITH_PAIR
  return byName;
}

const std::unordered_map<std::string_view, Selector>& selectors() {
#define WARPSMITH_PAIR(name, text) {text, Selector::name},
  static const std::unordered_map<std::string_view, Selector> byName{WARPSMITH_SELECTORS(WARPSMITH_PAIR)};
#undef WARPSMITH_PAIR
  return byName;
}

const std::unordered_map<std::string_view, Type>& types() {
  static const auto byName = [] {
    std::unordered_map<std::string_view, Type> names;
    for (unsigned i = 0; i < static_cast<unsigned>(Type::other); ++i) {
      const auto type = static_cast<Type>(i);
      names.emplace(ptx::nameOf(type), type);
    }
    return names;
  }();
  return byName;
}

bool isFloat(Type type) {
  switch (type) {
    case Type::f16:
    case Type::f16x2:
    case Type::bf16:
    case Type::bf16x2:
    case Type::f32:
    case Type::f64:
      return true;
    default:
      return false;
  }
}

constexpr Modifiers roundings = bit(Modifier::rn) | bit(Modifier::rz) | bit(Modifier::rm) | bit(Modifier::rp);

// Where a rounding may be left out it is to nearest even.
void addImpliedRounding(Form& form) {
  const bool mayLack = form.operation == Operation::add || form.operation == Operation::sub ||
                       form.operation == Operation::mul ||
                       (form.operation == Operation::mad && form.types[0] == Type::f32);
  if (mayLack && isFloat(form.types[0]) && (form.modifiers & roundings) == 0) form.modifiers |= bit(Modifier::rn);
}

using Key = std::uint64_t;

Key keyOf(const Form& form) {
  static_assert(static_cast<unsigned>(Type::other) < 32, "a type takes five bits");
  Key key = form.modifiers;
  for (const Type type : form.types) key = key << 5 | static_cast<Key>(type);
  key = key << 6 | static_cast<Key>(form.selector);
  return key << 6 | static_cast<Key>(form.operation);
}

class Table final : public Registry {
 public:
  void put(const Entry& entry) override { entries_.insert_or_assign(keyOf(entry.form), entry); }
  const Entry* find(const Form& form) const {
    const auto found = entries_.find(keyOf(form));
    return found == entries_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<Key, Entry> entries_;
};

Table makeHandlers() {
  Table table;
  const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                       __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                       __builtin_cpu_supports("popcnt");
  if (hasAvx2) {
    putAvx2Handlers(table);
  } else {
    putBaselineHandlers(table);
  }
  return table;
}

Table makeLanes() {
  Table table;
  putIntegerLanes(table);
  putBitLanes(table);
  putFloat32Lanes(table);
  putFloat64Lanes(table);
  putHalfLanes(table);
  putApproximateLanes(table);
  putIntegerConversionLanes(table);
  putFloatConversionLanes(table);
  putPackConversionLanes(table);
  putCompareLanes(table);
  return table;
}

}  // namespace

bool parseForm(const Decoder& decoder, ParsedForm& parsed) {
  const auto& parts = decoder.parts();
  const auto operation = operations().find(parts.front());
  if (operation == operations().end()) return false;
  Form& form = parsed.form;
  form.operation = operation->second;
  const bool compares = form.operation == Operation::setp || form.operation == Operation::set;
  std::size_t typeCount = 0;
  const auto select = [&form](Selector selector) {
    if (form.selector != Selector::none) return false;
    form.selector = selector;
    return true;
  };
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view part = parts[i];
    if (const auto type = types().find(part); type != types().end()) {
      if (typeCount == 3) return false;
      form.types[typeCount++] = type->second;
    } else if (part == "and" || part == "or" || part == "xor") {
      if ((!compares && form.operation != Operation::lop3) || parsed.combination != Combination::none) return false;
      parsed.combination = part == "and"  ? Combination::conjunction
                           : part == "or" ? Combination::disjunction
                                          : Combination::exclusive;
    } else if (compares && (part == "lo" || part == "hi")) {
      if (!select(part == "lo" ? Selector::below : Selector::above)) return false;
    } else if (const auto modifier = modifiers().find(part); modifier != modifiers().end()) {
      if ((form.modifiers & bit(modifier->second)) != 0) return false;
      form.modifiers |= bit(modifier->second);
    } else if (const auto selector = selectors().find(part); selector != selectors().end()) {
      if (!select(selector->second)) return false;
    } else {
      return false;
    }
  }
  addImpliedRounding(form);
  return true;
}

const Entry* findHandler(const Form& form) {
  static const Table table = makeHandlers();
  return table.find(form);
}

const Entry* findLane(const Form& form) {
  static const Table table = makeLanes();
  return table.find(form);
}

OpClass classOf(const Form& form) {
  switch (form.operation) {
    case Operation::cvt:
      return OpClass::conversion;
    case Operation::cos:
    case Operation::ex2:
    case Operation::lg2:
    case Operation::rsqrt:
    case Operation::sin:
    case Operation::tanh:
      return OpClass::special;
    case Operation::bitAnd:
    case Operation::bitOr:
    case Operation::bitXor:
    case Operation::bitNot:
    case Operation::bfe:
    case Operation::bfi:
    case Operation::bfind:
    case Operation::bmsk:
    case Operation::brev:
    case Operation::clz:
    case Operation::cnot:
    case Operation::fns:
    case Operation::lop3:
    case Operation::popc:
    case Operation::prmt:
    case Operation::shf:
    case Operation::shl:
    case Operation::shr:
    case Operation::szext:
      return OpClass::bits;
    default:
      break;
  }
  if ((form.modifiers & (bit(Modifier::approx) | bit(Modifier::full))) != 0) return OpClass::special;
  // The sources' type: of set the second.
  switch (form.operation == Operation::set ? form.types[1] : form.types[0]) {
    case Type::f16:
    case Type::f16x2:
    case Type::bf16:
    case Type::bf16x2:
      return OpClass::float16;
    case Type::f32:
      return OpClass::float32;
    case Type::f64:
      return OpClass::float64;
    default:
      return OpClass::integer;
  }
}

}  // namespace warpsmith::sim
