#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// A PTX module as data. Names follow the PTX ISA. All string_views point into `Module::text` or `Module::names`, so a
// module is moved by handle (`std::shared_ptr<const Module>`), never copied.
//
// Every instruction is kept, known or not: its opcode as written and its operands by their shape alone. What the
// operands mean is for the reader of one instruction to say.
namespace warpsmith::ptx {

enum class Type : std::uint8_t {
  pred,
  b8,
  b16,
  b32,
  b64,
  b128,
  u8,
  u16,
  u32,
  u64,
  s8,
  s16,
  s32,
  s64,
  f16,
  f16x2,
  bf16,
  bf16x2,
  tf32,
  f32,
  f64,
  f32x2,
  e4m3x2,
  e5m2x2,
  texref,
  samplerref,
  surfref,
  other,
};

// Bytes of one element: 4 for a predicate's register, 0 for `other`.
std::uint32_t bytesOf(Type type);
// The type's name in PTX, without the dot.
std::string_view nameOf(Type type);

enum class Space : std::uint8_t { none, reg, global, shared, local, constant, param };

// No index. (Declared after Space, whose own `none` would shadow it for -Wshadow.)
constexpr std::uint32_t none = 0xffffffffu;

// One place in a source file. `inlinedAt` indexes Module::locations: the call that this place was inlined into.
struct Location {
  std::uint32_t file = 0;  // as in .file
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t inlinedAt = none;
  // As after function_name: the label in .debug_str that names the inlined function, with its offset.
  std::string_view functionName;
};

struct SourceFile {
  std::uint32_t number = 0;
  std::string_view name;
};

// Of a range such as %r<100> only those exist that an instruction names, in the order in which they are first named.
struct Register {
  std::string_view name;  // with the leading %, where it has one
  Type type = Type::other;
  std::uint8_t elements = 1;  // 2, 4 or 8 for a vector register (.v2, .v4, .v8)
};

enum class OperandKind : std::uint8_t {
  reg,      // %r1; `index` is the register of the function, `text` a selector of a part: "b0" of %r1.b0
  special,  // %tid.x, %laneid, %clock64, WARP_SZ; `text` is the whole name
  symbol,   // a variable or function; `text`, `value` for sym+value, `index` the function's variable if it is one
  label,    // `index` is the label of the function
  integer,  // `value`: two's complement, sign-extended
  real32,   // 0f…: `value` holds the 32 bits
  real64,   // 0d… and decimal: `value` holds the 64 bits
  address,  // [base+value] or [value] or [base, {coords}] …: `elements` are the parts, the base first; see below
  vector,   // {a, b, …}: `elements`
  list,     // (a, b, …) of call: `elements`
  pair,     // d|p: two `elements`
  sink,     // _
};

// An address [x+8] has one element x (register, symbol or integer) and `value` 8. A tensor address
// [map, {c0, c1}] has two: x and a vector. [x+8], [y] with `unified` and the like stay separate operands. The text of
// [x].unified is "unified".
struct Operand {
  OperandKind kind = OperandKind::sink;
  bool negated = false;    // !%p1, and -%r1 of the video instructions: there `value` is -1
  std::uint8_t component;  // of a vector register: 0 none, else 1 + index of .x .y .z .w
  bool hasOffset =
      false;  // of an address or symbol: +value is written out, if only as +0, which unoptimised code depends on
  std::uint32_t index = none;
  std::int64_t value = 0;
  std::string_view text;
  std::vector<Operand> elements;

