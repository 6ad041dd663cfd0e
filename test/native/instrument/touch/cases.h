#pragma once

#include <string_view>
#include <vector>

// An instruction and what it is expected to touch, as text: `access window address bytes/alignment` for each touch,
// with what else it says, joined by `; `, and behind a `|` what can't be checked.
struct TouchCase {
  std::string_view instruction;
  std::string_view expected;
};

std::vector<TouchCase> loadStoreCases();
std::vector<TouchCase> atomicCases();
std::vector<TouchCase> copyCases();
std::vector<TouchCase> tensorCases();
std::vector<TouchCase> barrierCases();
std::vector<TouchCase> matrixCases();
// Those that touch nothing.
std::vector<std::string_view> untouchingCases();
// Those that are not understood: the sentence is the instruction's opcode.
std::vector<std::string_view> malformedCases();
// Those that are known and never checked.
std::vector<TouchCase> uncheckedCases();
