// Runs every form of the lane-by-lane instructions through the simulator, as PTX, and compares each lane with the
// form's own function of one lane. The common forms are executed by other code than that (all lanes at once), so this
// also says that both agree; and for all of them that operands, guards and constants go where they should.

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "ptx/module.h"
#include "sim/device.h"
#include "sim/exec/arithmetic/form.h"

namespace {

using namespace warpsmith;
using sim::Entry;
using sim::Form;
using sim::Operation;
using std::uint32_t;
using std::uint64_t;

constexpr unsigned threads = 64;

struct Collected final : sim::Registry {
  std::vector<Entry> entries;
  void put(const Entry& entry) override {
    for (Entry& known : entries) {
      if (known.form == entry.form) {
        known = entry;
        return;
      }
    }
    entries.push_back(entry);
  }
};

const char* const operationNames[] = {
#define WARPSMITH_TEXT(name, text) text,
    WARPSMITH_OPERATIONS(WARPSMITH_TEXT)};
const char* const modifierNames[] = {WARPSMITH_MODIFIERS(WARPSMITH_TEXT)};
const char* const selectorNames[] = {WARPSMITH_SELECTORS(WARPSMITH_TEXT)};
#undef WARPSMITH_TEXT

std::string opcodeOf(const Form& form) {
  std::string text = operationNames[static_cast<unsigned>(form.operation)];
  if (form.selector == sim::Selector::below) {
    text += ".lo";
  } else if (form.selector == sim::Selector::above) {
    text += ".hi";
  } else if (form.selector != sim::Selector::none) {
    text += std::string(".") + selectorNames[static_cast<unsigned>(form.selector)];
  }
  for (unsigned i = 0; i < sizeof modifierNames / sizeof modifierNames[0]; ++i) {
    if ((form.modifiers >> i & 1) != 0) text += std::string(".") + modifierNames[i];
  }
  for (const ptx::Type type : form.types) {
    if (type != ptx::Type::other) text += "." + std::string(ptx::nameOf(type));
  }
  return text;
}

std::string registerOf(char letter, unsigned bits) {
  return std::string("%") + letter + (bits == 64 ? "64" : bits == 32 ? "32" : "16");
}

// Where lanes read their operands and write the results of each entry: one 64-bit word a thread.
enum class Variant { plain, guarded, constant, inPlace };

constexpr unsigned variants = 4;
constexpr uint64_t untouched = 0xa5a5a5a5a5a5a5a5u;

unsigned countSources(const Entry& entry) {
  unsigned count = 0;
  while (count < 4 && entry.sources[count] != 0) ++count;
  return count;
}

// The constant that stands for b in Variant::constant; within every integer type's range, and a small float's bits.
constexpr uint64_t constantB = 0x35;

bool applies(const Entry& entry, Variant variant) {
  if (variant == Variant::constant) return countSources(entry) > 1;
  // Into the register of a; of predicates and other widths there is none.
  if (variant == Variant::inPlace) {
    const auto rounded = [](unsigned bits) { return bits < 16 ? 16u : bits; };
    return entry.result > 2 && rounded(entry.result) == rounded(entry.sources[0]);
  }
  return true;
}

std::string instructionOf(const Entry& entry, Variant variant) {
  const unsigned resultBits = entry.result;
  std::string destination = resultBits == 1   ? "%p"
                            : resultBits == 2 ? "%p|%q"
                                              : registerOf(variant == Variant::inPlace ? 'a' : 'd', resultBits);
  std::string text = variant == Variant::guarded ? "@%odd " : "";
  text += opcodeOf(entry.form) + " " + destination;
  for (unsigned i = 0; i < countSources(entry); ++i) {
    const bool constant = variant == Variant::constant && i == 1;
    text += ", ";
    if (constant && (entry.form.types[0] == ptx::Type::f32 || entry.form.types[1] == ptx::Type::f32) &&
        entry.sources[i] == 32) {
      text += "0f00000035";
    } else {
      text += constant ? std::to_string(constantB) : registerOf("abce"[i], entry.sources[i]);
    }
  }
  return text + ";\n";
}

// The result's 64-bit word: the register, or a bit for each predicate.
std::string storeOf(const Entry& entry, Variant variant, unsigned at) {
  const std::string address = " [%out+" + std::to_string(at) + "], ";
  if (entry.result <= 2) {
    return "selp.u64 %d64, 1, 0, %p; selp.u64 %t64, 2, 0, %q; or.b64 %d64, %d64, %t64; st.global.u64" + address +
           "%d64;\n";
  }
  const std::string from = registerOf(variant == Variant::inPlace ? 'a' : 'd', entry.result);
  if (entry.result == 64) return "st.global.u64" + address + from + ";\n";
  // Sixteen bits are taken from the register that the result went to, unwidened.
  const std::string type = entry.result == 32 ? "u32" : "u16";
  return "cvt.u64." + type + " %t64, " + from + "; st.global.u64" + address + "%t64;\n";
}

// Every instruction finds the operands as they were loaded, and the destinations the same.
std::string reset() {
  std::string text = "setp.ne.u32 %p, 0, 0; setp.ne.u32 %q, 0, 0; mov.u64 %d64, " + std::to_string(untouched) + ";\n";
  text += "mov.b32 %d32, 0xa5a5a5a5; mov.b16 %d16, 0xa5a5;\n";
  return text + "mov.b64 %a64, %savedA; cvt.u32.u64 %a32, %a64; cvt.u16.u64 %a16, %a64;\n";
}

struct Case {
  const Entry* entry;
  Variant variant;
};

std::string kernelOf(const std::vector<Case>& cases) {
  std::string text =
      ".version 9.0\n.target sm_90a\n.address_size 64\n"
      ".visible .entry kernel(.param .u64 in, .param .u64 out)\n{\n"
      ".reg .b64 %in, %out, %at, %savedA, %t64;\n.reg .b32 %thread;\n.reg .pred %p, %q, %odd;\n";
  for (const char letter : {'a', 'b', 'c', 'd', 'e'}) {
    text += ".reg .b64 " + registerOf(letter, 64) + "; .reg .b32 " + registerOf(letter, 32) + "; .reg .b16 " +
            registerOf(letter, 16) + ";\n";
  }
  text +=
      "ld.param.u64 %in, [in]; ld.param.u64 %out, [out]; mov.u32 %thread, %tid.x;\n"
      "and.b32 %d32, %thread, 5; setp.eq.u32 %odd, %d32, 1;\n"
      "mul.wide.u32 %at, %thread, 32; add.u64 %in, %in, %at;\n"
      "mul.wide.u32 %at, %thread, " +
      std::to_string(cases.size() * 8) + "; add.u64 %out, %out, %at;\n";
  unsigned offset = 0;
  for (const char letter : {'a', 'b', 'c', 'e'}) {
    const std::string wide = registerOf(letter, 64);
    text += "ld.global.u64 " + wide + ", [%in+" + std::to_string(offset) + "]; cvt.u32.u64 " + registerOf(letter, 32) +
            ", " + wide + "; cvt.u16.u64 " + registerOf(letter, 16) + ", " + wide + ";\n";
    offset += 8;
  }
  text += "mov.b64 %savedA, %a64;\n";
  unsigned at = 0;
  for (const Case& one : cases) {
    text += reset() + instructionOf(*one.entry, one.variant);
    text += storeOf(*one.entry, one.variant, at);
    at += 8;
  }
  return text + "ret;\n}\n";
}

uint64_t masked(uint64_t value, unsigned bits) { return bits >= 64 ? value : value & ((uint64_t{1} << bits) - 1); }

// Operands as a thread has them: special patterns and random ones, of all widths at once.
uint64_t patternOf(uint64_t& state) {
  static constexpr uint64_t special[] = {
      0,
      1,
      ~uint64_t{0},
      0x8000000080008000u,
      0x7fffffff7fff7fffu,
      0x7ff000007f807c00u,
      0xfff00000ff80fc00u,
      0x7ff8000000000000u,
      0x000000007fc07e00u,
      0x3ff000003f803c00u,
      0xbff00000bf80bc00u,
      0x0000000100010001u,
      0x0010000000800400u,
      0x800000008000007fu,
      0x41dfffffffc00000u,
      0x41e0000000000000u,
      0x4f0000004f00u,
      0x43e000005f00u,
      0x000fffff007f03ffu,
      0x7fefffff7f7f7bffu,
      31,
      32,
      33,
      64,
      0x1f,
      0x400921fb40490fdbu,
  };
  constexpr unsigned count = sizeof special / sizeof special[0];
  state = state * 6364136223846793005u + 1442695040888963407u;
  const uint64_t random = state ^ state >> 29;
  const unsigned kind = static_cast<unsigned>(random >> 7) % 8;
  if (kind < 3) return special[(random >> 20) % count];
  if (kind < 4) return random >> 58;  // a small number
  return random * 0x9e3779b97f4a7c15u;
}

bool isNanOf(uint64_t bits, unsigned width) {
  if (width == 64) return (bits & 0x7fffffffffffffffu) > 0x7ff0000000000000u;
  return width == 32 && (bits & 0x7fffffffu) > 0x7f800000u;
}

unsigned failures = 0;
void fail(const Case& one, unsigned thread, uint64_t got, uint64_t wanted, const uint64_t* operands) {
  if (++failures > 40) return;
  std::printf("%s variant %u thread %u: got %llx, wanted %llx (a %llx b %llx c %llx)\n",
              opcodeOf(one.entry->form).c_str(), static_cast<unsigned>(one.variant), thread,
              static_cast<unsigned long long>(got), static_cast<unsigned long long>(wanted),
              static_cast<unsigned long long>(operands[0]), static_cast<unsigned long long>(operands[1]),
              static_cast<unsigned long long>(operands[2]));
}

void check(sim::Device& device, const std::vector<Case>& cases, const std::vector<uint64_t>& operands) {
  auto module = device.load(kernelOf(cases));
  auto in = device.allocate(operands.size() * 8);
  std::vector<uint64_t> results(threads * cases.size());
  auto out = device.allocate(results.size() * 8);
  sim::Launch launch;
  launch.kernel = module->kernel("kernel");
  launch.block = {threads, 1, 1};
  launch.arguments = {sim::PointerArgument{in, 0}, sim::PointerArgument{out, 0}};
  launch.guarded = true;
  launch.buffers = {{in, "in", false}, {out, "out", true}};
  const std::vector<sim::Command> commands{sim::Upload{in, 0, operands.data(), operands.size() * 8}, launch,
                                           sim::Download{out, 0, results.data(), results.size() * 8}};
  const sim::RunReport report = device.run(commands, {}, std::atomic<bool>(false));
  for (const sim::Finding& finding : report.findings) {
    ++failures;
    std::printf("%s: %s\n", finding.instruction.c_str(), finding.message.c_str());
  }
  if (!report.findings.empty()) return;
  for (unsigned thread = 0; thread < threads; ++thread) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Entry& entry = *cases[i].entry;
      const uint64_t* of = &operands[thread * 4];
      uint64_t sources[4] = {of[0], of[1], of[2], of[3]};
      if (cases[i].variant == Variant::constant) sources[1] = constantB;
      for (unsigned s = 0; s < 4; ++s) sources[s] = masked(sources[s], entry.sources[s] < 16 ? 16 : entry.sources[s]);
      uint64_t wanted = entry.lane(sources[0], sources[1], sources[2], sources[3]);
      const bool isPredicate = entry.result <= 2;
      // A pair's second is the first's negation, of single comparisons that have no second it stays clear.
      const bool skipped = cases[i].variant == Variant::guarded && (thread & 5) != 1;
      if (skipped) wanted = isPredicate ? 0 : masked(untouched, entry.result < 16 ? 16 : entry.result);
      if (!skipped && entry.form.operation == Operation::cvt && entry.result == 8 &&
          entry.form.types[0] == ptx::Type::s8) {
        wanted = masked(static_cast<uint64_t>(static_cast<std::int64_t>(static_cast<signed char>(wanted))), 16);
      }
      const uint64_t got = results[thread * cases.size() + i];
      if (got != wanted && !(isNanOf(got, entry.result) && isNanOf(wanted, entry.result))) {
        fail(cases[i], thread, got, wanted, of);
      }
    }
  }
}

}  // namespace

