// Looks for the abilities of arbitrary PTX. What is found must have its place in the text, and the same text must give
// the same again. A program of its own, for libFuzzer:
//
//   clang++-14 -std=c++17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -I native \
//     $(ls native/abilities/*.cc native/instrument/touch*.cc native/ptx/*.cc | grep -v -e fuzz_parse) -o
//     /tmp/fuzz_abilities
//   /tmp/fuzz_abilities -dict=native/ptx/fuzz_parse.dict -max_len=4096 -rss_limit_mb=2048 -timeout=10 /tmp/corpus \
//     test/native/ptx/fuzz_corpus

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "abilities/ability.h"
#include "error.h"
#include "ptx/parser.h"

namespace {

using namespace warpsmith;

constexpr std::size_t mostBytes = 1u << 16;

[[noreturn]] void report(const char* what, const std::string& text) {
  std::fprintf(stderr, "%s\n=== text\n%s\n", what, text.c_str());
  std::abort();
}

bool isSame(const abilities::Ability& a, const abilities::Ability& b) {
  return a.kind == b.kind && a.kernel == b.kernel && a.line == b.line && a.instruction == b.instruction &&
         a.subject == b.subject && a.reaches == b.reaches && a.reachesLine == b.reachesLine;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > mostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::shared_ptr<const ptx::Module> module;
  try {
    module = ptx::parse(text);
  } catch (const Error&) {
    return 0;
  }
  abilities::Options options;
  options.alignment = 32;
  for (const ptx::Function& function : module->functions) {
    if (function.isEntry) options.kernels[std::string(function.name)] = {{0, 1}, {2}};
  }
  const std::vector<abilities::Ability> found = abilities::abilitiesOf(text, options);
  const std::vector<abilities::Ability> again = abilities::abilitiesOf(text, options);
  if (found.size() != again.size()) report("another number of abilities", text);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!isSame(found[i], again[i])) report("another ability", text);
    if (options.kernels.count(found[i].kernel) == 0) report("a kernel that is none of the plan's", text);
    if (found[i].instruction.empty()) report("an ability without an instruction", text);
  }
  return 0;
}
