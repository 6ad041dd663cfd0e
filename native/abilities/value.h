#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::abilities {

// What a value may depend on besides the launch's inputs. `waitMark` says that it comes from memory that other blocks
// may change meanwhile, which is no secret of a run.
using Marks = std::uint8_t;
constexpr Marks clockMark = 1;
constexpr Marks registerMark = 2;  // a special register that tells one run from another
constexpr Marks gridMark = 4;      // the memory of the driver's that a cooperative launch gets for its barrier
constexpr Marks addressMark = 8;
constexpr Marks waitMark = 16;
// A real number that may be a part of an address, read from where one was kept: harmless until its bits are looked at.
constexpr Marks partMark = 32;
// What tells runs apart.
constexpr Marks tellingMarks = clockMark | registerMark | gridMark | addressMark;

// What a pointer points into.
using BaseId = std::uint32_t;
constexpr BaseId noBase = 0;
constexpr BaseId fixedBase = 1;  // one of several, which are where they are in every run: shared and local memory
constexpr BaseId lostBase = 2;   // one of several, or one that nobody knows

enum class BaseKind : std::uint8_t { lost, tensor, variable, code };

struct Base {
  BaseKind kind = BaseKind::lost;
  const ptx::Variable* variable = nullptr;
  // Whether its address may be another one in another run.
  bool varies = true;
  // Low bits of its address that are 0 in every run, so that they tell nothing.
  std::uint8_t alignedBits = 0;
  // Its address was mixed with another one or computed with: what is done to it later is not seen.
  bool merged = false;
  // Its address was written to memory.
  bool stored = false;
};

// A value of the abstract machine: what a register or a place in memory may hold. Joins only ever add.
struct Value {
  bool known = false;  // something was written there
  Marks marks = 0;
  BaseId base = noBase;  // a pointer: so many bytes from there, which do not depend on the address
  // With addressMark, or with a base that varies: low bits that do not depend on the address.
  std::uint8_t cleanBits = 64;
  // A pointer is `offset` and a multiple of `stride` bytes from its base, a number is a multiple of `stride`.
  std::uint64_t stride = 0;
  std::int64_t offset = 0;

  bool isExact() const noexcept { return base != noBase && stride == 0; }

  bool operator==(const Value& other) const noexcept {
    return known == other.known && marks == other.marks && base == other.base && cleanBits == other.cleanBits &&
           stride == other.stride && offset == other.offset;
  }
};

// A number that depends on no more than `marks`.
Value number(Marks marks = 0, std::uint64_t stride = 1);
// The pointer, so many bytes further; or some multiple of `stride` bytes.
Value moved(Value pointer, std::int64_t bytes);
Value movedBy(Value pointer, std::uint64_t stride);
// What two numbers, or the places of two pointers, have in common.
std::uint64_t commonStride(std::uint64_t a, std::uint64_t b);

class Bases {
 public:
  Bases();

  // `alignedBits`: of the address of the tensor that the function's parameter points to.
  BaseId ofTensor(const ptx::Function& function, std::uint32_t parameter, std::uint8_t alignedBits);
  BaseId ofVariable(const ptx::Variable& variable);
  BaseId ofCode(std::string_view function);

  const Base& operator[](BaseId base) const { return bases_[base]; }
  BaseId count() const noexcept { return static_cast<BaseId>(bases_.size()); }
  Value pointer(BaseId base) const;

  void merge(BaseId base) { bases_[base].merged = true; }
  void store(BaseId base) { bases_[base].stored = true; }

  // The value as mere bits: from here on an address that varies is told by it.
  Value bits(Value value);
  Value join(const Value& a, const Value& b);

 private:
  BaseId add(const Base& base);

  std::vector<Base> bases_;
  std::map<const ptx::Variable*, BaseId> variables_;
  std::map<std::pair<const ptx::Function*, std::uint32_t>, BaseId> tensors_;
  std::map<std::string_view, BaseId> code_;
  BaseId dynamicShared_ = noBase;
};

}  // namespace warpsmith::abilities
