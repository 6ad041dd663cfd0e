#pragma once

#include <cstdint>

#include "ptx/module.h"
#include "sim/op.h"

// The forms of the instructions that compute lane by lane. An opcode is taken apart into a Form; a Registry says which
// Forms there are and what executes them. An opcode whose Form is in no registry is not executed: modifiers are never
// ignored.
namespace warpsmith::sim {

#define WARPSMITH_OPERATIONS(each)                                                                                  \
  each(abs, "abs") each(add, "add") each(addc, "addc") each(bitAnd, "and") each(bfe, "bfe") each(bfi, "bfi")        \
      each(bfind, "bfind") each(bmsk, "bmsk") each(brev, "brev") each(clz, "clz") each(cnot, "cnot")                \
          each(copysign, "copysign") each(cos, "cos") each(cvt, "cvt") each(div, "div") each(dp2a, "dp2a")          \
              each(dp4a, "dp4a") each(ex2, "ex2") each(fma, "fma") each(fns, "fns") each(lg2, "lg2")                \
                  each(lop3, "lop3") each(mad, "mad") each(mad24, "mad24") each(madc, "madc") each(max, "max")      \
                      each(min, "min") each(mul, "mul") each(mul24, "mul24") each(neg, "neg") each(bitNot, "not")   \
                          each(bitOr, "or") each(popc, "popc") each(prmt, "prmt") each(rcp, "rcp") each(rem, "rem") \
                              each(rsqrt, "rsqrt") each(sad, "sad") each(set, "set") each(setp, "setp")             \
                                  each(shf, "shf") each(shl, "shl") each(shr, "shr") each(sin, "sin")               \
                                      each(slct, "slct") each(sqrt, "sqrt") each(sub, "sub") each(subc, "subc")     \
                                          each(szext, "szext") each(tanh, "tanh") each(testp, "testp")              \
                                              each(bitXor, "xor")

#define WARPSMITH_MODIFIERS(each)                                                                                     \
  each(rn, "rn") each(rz, "rz") each(rm, "rm") each(rp, "rp") each(rna, "rna") each(rni, "rni") each(rzi, "rzi")      \
      each(rmi, "rmi") each(rpi, "rpi") each(ftz, "ftz") each(sat, "sat") each(relu, "relu") each(nan, "NaN")         \
          each(xorsign, "xorsign") each(absolute, "abs") each(satfinite, "satfinite") each(approx, "approx")          \
              each(full, "full") each(cc, "cc") each(hi, "hi") each(lo, "lo") each(wide, "wide") each(clamp, "clamp") \
                  each(wrap, "wrap") each(left, "l") each(right, "r") each(shiftamt, "shiftamt") each(pack, "pack")   \
                      each(u16x2, "u16x2") each(s16x2, "s16x2") each(oob, "oob")

// At most one of an opcode's: a comparison, prmt's mode, testp's class.
#define WARPSMITH_SELECTORS(each)                                                                                      \
  each(eq, "eq") each(ne, "ne") each(lt, "lt") each(le, "le") each(gt, "gt") each(ge, "ge") each(ls, "ls") each(       \
      hs, "hs") each(equ, "equ") each(neu, "neu") each(ltu, "ltu") each(leu, "leu") each(gtu, "gtu") each(geu, "geu")  \
      each(num, "num") each(isNan, "nan") each(f4e, "f4e") each(b4e, "b4e") each(rc8, "rc8") each(ecl, "ecl")          \
          each(ecr, "ecr") each(rc16, "rc16") each(finite, "finite") each(infinite, "infinite") each(number, "number") \
              each(notanumber, "notanumber") each(normal, "normal") each(                                              \
                  subnormal,                                                                                           \
                  "subnormal") /* lo and hi are modifiers of other instructions; the parser turns them into these. */  \
      each(below, "") each(above, "")

#define WARPSMITH_ENUMERATOR(name, text) name,
enum class Operation : std::uint8_t { WARPSMITH_OPERATIONS(WARPSMITH_ENUMERATOR) };
enum class Modifier : std::uint8_t { WARPSMITH_MODIFIERS(WARPSMITH_ENUMERATOR) };
enum class Selector : std::uint8_t { WARPSMITH_SELECTORS(WARPSMITH_ENUMERATOR) none };
#undef WARPSMITH_ENUMERATOR

using Modifiers = std::uint64_t;
constexpr Modifiers bit(Modifier modifier) { return Modifiers{1} << static_cast<unsigned>(modifier); }
constexpr Modifiers bitIf(bool condition, Modifier modifier) { return condition ? bit(modifier) : 0; }

struct Form {
  Operation operation = Operation::add;
  Selector selector = Selector::none;
  ptx::Type types[3] = {ptx::Type::other, ptx::Type::other, ptx::Type::other};
  Modifiers modifiers = 0;
};

constexpr bool operator==(const Form& x, const Form& y) {
  return x.operation == y.operation && x.selector == y.selector && x.types[0] == y.types[0] &&
         x.types[1] == y.types[1] && x.types[2] == y.types[2] && x.modifiers == y.modifiers;
}

constexpr Form formOf(Operation operation, Modifiers modifiers, ptx::Type first = ptx::Type::other,
                      ptx::Type second = ptx::Type::other, ptx::Type third = ptx::Type::other) {
  return {operation, Selector::none, {first, second, third}, modifiers};
}
constexpr Form formOf(Operation operation, Selector selector, Modifiers modifiers, ptx::Type first = ptx::Type::other,
                      ptx::Type second = ptx::Type::other) {
  return {operation, selector, {first, second, ptx::Type::other}, modifiers};
}

// One lane's result. Operands are zero-extended, or the function takes their low bits; so is the result.
using LaneFunction = std::uint64_t (*)(std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t);

struct Entry {
  Form form;
  Handler run = nullptr;        // all lanes at once
  LaneFunction lane = nullptr;  // or one
  // Widths in bits of the result and of up to four sources, as the instruction says them. A result of 1 is a predicate,
  // one of 2 a pair of them.
  std::uint8_t result = 0;
  std::uint8_t sources[4] = {};
};

class Registry {
 public:
  virtual void put(const Entry& entry) = 0;

 protected:
  ~Registry() = default;
};

// What executes all lanes at once: the common forms, compiled for each kind of machine.
void putBaselineHandlers(Registry& registry);
void putAvx2Handlers(Registry& registry);

// What executes one lane at a time: every form.
void putIntegerLanes(Registry& registry);
void putBitLanes(Registry& registry);
void putFloat32Lanes(Registry& registry);
void putFloat64Lanes(Registry& registry);
void putHalfLanes(Registry& registry);
void putApproximateLanes(Registry& registry);
void putIntegerConversionLanes(Registry& registry);
void putFloatConversionLanes(Registry& registry);
void putPackConversionLanes(Registry& registry);
void putCompareLanes(Registry& registry);

}  // namespace warpsmith::sim
