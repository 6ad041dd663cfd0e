#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// One kernel with the parameters (in, out), run as one block, and what it should leave in `out`.
struct Case {
  std::string name;
  std::string ptx;  // a whole module with the entry "kernel"
  unsigned threads = 32;
  unsigned shared = 0;  // dynamic, bytes
  std::vector<std::uint8_t> in;
  std::size_t outBytes = 0;
  // What is wrong with the output; empty when it is right. Null for a case whose hash alone is known.
  std::function<std::string(const std::vector<std::uint8_t>&)> check;
};

std::vector<Case> mmaCases();
std::vector<Case> wmmaCases();
std::vector<Case> wgmmaCases();
std::vector<Case> moveCases();

// FNV-1a.
inline std::uint64_t hashOf(const std::vector<std::uint8_t>& bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}
