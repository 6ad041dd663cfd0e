// What the parser makes of PTX, as JSON for the tests beside this file. Compiled by them with native/ptx and nothing
// else. `dump` reads one text from its input; `dump replay <folder>` puts every file of a folder through all parts;
// `dump bench <file>` measures.

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "error.h"
#include "json_module.h"
#include "ptx/flow_graph.h"
#include "ptx/parser.h"
#include "ptx/printer.h"

namespace {

using warpsmith::Error;
namespace ptx = warpsmith::ptx;

std::string readAll(std::istream& from) { return {std::istreambuf_iterator<char>(from), {}}; }

std::string readFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return readAll(file);
}

// {"error": …}, or the module with what printing and parsing again makes of it.
std::string describe(std::string text) {
  try {
    const auto module = ptx::parse(std::move(text));
    const std::string printed = ptx::print(*module);
    const std::string first = jsonOf(*module, false);
    std::string second;
    try {
      second = jsonOf(*ptx::parse(printed), false);
    } catch (const Error& error) {
      second = error.what();
    }
    return "{\"module\":" + jsonOf(*module, true) + ",\"printed\":" + jsonText(printed) +
           ",\"printsTheSame\":" + (first == second ? "true" : "false") +
           ",\"again\":" + (first == second ? "null" : jsonText(second)) + "}";
  } catch (const Error& error) {
    return "{\"error\":{\"code\":" + jsonText(error.code()) + ",\"message\":" + jsonText(error.what()) + "}}";
  }
}

// Names the files for which something besides a clean answer came out.
std::string replay(const std::filesystem::path& folder) {
  std::size_t files = 0;
  std::string bad;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    try {
      const auto module = ptx::parse(readFile(entry.path()));
      const auto again = ptx::parse(ptx::print(*module));
      for (const ptx::Function& function : module->functions) static_cast<void>(ptx::FlowGraph(function).loopHeads());
      if (jsonOf(*module, false) == jsonOf(*again, false)) continue;
    } catch (const Error& error) {
      if (error.code() == "bad-ptx") continue;
    }
    bad += (bad.empty() ? "" : ",") + jsonText(entry.path().filename().string());
  }
  return "{\"files\":" + std::to_string(files) + ",\"bad\":[" + bad + "]}";
}

double millisecondsOf(const std::string& text) {
  using Clock = std::chrono::steady_clock;
  constexpr int rounds = 20;
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const Clock::time_point start = Clock::now();
    static_cast<void>(ptx::parse(text));
    best = std::min(best, std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  return best;
}

}  // namespace

int main(int count, char** words) {
  try {
    const std::string_view mode = count > 2 ? words[1] : "";
    if (mode == "replay") {
      std::cout << replay(words[2]) << "\n";
    } else if (mode == "bench") {
      const std::string text = readFile(words[2]);
      std::printf("{\"bytes\":%zu,\"milliseconds\":%.3f}\n", text.size(), millisecondsOf(text));
    } else {
      std::cout << describe(readAll(std::cin)) << "\n";
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
