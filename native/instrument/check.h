#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "instrument/function_plan.h"

namespace warpsmith::instrument {

// What all of a range must be a multiple of: (root + offset) % alignment == 0.
struct Alignment {
  std::uint32_t alignment;
  std::int64_t offset;
  bool operator==(const Alignment& other) const noexcept {
    return alignment == other.alignment && offset == other.offset;
  }
};

// Memory to be checked: from root + first on, so many bytes.
struct Range {
  std::string root;  // a register
  bool wide = true;  // of 64 bits
  Origin origin;     // of the root
  Window window = Window::generic;
  std::int64_t first = 0;
  std::uint64_t bytes = 0;
  std::string size;                // a 64-bit register with the bytes, where they are not known; empty otherwise
  std::uint32_t sizeMultiple = 1;  // what the size must be a multiple of
  std::string step;                // a 64-bit register that must be aligned as well, by `stepAlignment`; or empty
  std::uint32_t stepAlignment = 1;
  bool writes = false;
  std::vector<Alignment> alignments;  // those that are not proven
  // Predicates that say, when true, that nothing is touched: "%p1" or "!%p1".
  std::vector<std::string> excuses;
  std::uint32_t lanes = 32;
};

// Text that sets a predicate to whether a range may be touched.
class Check {
 public:
  explicit Check(FunctionPlan& plan) : plan_(plan), edits_(plan.edits()) {}

  // Against the tensor or variable that the origin names; with none, against all that the launch may touch.
  std::string quick(const Range& range, std::string& text);
  // Against all that the launch may touch.
  std::string thorough(const Range& range, std::string& text);
  // Where the variable that the origin names begins, as an address of the range's window: a 64-bit register.
  std::string symbolStart(const Range& range, std::string& text);
  // Whether `quick` may fail where `thorough` passes.
  bool isGuess(const Range& range) const;
  // The first address that is touched, in 64 bits.
  std::string wide(const Range& range, std::string& text);

 private:
  std::string inTensor(const Range& range, std::string& text, std::uint32_t parameter, std::uint32_t number);
  std::string symbolBase(const Range& range, std::string& text);
  std::string inSymbol(const Range& range, std::string& text);
  std::string inShared(const Range& range, std::string& text);
  std::string inCluster(const Range& range, std::string& text);
  std::string inLocal(const Range& range, std::string& text);
  std::string inGlobal(const Range& range, std::string& text);
  std::string inGridWorkspace(const Range& range, std::string& text);
  std::string inGeneric(const Range& range, std::string& text);
  std::string inConstant(const Range& range, std::string& text);
  std::string inWindow(const Range& range, std::string& text);
  // distance < limit (bytes that fit already taken off), or, with a size, distance + size <= all.
  std::string fits(const Range& range, std::string& text, const std::string& distance, bool wide,
                   const std::string& limit);
  std::string excused(const Range& range, std::string& text, std::string allowed);
  std::string both(std::string& text, const std::string& a, const std::string& b);
  std::string either(std::string& text, const std::string& a, const std::string& b);
  std::string never(std::string& text);
  // The first address that is touched.
  std::string start(const Range& range, std::string& text);
  // Leaves out the shared memory that the pass itself has.
  std::string notOwn(const Range& range, std::string& text, const std::string& address, bool wide,
                     const std::string& allowed);

  FunctionPlan& plan_;
  Edits& edits_;
};

}  // namespace warpsmith::instrument
