// Runs the kernels of kernels.ptx on the simulator and compares what they write and what is found in them. With
// `--gpu` it runs those that are right on a GPU instead: the expected values hold there as well.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async_gpu.h"
#include "cuda/types.h"
#include "error.h"
#include "sim/device.h"

namespace sim = warpsmith::sim;
namespace cuda = warpsmith::cuda;

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Buffer {
  std::string name;
  Bytes content;
  bool writable = false;
};

struct MapOf {
  std::size_t buffer = 0;
  sim::TensorMap map;
};

// A kernel's argument: a buffer by its number, an int, or a tensor map of a buffer.
struct Argument {
  enum class Kind { buffer, number, map } kind;
  std::size_t buffer = 0;
  int number = 0;
  sim::TensorMap map;
};
Argument buffer(std::size_t i) { return {Argument::Kind::buffer, i, 0, {}}; }
Argument number(int i) { return {Argument::Kind::number, 0, i, {}}; }
Argument map(std::size_t i, sim::TensorMap m) { return {Argument::Kind::map, i, 0, std::move(m)}; }

struct Case {
  std::string kernel;
  sim::Index3 grid{1, 1, 1};
  unsigned block = 32;
  unsigned cluster = 0;
  unsigned shared = 0;
  std::vector<Buffer> buffers;
  std::vector<Argument> arguments;
};

struct Outcome {
  std::vector<Bytes> buffers;
  std::vector<sim::Finding> findings;
  sim::Counters counters;
};

int failures = 0;
bool onGpu = false;
std::string ptx;

void check(bool holds, const std::string& what) {
  if (holds) return;
  ++failures;
  std::printf("failed: %s\n", what.c_str());
}

std::string describe(const std::vector<sim::Finding>& findings) {
  std::string text;
  for (const auto& f : findings) {
    text += std::string("\n  ") + sim::nameOf(f.kind) + " " + f.instruction + " line " + std::to_string(f.at.line) +
            " thread " + std::to_string(f.at.thread[0]) + " " + f.buffer + "+" + std::to_string(f.offset) + " " +
            f.message;
  }
  return text;
}

Outcome simulate(const Case& c) {
  static sim::Device device({std::size_t{1} << 28, 2});
  static std::shared_ptr<sim::Module> module = device.load(ptx);
  const std::atomic<bool> cancel{false};
  std::vector<std::shared_ptr<sim::Allocation>> memory;
  sim::Launch launch;
  std::vector<sim::Command> commands;
  for (const Buffer& b : c.buffers) {
    memory.push_back(device.allocate(b.content.size()));
    launch.buffers.push_back({memory.back(), b.name, b.writable});
    commands.push_back(sim::Upload{memory.back(), 0, b.content.data(), b.content.size()});
  }
  launch.kernel = module->kernel(c.kernel);
  launch.grid = c.grid;
  launch.block = {c.block, 1, 1};
  if (c.cluster) launch.cluster = {c.cluster, 1, 1};
  launch.sharedBytes = c.shared;
  launch.guarded = true;
  for (const Argument& a : c.arguments) {
    if (a.kind == Argument::Kind::buffer) {
      launch.arguments.push_back(sim::PointerArgument{memory[a.buffer], 0});
    } else if (a.kind == Argument::Kind::number) {
      Bytes bytes(sizeof a.number);
      std::memcpy(bytes.data(), &a.number, sizeof a.number);
      launch.arguments.push_back(bytes);
    } else {
      sim::TensorMap m = a.map;
      m.allocation = memory[a.buffer];
      launch.arguments.push_back(m);
    }
  }
  commands.push_back(launch);
  Outcome outcome;
  const sim::RunReport report = device.run(commands, {}, cancel);
  outcome.findings = report.findings;
  if (!report.launches.empty()) outcome.counters = report.launches.back().counters;
  for (const auto& m : memory) outcome.buffers.emplace_back(m->data(), m->data() + m->bytes());
  return outcome;
}

