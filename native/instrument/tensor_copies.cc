#include "instrument/tensor_copies.h"

#include <string>
#include <string_view>
#include <utility>

#include "instrument/refuse.h"
#include "instrument/report.h"
#include "instrument/tensor_maps.h"
#include "instrument/touch.h"
#include "ptx/print_body.h"

// What a copy must know of its map, the host says: the instruction names neither the size of an element nor its type.
// A map's form is its number of dimensions in the low byte, and above that a bit for its type (CUtensorMapDataType).
namespace warpsmith::instrument {

namespace {

constexpr std::uint32_t mapBytes = 128;
constexpr const char* rankMask = "255";
constexpr unsigned typeShift = 8;
// Of an innermost coordinate, where elements are bytes; larger ones need fewer bits to be 0.
constexpr unsigned mostZeroBits = 4;

enum Type : unsigned { u8, u16, u32, s32, u64, s64, f16, f32, f64, bf16, f32Flushed, tf32, tf32Flushed };

constexpr std::uint64_t bit(unsigned type) { return std::uint64_t{1} << (typeShift + type); }

// The forms whose types a reduction is for, as the simulator has them (PTX ISA, cp.reduce.async.bulk). Types that
// nothing is known of may be added.
std::uint64_t reducedTypes(std::string_view reduction) {
  const std::uint64_t words = bit(u32) | bit(s32) | bit(u64) | bit(s64);
  const std::uint64_t halves = bit(f16) | bit(bf16);
  if (reduction == "add") return words | halves | bit(f32) | bit(f64) | bit(f32Flushed) | bit(tf32) | bit(tf32Flushed);
  if (reduction == "min" || reduction == "max") return words | halves;
  if (reduction == "inc" || reduction == "dec") return bit(u32);
  return words;
}

class TensorCopies {
 public:
  explicit TensorCopies(FunctionPlan& plan) : plan_(plan), edits_(plan.edits()) {}

  void run() {
    for (std::uint32_t i = 0; i < plan_.function().instructions.size(); ++i) {
      const Touches touches = touchesOf(plan_.function().instructions[i], plan_.function());
      if (touches.tensor.map != nullptr) check(touches, i);
    }
  }

 private:
  void check(const Touches& touches, std::uint32_t at);
  void checkForm(const TensorCopy& copy, std::uint32_t map, std::uint32_t at);
  void checkCoordinate(const Touches& touches, std::uint32_t map, std::uint32_t at);
  void checkWritten(std::uint32_t map, std::uint32_t at);
  Site trap(std::uint32_t at, std::string message) const;

  FunctionPlan& plan_;
  Edits& edits_;
};

Site TensorCopies::trap(std::uint32_t at, std::string message) const {
  Site site = plan_.siteAt(plan_.function().instructions[at], SiteKind::trap);
  site.message = std::move(message);
  return site;
}

void TensorCopies::checkForm(const TensorCopy& copy, std::uint32_t map, std::uint32_t at) {
  if (!copy.tiled) {
    refuseWhere(plan_, at, "", "setp.eq.s64", "0, 0",
                trap(at, "The copy is in im2col mode, and a plan's tensor maps are tiled."));
    return;
  }
  const std::string form = edits_.fresh(RegisterClass::b64);
  const std::string rank = edits_.fresh(RegisterClass::b64);
  const std::string load = loadMap(plan_, map, BoundKind::form, bytesOfBound / 2, form);
  refuseWhere(plan_, at, load + "and.b64 " + rank + ", " + form + ", " + rankMask + ";\n\t", "setp.ne.s64",
              rank + ", " + std::to_string(copy.rank),
              trap(at, "Expected a tensor map of " + std::to_string(copy.rank) +
                           " dimensions but found one of another number of them."));
  if (copy.reduction.empty()) return;
  const std::string type = edits_.fresh(RegisterClass::b64);
  refuseWhere(plan_, at,
              "and.b64 " + type + ", " + form + ", " + std::to_string(reducedTypes(copy.reduction)) + ";\n\t",
              "setp.eq.s64", type + ", 0", trap(at, "The reduction does not exist for the tensor map's type."));
}

void TensorCopies::checkCoordinate(const Touches& touches, std::uint32_t map, std::uint32_t at) {
  const ptx::Operand& innermost = *touches.tensor.innermost;
  if (plan_.origins().zeroBits(innermost) >= mostZeroBits) return;
  Site site = plan_.siteAt(plan_.function().instructions[at], SiteKind::coordinate);
  site.isAccess = true;
  site.access = touches.writtenMap == nullptr      ? Access::read
                : touches.tensor.reduction.empty() ? Access::write
                                                   : Access::atomic;
  site.window = Window::global;
  site.parameter = map;
  const std::string narrow = edits_.fresh(RegisterClass::b32);
  const std::string coordinate = edits_.fresh(RegisterClass::b64);
  const std::string mask = edits_.fresh(RegisterClass::b64);
  const std::string low = edits_.fresh(RegisterClass::b64);
  ptx::Writer out(plan_.module().module());
  ptx::printOperand(out, plan_.function(), innermost, {});
  const std::string text = "mov.b32 " + narrow + ", " + out.take() + ";\n\tcvt.s64.s32 " + coordinate + ", " + narrow +
                           ";\n\t" + loadMap(plan_, map, BoundKind::form, 0, mask) + "and.b64 " + low + ", " +
                           coordinate + ", " + mask + ";\n\t";
  refuseWhere(plan_, at, text, "setp.ne.s64", low + ", 0", std::move(site), coordinate, mask);
}

// A copy to global memory by the map of a tensor that may only be read.
void TensorCopies::checkWritten(std::uint32_t map, std::uint32_t at) {
  Site site = plan_.siteAt(plan_.function().instructions[at], SiteKind::access);
  site.isAccess = true;
  site.access = Access::write;
  site.window = Window::global;
  site.parameter = map;
  const std::string writable = edits_.fresh(RegisterClass::b64);
  refuseWhere(plan_, at, loadMap(plan_, map, BoundKind::map, bytesOfBound / 2, writable), "setp.eq.s64",
              writable + ", 0", std::move(site));
}

void TensorCopies::check(const Touches& touches, std::uint32_t at) {
  const TensorCopy& copy = touches.tensor;
  const std::uint32_t map = mapParameter(plan_, *copy.map);
  const std::uint32_t line = plan_.siteAt(plan_.function().instructions[at], SiteKind::access).line;
  if (map == noParameter) {
    plan_.module().noteUnchecked("where in its tensor a tensor copy begins", line);
    if (touches.writtenMap != nullptr) plan_.module().noteUnchecked("which tensor a tensor copy writes to", line);
    return;
  }
  // What is too small for a map, the check of the access to it refuses.
  if (plan_.function().parameters[map].bytes() < mapBytes) return;
  checkForm(copy, map, at);
  checkCoordinate(touches, map, at);
  if (touches.writtenMap != nullptr) checkWritten(map, at);
}

}  // namespace

void checkTensorCopies(FunctionPlan& plan) { TensorCopies(plan).run(); }

}  // namespace warpsmith::instrument
