// Puts arbitrary text through the parser, the printer and the flow graph. A program of its own, for libFuzzer:
//
//   clang++-14 -std=c++17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -I native \
//     native/ptx/*.cc -o /tmp/fuzz_parse
//   /tmp/fuzz_parse -dict=native/ptx/fuzz_parse.dict -max_len=4096 -rss_limit_mb=2048 /tmp/corpus \
//     test/native/ptx/fuzz_corpus

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "error.h"
#include "ptx/flow_graph.h"
#include "ptx/parser.h"
#include "ptx/printer.h"

namespace {

using namespace warpsmith::ptx;

[[noreturn]] void report(const char* what, const std::string& first, const std::string& second) {
  std::fprintf(stderr, "%s\n=== first\n%s\n=== second\n%s\n", what, first.c_str(), second.c_str());
  std::abort();
}

void check(bool holds, const char* what, const std::string& text) {
  if (!holds) report(what, text, "");
}

// What every flow graph promises.
void checkGraph(const Function& function, const std::string& text) {
  const FlowGraph graph(function);
  check(graph.blockOf.size() == function.instructions.size(), "an instruction without a block", text);
  check(graph.loopHeads().size() == graph.blocks.size(), "a block that loopHeads() leaves out", text);
  for (std::uint32_t block = 0; block < graph.blocks.size(); ++block) {
    std::uint32_t at = block;
    for (std::size_t steps = 0; at != none; ++steps) {
      check(steps <= graph.blocks.size(), "post-dominators in a circle", text);
      at = graph.blocks[at].immediatePostDominator;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ParseLimits limits;
  limits.initialBytes = 1u << 20;
  std::shared_ptr<const Module> module;
  try {
    module = parse(std::string(reinterpret_cast<const char*>(data), size), limits);
  } catch (const warpsmith::Error&) {
    return -1;
  }
  const std::string printed = print(*module);
  try {
    const std::string again = print(*parse(printed, limits));
    if (again != printed) report("printing what was printed changes it", printed, again);
  } catch (const warpsmith::Error& error) {
    report(error.what(), module->text, printed);
  }
  for (const Function& function : module->functions) checkGraph(function, module->text);
  return 0;
}