Outcome runOnGpu(const Case& c) {
  static Gpu gpu(ptx);
  std::vector<cuda::DeviceAddress> memory;
  for (const Buffer& b : c.buffers) memory.push_back(gpu.upload(b.content.data(), b.content.size()));
  std::vector<GpuArgument> arguments(c.arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Argument& a = c.arguments[i];
    if (a.kind == Argument::Kind::buffer) arguments[i].address = memory[a.buffer];
    if (a.kind == Argument::Kind::number) arguments[i].number = a.number;
    if (a.kind == Argument::Kind::map) arguments[i].map = gpu.encode(a.map, memory[a.buffer]);
  }
  gpu.launch(c.kernel, c.grid[0], c.block, c.cluster, c.shared, arguments);
  Outcome outcome;
  for (std::size_t i = 0; i < memory.size(); ++i) {
    outcome.buffers.emplace_back(c.buffers[i].content.size());
    gpu.download(memory[i], outcome.buffers.back().data(), outcome.buffers.back().size());
  }
  return outcome;
}

Outcome run(const Case& c) { return onGpu ? runOnGpu(c) : simulate(c); }

template <class T>
Bytes bytesOf(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <class T>
std::vector<T> valuesOf(const Bytes& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

Buffer input(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i) + 0.5f;
  return {"in", bytesOf(values), false};
}

Buffer output(std::size_t count) { return {"out", Bytes(count * 4, 0xcd), true}; }

float in(std::size_t i) { return static_cast<float>(i) + 0.5f; }

// A right kernel: no finding, and these floats in the last buffer.
void expectFloats(const Case& c, const std::function<float(std::size_t)>& expected) {
  const Outcome outcome = run(c);
  check(outcome.findings.empty(), c.kernel + ": expected no finding but found" + describe(outcome.findings));
  const auto values = valuesOf<float>(outcome.buffers.back());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == expected(i)) continue;
    check(false, c.kernel + ": expected " + std::to_string(expected(i)) + " at " + std::to_string(i) + " but found " +
                     std::to_string(values[i]));
    return;
  }
}

// A wrong kernel: these kinds are found, at these instructions.
using Expected = std::pair<sim::FindingKind, std::string>;
void expectFindings(const Case& c, std::vector<Expected> expected) {
  if (onGpu) return;
  const Outcome outcome = simulate(c);
  std::vector<Expected> found;
  for (const auto& f : outcome.findings) found.emplace_back(f.kind, f.instruction);
  for (const auto& f : outcome.findings) check(f.at.line > 0, c.kernel + ": a finding without its line");
  const auto starts = [](const Expected& e, const Expected& f) {
    return e.first == f.first && f.second.compare(0, e.second.size(), e.second) == 0;
  };
  bool same = found.size() == expected.size();
  for (const Expected& e : expected) {
    same = same && std::any_of(found.begin(), found.end(), [&](const Expected& f) { return starts(e, f); });
  }
  std::string wanted;
  for (const auto& [kind, instruction] : expected)
    wanted += std::string("\n  ") + sim::nameOf(kind) + " " + instruction;
  check(same, c.kernel + ": expected" + wanted + "\nbut found" + describe(outcome.findings));
}

// Where one fault is found in many places: the first of them.
void expectFirst(const Case& c, const Expected& expected) {
  if (onGpu) return;
  const Outcome outcome = simulate(c);
  check(!outcome.findings.empty() && outcome.findings[0].kind == expected.first &&
            outcome.findings[0].instruction.compare(0, expected.second.size(), expected.second) == 0,
        c.kernel + ": expected " + sim::nameOf(expected.first) + " first but found" + describe(outcome.findings));
}

using Kind = sim::FindingKind;

void copies() {
  expectFloats(
      {"copyPipeline", {1, 1, 1}, 128, 0, 0, {input(512 * 5), output(512 * 5)}, {buffer(0), buffer(1), number(5)}},
      [](std::size_t i) { return in(i / 512 * 512 + 511 - i % 512) * 2.0f; });
  expectFirst(
      {"copyOverwrites", {1, 1, 1}, 128, 0, 0, {input(512 * 5), output(512 * 5)}, {buffer(0), buffer(1), number(5)}},
      {Kind::race, "cp.async.cg"});
  expectFindings({"copyUnwaited", {1, 1, 1}, 32, 0, 0, {input(128), output(32)}, {buffer(0), buffer(1)}},
                 {{Kind::uninitialisedRead, "ld.shared"}, {Kind::leftover, "cp.async.cg"}});
  const Case uncommitted{"copyUncommitted", {1, 1, 1}, 32, 0, 0, {input(128), output(32)}, {buffer(0), buffer(1)}};
  expectFindings(uncommitted, {{Kind::race, "ld.shared"}, {Kind::leftover, "cp.async.cg"}});
  if (!onGpu) {
    const auto values = valuesOf<float>(simulate(uncommitted).buffers.back());
    check(std::all_of(values.begin(), values.end(), [](float v) { return v == -1.0f; }), "copyUncommitted reads early");
  }
  expectFloats({"copyZeroFill", {1, 1, 1}, 32, 0, 0, {input(128), output(224)}, {buffer(0), buffer(1)}},
               [](std::size_t i) {
                 if (i < 128) return i % 4 < i / 4 % 5 ? in(i) : 0.0f;
                 if (i < 192) return ((i - 128) / 2) % 2 == 0 ? in(i - 128) : 0.0f;
                 return in(i - 192);
               });
  expectFindings({"copyPastEnd", {1, 1, 1}, 32, 0, 0, {input(128), output(32)}, {buffer(0), buffer(1)}},
                 {{Kind::outOfBounds, "cp.async.cg"}});
  expectFloats({"copyToBarrier", {1, 1, 1}, 64, 0, 0, {input(256), output(256)}, {buffer(0), buffer(1)}}, in);
}

