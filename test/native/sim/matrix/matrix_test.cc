// Runs each matrix instruction in the simulator, on operands laid out as the PTX ISA says, and compares the results
// with plain products. Results that round are held against hashes of what an H100 gave for the same case (h100.h); with
// an argument, a folder, the outputs are written there.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "case.h"
#include "h100.h"
#include "sim/device.h"

namespace {

using namespace warpsmith;

std::vector<std::uint8_t> run(sim::Device& device, const Case& test, std::string& wrong) {
  std::vector<std::uint8_t> out(test.outBytes, 0);
  const auto module = device.load(test.ptx);
  sim::Launch launch;
  launch.kernel = module->kernel("kernel");
  launch.block = {test.threads, 1, 1};
  launch.sharedBytes = test.shared;
  launch.guarded = true;
  const auto in = device.allocate(test.in.size());
  const auto result = device.allocate(test.outBytes);
  launch.arguments = {sim::PointerArgument{in, 0}, sim::PointerArgument{result, 0}};
  launch.buffers = {{in, "in", false}, {result, "out", true}};
  const std::vector<sim::Command> commands{
      sim::Upload{in, 0, test.in.data(), test.in.size()},
      sim::SetBytes{result, 0, test.outBytes, 0xcdcdcdcdu, false},
      launch,
      sim::Download{result, 0, out.data(), out.size()},
  };
  const std::atomic<bool> cancel{false};
  const auto report = device.run(commands, {}, cancel);
  for (const auto& finding : report.findings) {
    wrong = std::string(sim::nameOf(finding.kind)) + " at " + finding.instruction + ": " + finding.message;
  }
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  sim::Device device;
  std::FILE* dump = count > 1 ? std::fopen((std::string(arguments[1]) + "/simulator.bin").c_str(), "wb") : nullptr;
  int failures = 0;
  for (const auto& cases : {mmaCases(), wmmaCases(), wgmmaCases(), moveCases()}) {
    for (const Case& test : cases) {
      std::string wrong;
      std::vector<std::uint8_t> out;
      try {
        out = run(device, test, wrong);
      } catch (const std::exception& error) {
        wrong = error.what();
      }
      if (wrong.empty() && test.check) wrong = test.check(out);
      const auto known = h100.find(test.name);
      if (wrong.empty() && known != h100.end() && known->second != hashOf(out)) wrong = "It is not what an H100 gives.";
      if (wrong.empty() && !test.check && known == h100.end()) wrong = "No result of an H100 is known.";
      if (!wrong.empty()) {
        ++failures;
        std::printf("%s: %s\n", test.name.c_str(), wrong.c_str());
      }
      if (dump) {
        const auto length = static_cast<std::uint32_t>(test.name.size());
        const auto bytes = static_cast<std::uint32_t>(out.size());
        std::fwrite(&length, 4, 1, dump);
        std::fwrite(test.name.data(), 1, length, dump);
        std::fwrite(&bytes, 4, 1, dump);
        std::fwrite(out.data(), 1, bytes, dump);
      }
    }
  }
  if (dump) std::fclose(dump);
  if (failures == 0) std::puts("passed");
  return failures == 0 ? 0 : 1;
}