  Operand() : component(0) {}
};

struct Instruction {
  std::string_view opcode;     // whole: "ld.global.v4.f32"
  std::uint32_t guard = none;  // register of @%p
  bool guardNegated = false;   // @!%p
  std::uint32_t location = none;
  std::uint32_t textLine = 0;  // line of the PTX text, from 1
  std::vector<Operand> operands;
};

struct Variable {
  std::string_view name;
  Space space = Space::none;
  Type type = Type::other;
  std::uint32_t vector = 1;         // 2, 4 or 8 for .v2, .v4, .v8
  std::uint32_t alignment = 0;      // 0: the type's own
  std::vector<std::int64_t> shape;  // [] for a scalar; 0 for an open dimension ([])
  bool isExtern = false;
  bool isVisible = false;
  bool isWeak = false;
  bool isCommon = false;
  bool isPointer = false;  // .ptr of a kernel parameter
  Space pointerSpace = Space::none;
  std::uint32_t pointerAlignment = 0;
  // .attribute(.managed), the bank of .const[2] and what else is not understood, as written, in order.
  std::vector<std::string_view> attributes;
  // Bytes of the initial value, zero-filled to the size; empty when there is none.
  std::vector<std::uint8_t> initial;
  // Places in `initial` that hold the address of a symbol (generic or not).
  struct Reference {
    std::uint64_t offset = 0;
    std::string_view symbol;
    std::int64_t addend = 0;
    bool generic = false;
    std::uint32_t bytes = 8;
    std::uint32_t shift = 0;  // 0xFF0000(sym) picks a byte: how far it is shifted right
  };
  std::vector<Reference> references;
  // The initial state of a texture, sampler or surface, as written with its braces.
  std::string_view state;

  std::uint64_t elements() const;  // product of the shape, 1 for a scalar
  std::uint64_t bytes() const;     // elements() * vector * bytesOf(type); 0 for an open array
};

struct Label {
  std::string_view name;
  std::uint32_t target = none;  // index of the next instruction; instructions.size() at the end
  // For `name: .branchtargets L0, L1;` and `.calltargets`: the names listed; for `.callprototype`: the text.
  std::vector<std::string_view> targets;
  // Of .branchtargets: the labels that `targets` names.
  std::vector<std::uint32_t> targetLabels;
  std::string_view prototype;
};

// What stands in a body, in order. `index` is of the instruction, label, variable or location; none otherwise.
enum class StatementKind : std::uint8_t {
  instruction,
  label,
  variable,
  registers,
  scopeOpen,
  scopeClose,
  location,
  directive
};
struct Statement {
  StatementKind kind = StatementKind::instruction;
  std::uint32_t index = none;
  std::string_view text;  // of a directive or register declaration, as written
};

struct Directive {
  std::string_view name;  // "maxntid", without the dot; "attribute" for what stands before the function's name
  std::vector<std::int64_t> values;
  std::string_view text;  // whole, as written
};

struct Function {
  std::string_view name;
  bool isEntry = false;
  bool isVisible = false;
  bool isExtern = false;
  bool isWeak = false;
  bool isDefined = false;  // has a body
  bool noReturn = false;
  std::vector<Variable> returns;
  std::vector<Variable> parameters;
  std::vector<Directive> directives;  // between the parameters and the body: maxntid, reqntid, minnctapersm, …
  std::vector<Register> registers;    // of all scopes; two scopes' registers of one name are two registers
  std::vector<Variable> variables;    // .local, .shared, .param and .const declared in the body
  std::vector<Label> labels;
  std::vector<Instruction> instructions;
  std::vector<Statement> body;
};

// What stands at module scope, in order: what is named comes after its declaration.
enum class TopLevelKind : std::uint8_t { variable, function, other };
struct TopLevel {
  TopLevelKind kind = TopLevelKind::other;
  std::uint32_t index = 0;
};

struct Module {
  std::string text;
  std::deque<std::string> names;  // what the text does not spell out: variables declared as a range (x<4>)
  std::uint32_t versionMajor = 0;
  std::uint32_t versionMinor = 0;
  std::string_view target;  // as written: "sm_90a" or "sm_90a, debug"
  std::uint32_t addressBits = 64;
  std::vector<SourceFile> files;
  std::vector<Location> locations;
  std::vector<Variable> variables;  // module scope: .global, .shared, .const
  std::vector<Function> functions;  // declarations too
  // What stands at module scope besides, as written and in order (.section … , .alias, .pragma, .file).
  std::vector<std::string_view> others;
  std::vector<TopLevel> order;

  const Function* function(std::string_view name) const;  // the definition where there is one
  const Variable* variable(std::string_view name) const;
};

}  // namespace warpsmith::ptx