void barriers() {
  expectFloats({"handOver", {1, 1, 1}, 64, 0, 0, {input(32 * 9), output(32 * 9)}, {buffer(0), buffer(1), number(9)}},
               [](std::size_t i) { return in(i / 32 * 32 + 31 - i % 32) + 1.0f; });
  // The producer is two phases ahead before the consumer asks: it asks for ever.
  expectFindings(
      {"handOverUnordered", {1, 1, 1}, 64, 0, 0, {input(32 * 9), output(32 * 9)}, {buffer(0), buffer(1), number(9)}},
      {{Kind::barrierDivergence, ""}});
  expectFindings({"barrierUninitialised", {1, 1, 1}, 32, 0, 0, {output(64)}, {buffer(0)}},
                 {{Kind::uninitialisedRead, "mbarrier.arrive"}});
  expectFirst({"barrierUnsynchronised", {1, 1, 1}, 64, 0, 0, {output(64)}, {buffer(0)}},
              {Kind::race, "mbarrier.arrive"});
  expectFindings({"barrierTooMany", {1, 1, 1}, 32, 0, 0, {output(64)}, {buffer(0)}}, {{Kind::trap, "mbarrier.arrive"}});
  expectFindings({"barrierNeverComplete", {1, 1, 1}, 64, 0, 0, {output(64)}, {buffer(0)}},
                 {{Kind::barrierDivergence, ""}});
  const Outcome outcome = run({"barrierStates", {1, 1, 1}, 32, 0, 0, {output(35)}, {buffer(0)}});
  check(outcome.findings.empty(), "barrierStates: expected no finding but found" + describe(outcome.findings));
  const auto values = valuesOf<std::uint32_t>(outcome.buffers[0]);
  check(values[0] == 1 && values[31] == 1 && values[32] == 34 && values[33] == 1 && values[34] == 0,
        "barrierStates: " + std::to_string(values[32]) + " " + std::to_string(values[33]) + " " +
            std::to_string(values[34]));
}

