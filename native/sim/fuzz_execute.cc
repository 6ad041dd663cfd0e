// libFuzzer entry: loads any text as PTX and runs its first kernel, strict findings on. Whatever the text says, it must
// end within the limits set, with findings or an Error, and touch nothing but the simulator's own memory.
//
//   clang++-14 -std=c++17 -O1 -g -ffp-contract=off -fsanitize=fuzzer,address,undefined
//     -fno-sanitize-recover=undefined -I native $(find native/sim native/ptx -name '*.cc' ! -name fuzz_parse.cc)
//     -lpthread -o /tmp/fuzz_execute
//   /tmp/fuzz_execute -max_len=6000 -rss_limit_mb=2500 -timeout=20 /tmp/corpus test/native/sim/fuzz_corpus
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "sim/device.h"
#include "sim/program.h"

namespace {

using namespace warpsmith::sim;

constexpr std::size_t bufferBytes = 1024;

Launch launchOf(const std::shared_ptr<Module>& module, const std::string& name, Device& device) {
  Launch launch;
  launch.kernel = module->kernel(name);
  launch.grid = {2, 1, 1};
  const std::uint32_t most = launch.kernel->maxThreadsPerBlock();
  // Clusters, whole warpgroups and tensor maps where the text looks as if it had a use for them.
  const auto names = [&](std::string_view word) { return module->ptx().text.find(word) != std::string::npos; };
  const std::uint32_t threads = names("wgmma") ? 128 : 40;
  launch.block = {std::min(most, threads), 1, 1};
  if (names("cluster")) launch.cluster = {2, 1, 1};
  launch.sharedBytes = 256;
  launch.guarded = true;
  bool writable = false;
  for (const std::uint32_t bytes : launch.kernel->parameterBytes()) {
    if (bytes == 128) {
      TensorMap map;
      map.allocation = device.allocate(bufferBytes);
      map.shape = {16, 16};
      map.stridesBytes = {64};
      map.box = {8, 4};
      map.elementStrides = {1, 1};
      map.type = 2;
      map.swizzle = 1;
      launch.buffers.push_back({map.allocation, "map", true});
      launch.arguments.emplace_back(std::move(map));
      continue;
    }
    if (bytes != sizeof(std::uint64_t)) {
      launch.arguments.emplace_back(std::vector<std::uint8_t>(bytes, 3));
      continue;
    }
    auto memory = device.allocate(bufferBytes);
    if (!writable) {
      for (std::size_t i = 0; i < bufferBytes; ++i) memory->data()[i] = static_cast<std::uint8_t>(i * 7 + 3);
      memory->markWritten(0, bufferBytes, true);
    }
    launch.arguments.emplace_back(PointerArgument{memory, 0});
    launch.buffers.push_back({memory, "buffer", writable});
    writable = true;
  }
  return launch;
}

// --- mutations: a word of the text by one of its kind, and whole lines, so that most of what comes out still parses
// ---

constexpr std::string_view kinds[] = {
    ".b8",
    ".b16",
    ".b32",
    ".b64",
    ".b128",
    ".u8",
    ".u16",
    ".u32",
    ".u64",
    ".s8",
    ".s16",
    ".s32",
    ".s64",
    ".f16",
    ".f16x2",
    ".bf16",
    ".bf16x2",
    ".f32",
    ".f64",
    ".pred",
    ".tf32",
    ".e4m3",
    ".e5m2",
    ".e4m3x2",
    ".rn",
    ".rz",
    ".rm",
    ".rp",
    ".rni",
    ".rzi",
    ".ftz",
    ".sat",
    ".approx",
    ".full",
    ".hi",
    ".lo",
    ".wide",
    ".cc",
    ".v2",
    ".v4",
    ".v8",
    ".global",
    ".shared",
    ".local",
    ".param",
    ".const",
    ".volatile",
    ".relaxed",
    ".acquire",
    ".release",
    ".gpu",
    ".cta",
    ".sys",
    ".cluster",
    ".sync",
    ".aligned",
    ".arrive",
    ".red",
    ".popc",
    ".and",
    ".or",
    ".xor",
    ".add",
    ".min",
    ".max",
    ".inc",
    ".dec",
    ".exch",
    ".cas",
    ".up",
    ".down",
    ".bfly",
    ".idx",
    ".all",
    ".any",
    ".ballot",
    ".lt",
    ".eq",
    ".nan",
    ".row",
    ".col",
    ".x1",
    ".x2",
    ".x4",
    ".trans",
    ".m8n8",
    ".m16n16k16",
    ".m8n8k4",
    ".m16n8k16",
    ".mma",
    ".async",
    ".bulk",
    ".shared::cta",
    ".shared::cluster",
    ".multicast::cluster",
    ".mbarrier::complete_tx::bytes",
    ".expect_tx",
    ".noinc",
    ".parity",
    ".read",
    ".clamp",
    ".wrap",
    ".shiftamt",
    ".f4e",
    ".b4e",
    ".rc8",
};
constexpr std::string_view numbers[] = {"0",
                                        "1",
                                        "-1",
                                        "2",
                                        "3",
                                        "4",
                                        "7",
                                        "8",
                                        "15",
                                        "16",
                                        "31",
                                        "32",
                                        "33",
                                        "63",
                                        "64",
                                        "127",
                                        "128",
                                        "255",
                                        "256",
                                        "1023",
                                        "1024",
                                        "65535",
                                        "65536",
                                        "16777216",
                                        "33554432",
                                        "2147483647",
                                        "2147483648",
                                        "4294967280",
                                        "4294967295",
                                        "4294967296",
                                        "9223372036854775807",
                                        "-9223372036854775807",
                                        "0xfffffffffffffff8",
                                        "0x700000000000",
                                        "0x710000000000",
                                        "0x720000000000",
                                        "0x730000000100",
                                        "0f7fc00000",
                                        "0d7ff0000000000000",
                                        "WARP_SZ",
                                        "%r1",
                                        "%rd1"};

bool isWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::strchr("_%$:", c);
}

