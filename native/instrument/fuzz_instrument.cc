// Instruments arbitrary PTX in both modes. What comes out must parse again, with the same kernels in it. A program of
// its own, for libFuzzer:
//
//   clang++-14 -std=c++17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -I native \
//     $(ls native/instrument/*.cc native/ptx/*.cc | grep -v /fuzz_parse) -o /tmp/fuzz_instrument
//   /tmp/fuzz_instrument -dict=native/ptx/fuzz_parse.dict -max_len=4096 -rss_limit_mb=2048 /tmp/corpus \
//     test/native/ptx/fuzz_corpus

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "error.h"
#include "instrument/instrument.h"
#include "ptx/parser.h"

namespace {

using namespace warpsmith;

constexpr std::size_t mostBytes = 1u << 16;

void instrumentOnce(const std::string& text, const ptx::Module& before, instrument::Mode mode) {
  instrument::Options options;
  options.mode = mode;
  options.ranges = 2;
  for (const ptx::Function& function : before.functions) {
    if (function.isEntry) options.kernels[std::string(function.name)] = {256, 1, 1024, {0, 1}};
  }
  std::string result;
  try {
    result = instrument::instrument(text, options).ptx;
  } catch (const warpsmith::Error&) {
    return;
  }
  try {
    const auto after = ptx::parse(result);
    for (const ptx::Function& function : before.functions) {
      if (after->function(function.name) != nullptr) continue;
      std::fprintf(stderr, "a function was lost\n");
      std::abort();
    }
  } catch (const warpsmith::Error& error) {
    std::fprintf(stderr, "%s\n=== before\n%s\n=== after\n%s\n", error.what(), text.c_str(), result.c_str());
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > mostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::shared_ptr<const ptx::Module> module;
  try {
    module = ptx::parse(text);
  } catch (const warpsmith::Error&) {
    return 0;
  }
  instrumentOnce(text, *module, instrument::Mode::screen);
  instrumentOnce(text, *module, instrument::Mode::precise);
  return 0;
}