void bulk() {
  expectFloats({"bulkCopy", {3, 1, 1}, 128, 0, 0, {input(3072), output(3072)}, {buffer(0), buffer(1)}},
               [](std::size_t i) { return in(i) + 1.0f; });
  expectFloats(
      {"bulkPipeline", {1, 1, 1}, 160, 0, 2048, {input(2048), output(2048)}, {buffer(0), buffer(1), number(8)}},
      [](std::size_t i) { return in(i ^ 37); });
  expectFirst({"bulkOverwrites", {1, 1, 1}, 128, 0, 0, {input(512), output(512)}, {buffer(0), buffer(1)}},
              {Kind::race, "cp.async.bulk"});
  expectFindings({"bulkUnwaited", {1, 1, 1}, 128, 0, 0, {input(256), output(128)}, {buffer(0), buffer(1)}},
                 {{Kind::uninitialisedRead, "ld.shared"}, {Kind::leftover, "cp.async.bulk"}});
  expectFindings({"bulkAskedOnce", {1, 1, 1}, 128, 0, 0, {input(256), output(128)}, {buffer(0), buffer(1)}},
                 {{Kind::uninitialisedRead, "ld.shared"}, {Kind::leftover, "cp.async.bulk"}});
  expectFindings({"bulkStoreUnwaited", {1, 1, 1}, 128, 0, 0, {output(128)}, {buffer(0)}},
                 {{Kind::leftover, "cp.async.bulk"}});
  expectFindings({"bulkStoreUnsynchronised", {1, 1, 1}, 128, 0, 0, {output(128)}, {buffer(0)}},
                 {{Kind::race, "cp.async.bulk"}});
  expectFindings({"bulkToInput", {1, 1, 1}, 128, 0, 0, {input(128), output(128)}, {buffer(0), buffer(1)}},
                 {{Kind::writeToInput, "cp.async.bulk"}});
  const Outcome outcome = run({"bulkReduce",
                               {5, 1, 1},
                               128,
                               0,
                               0,
                               {{"sums", bytesOf(std::vector<float>(128, 1.0f)), true},
                                {"least", bytesOf(std::vector<std::uint32_t>(128, 60)), true},
                                {"halves", bytesOf(std::vector<std::uint16_t>(128, 0x4000)), true}},
                               {buffer(0), buffer(1), buffer(2)}});
  check(outcome.findings.empty(), "bulkReduce: expected no finding but found" + describe(outcome.findings));
  const auto sums = valuesOf<float>(outcome.buffers[0]);
  const auto least = valuesOf<std::uint32_t>(outcome.buffers[1]);
  const auto halves = valuesOf<std::uint16_t>(outcome.buffers[2]);
  for (std::uint32_t t = 0; t < 128; ++t) {
    std::uint32_t smallest = 60;
    for (std::uint32_t b = 0; b < 5; ++b) smallest = std::min(smallest, (t * 37 + b * 101) % 199);
    check(sums[t] == 11.0f + 5.0f * static_cast<float>(t) && least[t] == smallest && halves[t] == 0x4700,
          "bulkReduce at " + std::to_string(t));
  }
}

// Bytes of a box in shared memory that are not of it.
constexpr std::uint8_t untouched = 0xee;

// What a box must look like in shared memory, by the ISA's words rather than the simulator's loops: every element by
// its coordinates, every chunk of 16 bytes by the number of its line of 128. Where the words are silent (rows shorter
// than the swizzle, the NaN outside) it is what an H100 does.
Bytes expectedBox(const Bytes& tensor, const sim::TensorMap& m, std::size_t each, const std::vector<int>& at) {
  std::vector<std::size_t> count;
  std::size_t total = 1;
  for (std::size_t d = 0; d < m.box.size(); ++d) {
    count.push_back(d == 0 ? m.box[0] : (m.box[d] + m.elementStrides[d] - 1) / m.elementStrides[d]);
    total *= count[d];
  }
  const std::size_t width = m.box[0] * each;
  const std::size_t span = m.swizzle == 0 ? width : std::size_t{16} << m.swizzle;
  Bytes box(total / m.box[0] * span, untouched);
  for (std::size_t i = 0; i < total; ++i) {
    std::size_t rest = i;
    std::ptrdiff_t from = 0;
    bool inside = true;
    for (std::size_t d = 0; d < count.size(); ++d) {
      const std::ptrdiff_t x =
          at[d] + static_cast<std::ptrdiff_t>(rest % count[d] * (d == 0 ? 1 : m.elementStrides[d]));
      rest /= count[d];
      inside = inside && x >= 0 && x < static_cast<std::ptrdiff_t>(m.shape[d]);
      from += x * static_cast<std::ptrdiff_t>(d == 0 ? each : m.stridesBytes[d - 1]);
    }
    for (std::size_t b = 0; b < each; ++b) {
      std::size_t to = i * each / width * span + i * each % width + b;
      if (m.swizzle != 0) {
        const std::size_t line = to / 128;
        const std::size_t chunk = to % 128 / 16;
        const std::size_t chunks = span / 16;
        to = line * 128 + (chunk / chunks * chunks + ((chunk % chunks) ^ (line % chunks))) * 16 + to % 16;
      }
      const std::uint8_t outside = m.fill == cuda::FillZeros ? 0 : b % 2 == 0 ? 0xf7 : 0x7f;
      box[to] = inside ? tensor[static_cast<std::size_t>(from) + b] : outside;
    }
  }
  return box;
}