struct Word {
  std::size_t at = 0;
  std::size_t size = 0;
};

// Names, numbers and, with their dot, modifiers.
std::vector<Word> wordsOf(const std::string& text) {
  std::vector<Word> words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t from = i;
    if (text[i] == '.') ++i;
    while (i < text.size() && text[i] != '\0' && isWord(text[i])) ++i;
    if (i > from) words.push_back({from, i - from});
    if (i == from) ++i;
  }
  return words;
}

std::string_view wordAt(const std::string& text, const Word& word) {
  return std::string_view(text).substr(word.at, word.size);
}

char kindOf(std::string_view word) {
  return word[0] == '%' || word[0] == '.' ? word[0] : word[0] >= '0' && word[0] <= '9' ? '0' : 'a';
}

using Random = std::minstd_rand;
std::size_t below(Random& random, std::size_t count) { return random() % std::max<std::size_t>(1, count); }

void replaceWord(std::string& text, Random& random) {
  const std::vector<Word> words = wordsOf(text);
  if (words.empty()) return;
  const Word at = words[below(random, words.size())];
  const char kind = kindOf(wordAt(text, at));
  std::string by;
  if (kind == '.') by = kinds[below(random, std::size(kinds))];
  if (kind == '0') by = numbers[below(random, std::size(numbers))];
  // Registers and roots of opcodes by others of the text.
  for (int tries = 0; by.empty() && tries < 20; ++tries) {
    const std::string_view other = wordAt(text, words[below(random, words.size())]);
    if (kindOf(other) == kind) by = other;
  }
  text.replace(at.at, at.size, by);
}

// The lines from a random one on, a few of them.
std::string linesOf(const std::string& text, Random& random, std::size_t& from) {
  from = text.find('\n', below(random, text.size()));
  if (from == std::string::npos) from = 0;
  std::size_t to = from;
  for (std::size_t left = 1 + below(random, 4); left > 0 && to != std::string::npos; --left)
    to = text.find('\n', to + 1);
  return text.substr(from, to == std::string::npos ? to : to - from);
}

void mutate(std::string& text, Random& random) {
  std::size_t from = 0;
  switch (below(random, 8)) {
    case 0: {
      const std::size_t bytes = linesOf(text, random, from).size();
      text.erase(from, bytes);
      break;
    }
    case 1: {
      const std::string lines = linesOf(text, random, from);
      linesOf(text, random, from);
      text.insert(from, lines);
      break;
    }
    case 2: {
      std::string lines = linesOf(text, random, from);
      if (lines.size() > 1) text.insert(from + 1, below(random, 2) ? "@%p1 " : "@!%p2 ");
      break;
    }
    default:
      replaceWord(text, random);
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  Random random(seed + 1);
  if (below(random, 16) == 0 || size < 8) return LLVMFuzzerMutate(data, size, most);
  std::string text(reinterpret_cast<const char*>(data), size);
  for (std::size_t left = 1 + below(random, 4); left > 0; --left) mutate(text, random);
  if (text.size() > most) text.resize(most);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}

// Lines of one in the other.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t firstSize,
                                                 const std::uint8_t* second, std::size_t secondSize, std::uint8_t* out,
                                                 std::size_t most, unsigned seed) {
  Random random(seed + 1);
  std::string text(reinterpret_cast<const char*>(first), firstSize);
  const std::string other(reinterpret_cast<const char*>(second), secondSize);
  std::size_t from = 0;
  const std::string lines = linesOf(other, random, from);
  linesOf(text, random, from);
  text.insert(from, lines);
  if (text.size() > most) text.resize(most);
  std::memcpy(out, text.data(), text.size());
  return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  DeviceOptions options;
  options.memoryBytes = std::size_t{64} << 20;
  options.workers = 1;
  Device device(options);
  RunOptions limits;
  limits.deadline = std::chrono::milliseconds(2000);
  limits.instructionBudget = 2000;
  const std::atomic<bool> cancel{false};
  try {
    const auto module = device.load(std::string(reinterpret_cast<const char*>(data), size));
    for (const auto& function : module->ptx().functions) {
      if (!function.isEntry || !function.isDefined) continue;
      device.run({launchOf(module, std::string(function.name), device)}, limits, cancel);
      break;
    }
  } catch (const warpsmith::Error&) {
    // One clear error is what bad input is to get.
  }
  return 0;
}