int main() {
  Collected collected;
  sim::putIntegerLanes(collected);
  sim::putBitLanes(collected);
  sim::putFloat32Lanes(collected);
  sim::putFloat64Lanes(collected);
  sim::putHalfLanes(collected);
  sim::putApproximateLanes(collected);
  sim::putIntegerConversionLanes(collected);
  sim::putFloatConversionLanes(collected);
  sim::putPackConversionLanes(collected);
  sim::putCompareLanes(collected);
  sim::DeviceOptions options;
  options.memoryBytes = std::size_t{256} << 20;
  sim::Device device(options);
  uint64_t state = 7;
  std::vector<uint64_t> operands(threads * 4);
  for (std::size_t i = 0; i < operands.size(); ++i) operands[i] = patternOf(state);
  std::vector<Case> cases;
  for (const Entry& entry : collected.entries) {
    for (unsigned v = 0; v < variants; ++v) {
      const auto variant = static_cast<Variant>(v);
      if (applies(entry, variant)) cases.push_back({&entry, variant});
    }
  }
  constexpr std::size_t together = 500;
  for (std::size_t i = 0; i < cases.size(); i += together) {
    const auto first = cases.begin() + static_cast<std::ptrdiff_t>(i);
    const auto last = i + together < cases.size() ? first + static_cast<std::ptrdiff_t>(together) : cases.end();
    check(device, {first, last}, operands);
  }
  if (failures != 0) {
    std::printf("%u failures\n", failures);
    return 1;
  }
  std::printf("passed: %zu forms, %zu cases\n", collected.entries.size(), cases.size());
  return 0;
}