Case loading(const sim::TensorMap& m, std::size_t each, std::vector<int> at, Bytes& expected) {
  std::size_t bytes = each * m.shape[0];
  std::size_t boxBytes = each * m.box[0];
  for (std::size_t d = 1; d < m.shape.size(); ++d) {
    bytes = m.stridesBytes[d - 1] * m.shape[d];
    boxBytes *= (m.box[d] + m.elementStrides[d] - 1) / m.elementStrides[d];
  }
  Bytes tensor(bytes);
  for (std::size_t i = 0; i < bytes; ++i) tensor[i] = static_cast<std::uint8_t>(i * 167 + i / 256 * 31 + 1);
  expected = expectedBox(tensor, m, each, at);
  at.resize(3);
  const auto size = static_cast<unsigned>(expected.size());
  return {"tensorLoad" + std::to_string(m.shape.size()),
          {1, 1, 1},
          128,
          0,
          size,
          {{"tensor", tensor, false}, {"out", Bytes(expected.size(), 0xcd), true}},
          {map(0, m), buffer(1), number(static_cast<int>(boxBytes)), number(static_cast<int>(size)), number(at[0]),
           number(at[1]), number(at[2])}};
}

void load(const sim::TensorMap& m, std::size_t each, const std::vector<int>& at) {
  Bytes expected;
  const Case c = loading(m, each, at, expected);
  const Outcome outcome = run(c);
  std::string what = c.kernel + " swizzle " + std::to_string(m.swizzle) + " box";
  for (const auto b : m.box) what += " " + std::to_string(b);
  check(outcome.findings.empty(), what + ": expected no finding but found" + describe(outcome.findings));
  const Bytes& found = outcome.buffers[1];
  const auto differs = std::mismatch(expected.begin(), expected.end(), found.begin()).first - expected.begin();
  if (differs == static_cast<std::ptrdiff_t>(expected.size())) return;
  const auto i = static_cast<std::size_t>(differs);
  check(false, what + " differs at byte " + std::to_string(i) + ": expected " + std::to_string(expected[i]) +
                   " but found " + std::to_string(found[i]));
}

sim::TensorMap mapOf(std::uint32_t type, std::vector<std::uint64_t> shape, std::vector<std::uint64_t> strides,
                     std::vector<std::uint32_t> box, std::uint32_t swizzle = 0, std::uint32_t fill = 0) {
  sim::TensorMap m;
  m.type = type;
  m.shape = std::move(shape);
  m.stridesBytes = std::move(strides);
  m.box = std::move(box);
  m.elementStrides.assign(m.shape.size(), 1);
  m.swizzle = swizzle;
  m.fill = fill;
  return m;
}

void tensors() {
  load(mapOf(cuda::TensorFloat32, {100}, {}, {64}), 4, {20});
  load(mapOf(cuda::TensorFloat32, {100}, {}, {64}), 4, {-8});
  load(mapOf(cuda::TensorUint8, {100}, {}, {64}), 1, {80});
  load(mapOf(cuda::TensorFloat16, {96, 40}, {192}, {64, 16}, cuda::Swizzle128), 2, {8, 3});
  load(mapOf(cuda::TensorFloat16, {96, 40}, {192}, {64, 16}, cuda::Swizzle128), 2, {48, 30});
  load(mapOf(cuda::TensorFloat16, {96, 40}, {192}, {32, 24}, cuda::Swizzle64), 2, {-8, -2});
  load(mapOf(cuda::TensorBfloat16, {96, 40}, {192}, {16, 40}, cuda::Swizzle32), 2, {16, 1});
  // Rows shorter than the swizzle.
  load(mapOf(cuda::TensorFloat16, {96, 40}, {192}, {16, 40}, cuda::Swizzle128), 2, {16, 1});
  load(mapOf(cuda::TensorFloat16, {96, 40}, {192}, {16, 40}, cuda::Swizzle64), 2, {16, 1});
  load(mapOf(cuda::TensorFloat32, {20, 12, 7}, {80, 960}, {8, 4, 3}), 4, {4, 5, 2});
  load(mapOf(cuda::TensorFloat32, {20, 12, 7}, {80, 960}, {8, 4, 3}), 4, {16, -1, 5});
  load(mapOf(cuda::TensorFloat64, {32, 12, 7}, {256, 3072}, {16, 3, 2}, cuda::Swizzle128), 8, {18, 10, 6});
  load(mapOf(cuda::TensorFloat32, {20, 12, 7}, {80, 960}, {8, 4, 3}), 4, {40, 0, 0});
  auto stepped = mapOf(cuda::TensorFloat32, {20, 12, 7}, {80, 960}, {8, 5, 3});
  stepped.elementStrides = {1, 2, 3};
  load(stepped, 4, {4, 5, 2});
  load(mapOf(cuda::TensorFloat16, {96, 40}, {192}, {32, 8}, 0, cuda::FillNan), 2, {80, 36});
  load(mapOf(cuda::TensorFloat32, {96, 40}, {384}, {32, 8}, 0, cuda::FillNan), 4, {80, 36});
  load(mapOf(cuda::TensorFloat64, {24, 40}, {192}, {8, 8}, 0, cuda::FillNan), 8, {18, 36});
  Bytes none;
  expectFindings(loading(mapOf(cuda::TensorFloat32, {100}, {}, {64}), 4, {18}, none),
                 {{Kind::misaligned, "cp.async.bulk.tensor"}});
  for (const bool adds : {false, true}) {
    const auto m = mapOf(cuda::TensorUint32, {20, 10}, {96}, {16, 4}, cuda::Swizzle64);
    const std::vector<std::uint32_t> before(24 * 10, 1000);
    const Case c{adds ? "tensorAdd" : "tensorStore",
                 {1, 1, 1},
                 128,
                 0,
                 256,
                 {{"out", bytesOf(before), true}},
                 {map(0, m), number(64), number(12), number(8)}};
    const Outcome outcome = run(c);
    check(outcome.findings.empty(), c.kernel + ": expected no finding but found" + describe(outcome.findings));
    // Through the expected box of a tensor that holds its own numbers.
    std::vector<std::uint32_t> numbers(24 * 10);
    for (std::uint32_t i = 0; i < numbers.size(); ++i) numbers[i] = i + 1;
    const auto box = valuesOf<std::uint32_t>(expectedBox(bytesOf(numbers), m, 4, {12, 8}));
    auto expected = before;
    for (std::uint32_t i = 0; i < box.size(); ++i) {
      if (box[i] != 0) expected[box[i] - 1] = i + 1 + (adds ? 1000 : 0);
    }
    check(valuesOf<std::uint32_t>(outcome.buffers[0]) == expected, c.kernel + " stores wrong values");
    if (onGpu) continue;
    Case wrong = c;
    wrong.buffers[0].writable = false;
    expectFindings(wrong, {{Kind::writeToInput, adds ? "cp.reduce.async.bulk.tensor" : "cp.async.bulk.tensor"}});
  }
}

void clusters() {
  expectFloats({"clusterRead", {4, 1, 1}, 32, 2, 0, {output(128)}, {buffer(0)}},
               [](std::size_t i) { return static_cast<float>(((i / 32 & 1) ^ 1) * 100 + 31 - i % 32); });
  if (!onGpu) {
    const Outcome outcome = simulate({"clusterReadUnwaited", {2, 1, 1}, 32, 2, 0, {output(64)}, {buffer(0)}});
    const auto has = [&](Kind kind) {
      return std::any_of(outcome.findings.begin(), outcome.findings.end(),
                         [&](const auto& f) { return f.kind == kind; });
    };
    check(has(Kind::uninitialisedRead) || has(Kind::outOfBounds) || has(Kind::race),
          "clusterReadUnwaited" + describe(outcome.findings));
  }
  expectFloats({"clusterMulticast", {4, 1, 1}, 32, 4, 0, {input(256), output(1024)}, {buffer(0), buffer(1)}},
               [](std::size_t i) { return in(i % 256) + static_cast<float>(i / 256); });
  expectFloats({"clusterSend", {2, 1, 1}, 32, 2, 0, {output(32)}, {buffer(0)}},
               [](std::size_t i) { return static_cast<float>(i) * 3.0f + 1.0f; });
  expectFindings({"clusterUnwaited", {2, 1, 1}, 32, 2, 0, {output(64)}, {buffer(0)}},
                 {{Kind::leftover, "barrier.cluster.arrive"}});
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  std::ifstream file(words[1]);
  ptx.assign(std::istreambuf_iterator<char>(file), {});
  onGpu = count > 2 && std::string(words[2]) == "--gpu";
  try {
    copies();
    barriers();
    bulk();
    tensors();
    clusters();
  } catch (const warpsmith::Error& error) {
    std::printf("failed: %s\n", error.what());
    return 1;
  }
  if (failures == 0) std::printf("passed\n");
  return failures == 0 ? 0 : 1;
}
