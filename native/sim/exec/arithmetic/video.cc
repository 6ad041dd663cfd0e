// Video instructions: scalar ones on parts of registers, SIMD ones on halves and bytes.

#include "sim/numeric/video.h"

#include <memory>
#include <string_view>
#include <unordered_map>

#include "sim/exec/arithmetic/lane_handlers.h"
#include "sim/numeric/compare.h"
#include "sim/warp.h"

namespace warpsmith::sim {

namespace {

enum class VideoKind { scalar, shift, set, mad, simd, simdSet };

struct Video : OpDetail {
  VideoKind kind = VideoKind::scalar;
  VideoOperation operation = VideoOperation::add;
  Comparison comparison = Comparison::eq;
  bool clamp = false;
  u32 width = 0;  // of a SIMD instruction's elements
  ScalarVideo scalar{};
  VideoMad mad{};
  SimdVideo simd{};
};

bool compareNumbers(Comparison comparison, s64 a, s64 b) {
  switch (comparison) {
    case Comparison::eq:
      return a == b;
    case Comparison::ne:
      return a != b;
    case Comparison::lt:
      return a < b;
    case Comparison::le:
      return a <= b;
    case Comparison::gt:
      return a > b;
    default:
      return a >= b;
  }
}

u32 videoLane(const Video& video, u32 a, u32 b, u32 c) {
  const auto compare = [&video](s64 x, s64 y) { return compareNumbers(video.comparison, x, y); };
  switch (video.kind) {
    case VideoKind::scalar:
      return scalarVideo(video.operation, a, b, c, video.scalar);
    case VideoKind::shift:
      return scalarVideoShift(video.operation, a, b, c, video.clamp, video.scalar);
    case VideoKind::set: {
      const ScalarVideo& form = video.scalar;
      const bool result = compare(selectPart(a, form.partA, form.signedA), selectPart(b, form.partB, form.signedB));
      return scalarVideoSet(result, c, form);
    }
    case VideoKind::mad:
      return vmad(a, b, c, video.mad);
    case VideoKind::simd:
      return video.width == 16 ? simdVideo<16>(video.operation, a, b, c, video.simd)
                               : simdVideo<8>(video.operation, a, b, c, video.simd);
    case VideoKind::simdSet:
      return video.width == 16 ? simdVideoSet<16>(a, b, c, video.simd, compare)
                               : simdVideoSet<8>(a, b, c, video.simd, compare);
  }
  return 0;
}

Step runVideo(Warp& warp, const Op& op) {
  const auto& video = op.as<Video>();
  const u32* a = warp.in32(op.a);
  const u32* b = warp.in32(op.b);
  const u32* c = warp.in32(op.c);
  u32* d = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) { d[lane] = videoLane(video, a[lane], b[lane], c[lane]); });
  return Step::next;
}

struct Root {
  VideoKind kind;
  VideoOperation operation;
  u32 width;
};

const std::unordered_map<std::string_view, Root>& roots() {
  using Operation = VideoOperation;
  static const std::unordered_map<std::string_view, Root> byName{
      {"vadd", {VideoKind::scalar, Operation::add, 32}},
      {"vsub", {VideoKind::scalar, Operation::sub, 32}},
      {"vabsdiff", {VideoKind::scalar, Operation::absDiff, 32}},
      {"vmin", {VideoKind::scalar, Operation::min, 32}},
      {"vmax", {VideoKind::scalar, Operation::max, 32}},
      {"vshl", {VideoKind::shift, Operation::shl, 32}},
      {"vshr", {VideoKind::shift, Operation::shr, 32}},
      {"vset", {VideoKind::set, Operation::add, 32}},
      {"vmad", {VideoKind::mad, Operation::add, 32}},
      {"vadd2", {VideoKind::simd, Operation::add, 16}},
      {"vsub2", {VideoKind::simd, Operation::sub, 16}},
      {"vavrg2", {VideoKind::simd, Operation::average, 16}},
      {"vabsdiff2", {VideoKind::simd, Operation::absDiff, 16}},
      {"vmin2", {VideoKind::simd, Operation::min, 16}},
      {"vmax2", {VideoKind::simd, Operation::max, 16}},
      {"vset2", {VideoKind::simdSet, Operation::add, 16}},
      {"vadd4", {VideoKind::simd, Operation::add, 8}},
      {"vsub4", {VideoKind::simd, Operation::sub, 8}},
      {"vavrg4", {VideoKind::simd, Operation::average, 8}},
      {"vabsdiff4", {VideoKind::simd, Operation::absDiff, 8}},
      {"vmin4", {VideoKind::simd, Operation::min, 8}},
      {"vmax4", {VideoKind::simd, Operation::max, 8}},
      {"vset4", {VideoKind::simdSet, Operation::add, 8}},
  };
  return byName;
}

// What an opcode says besides its root.
struct Modifying {
  bool isSigned[3] = {};  // of the types in order
  unsigned types = 0;
  bool saturated = false;
  bool plusOne = false;
  bool clamp = false;
  bool hasMode = false;
  bool compares = false;
  Comparison comparison = Comparison::eq;
  VideoSecond second = VideoSecond::none;
  u32 scale = 0;
};

bool readModifiers(const Decoder& decoder, Modifying& found) {
  static const std::unordered_map<std::string_view, Comparison> comparisons{
      {"eq", Comparison::eq}, {"ne", Comparison::ne}, {"lt", Comparison::lt},
      {"le", Comparison::le}, {"gt", Comparison::gt}, {"ge", Comparison::ge}};
  for (std::size_t i = 1; i < decoder.parts().size(); ++i) {
    const std::string_view part = decoder.parts()[i];
    if (part == "u32" || part == "s32") {
      if (found.types == 3) return false;
      found.isSigned[found.types++] = part == "s32";
    } else if (part == "sat") {
      found.saturated = true;
    } else if (part == "po") {
      found.plusOne = true;
    } else if (part == "clamp" || part == "wrap") {
      found.clamp = part == "clamp";
      found.hasMode = true;
    } else if (part == "shr7" || part == "shr15") {
      found.scale = part == "shr7" ? 7 : 15;
    } else if (part == "add" || part == "min" || part == "max") {
      found.second = part == "add" ? VideoSecond::add : part == "min" ? VideoSecond::min : VideoSecond::max;
    } else if (const auto comparison = comparisons.find(part); comparison != comparisons.end()) {
      found.comparison = comparison->second;
      found.compares = true;
    } else {
      return false;
    }
  }
  return true;
}

bool readPart(std::string_view text, VideoPart& part) {
  static const std::unordered_map<std::string_view, VideoPart> parts{
      {"", VideoPart::word}, {"b0", VideoPart::b0}, {"b1", VideoPart::b1}, {"b2", VideoPart::b2},
      {"b3", VideoPart::b3}, {"h0", VideoPart::h0}, {"h1", VideoPart::h1}};
  const auto found = parts.find(text);
  if (found == parts.end()) return false;
  part = found->second;
  return true;
}

std::string_view selectorOf(const ptx::Operand& operand) {
  return operand.kind == ptx::OperandKind::reg ? operand.text : std::string_view{};
}

// "h32" or "b7654", the highest element's number first; nibbles with the lowest element's first.
bool readSelector(std::string_view text, u32 width, u32 implied, u32& selector) {
  selector = implied;
  if (text.empty()) return true;
  const u32 count = 32 / width;
  if (text.size() != 1 + count || text.front() != (width == 16 ? 'h' : 'b')) return false;
  selector = 0;
  for (const char digit : text.substr(1)) {
    if (digit < '0' || static_cast<u32>(digit - '0') >= 2 * count) return false;
    selector = selector << 4 | static_cast<u32>(digit - '0');
  }
  return true;
}

// "h1" or "b320": the elements that are written.
bool readMask(std::string_view text, u32 width, u32& mask) {
  const u32 count = 32 / width;
  mask = (1u << count) - 1;
  if (text.empty()) return true;
  if (text.size() < 2 || text.front() != (width == 16 ? 'h' : 'b')) return false;
  mask = 0;
  for (const char digit : text.substr(1)) {
    if (digit < '0' || static_cast<u32>(digit - '0') >= count) return false;
    mask |= 1u << (digit - '0');
  }
  return true;
}

bool decodeSimd(const Decoder& decoder, const Modifying& found, Video& video) {
  const bool sets = video.kind == VideoKind::simdSet;
  if (found.types != (sets ? 2u : 3u) || found.compares != sets || found.plusOne || found.hasMode || found.scale != 0 ||
      (sets && found.saturated) || decoder.operands() != 4) {
    return false;
  }
  if (found.second != VideoSecond::none && found.second != VideoSecond::add) return false;
  SimdVideo& form = video.simd;
  form.signedD = !sets && found.isSigned[0];
  form.signedA = found.isSigned[sets ? 0 : 1];
  form.signedB = found.isSigned[sets ? 1 : 2];
  form.saturated = found.saturated;
  form.accumulated = found.second == VideoSecond::add;
  const bool halves = video.width == 16;
  return readMask(selectorOf(decoder.operand(0)), video.width, form.mask) &&
         readSelector(selectorOf(decoder.operand(1)), video.width, halves ? 0x10 : 0x3210, form.selectorA) &&
         readSelector(selectorOf(decoder.operand(2)), video.width, halves ? 0x32 : 0x7654, form.selectorB);
}

bool decodeMad(const Decoder& decoder, const Modifying& found, Video& video) {
  if (found.types != 3 || found.compares || found.hasMode || found.second != VideoSecond::none ||
      decoder.operands() != 4) {
    return false;
  }
  VideoMad& form = video.mad;
  form.signedA = found.isSigned[1];
  form.signedB = found.isSigned[2];
  form.negatedProduct = decoder.operand(1).negated != decoder.operand(2).negated;
  form.negatedC = decoder.operand(3).negated;
  form.plusOne = found.plusOne;
  form.saturated = found.saturated;
  form.scale = found.scale;
  // .po excludes negation.
  if (form.plusOne && (decoder.operand(1).negated || decoder.operand(2).negated || form.negatedC)) return false;
  return readPart(selectorOf(decoder.operand(1)), form.partA) && readPart(selectorOf(decoder.operand(2)), form.partB);
}

bool decodeScalar(const Decoder& decoder, const Modifying& found, Video& video) {
  const bool sets = video.kind == VideoKind::set;
  const bool shifts = video.kind == VideoKind::shift;
  if (found.types != (sets ? 2u : 3u) || found.compares != sets || found.hasMode != shifts || found.plusOne ||
      found.scale != 0 || (sets && found.saturated)) {
    return false;
  }
  ScalarVideo& form = video.scalar;
  form.signedD = !sets && found.isSigned[0];
  form.signedA = found.isSigned[sets ? 0 : 1];
  form.signedB = found.isSigned[sets ? 1 : 2];
  form.saturated = found.saturated;
  form.second = found.second;
  video.clamp = found.clamp;
  if (shifts && form.signedB) return false;
  if (!readPart(selectorOf(decoder.operand(0)), form.partD) || !readPart(selectorOf(decoder.operand(1)), form.partA) ||
      !readPart(selectorOf(decoder.operand(2)), form.partB)) {
    return false;
  }
  const bool joins = form.second != VideoSecond::none;
  if (joins && form.partD != VideoPart::word) return false;
  const bool takesThird = joins || form.partD != VideoPart::word;
  return decoder.operands() == (takesThird ? 4u : 3u);
}

bool readSource(Decoder& decoder, std::size_t i, Slot& slot) {
  // Negation is the instruction's to do.
  ptx::Operand operand = decoder.operand(i);
  operand.negated = false;
  return decoder.source(operand, 32, slot);
}

}  // namespace

bool decodeVideo(Decoder& decoder, Op& op) {
  const auto root = roots().find(decoder.root());
  Modifying found;
  if (root == roots().end() || decoder.operands() < 3 || !readModifiers(decoder, found)) return false;
  auto video = std::make_unique<Video>();
  video->kind = root->second.kind;
  video->operation = root->second.operation;
  video->width = root->second.width;
  video->comparison = found.comparison;
  for (std::size_t i = 0; i < decoder.operands(); ++i) {
    if (decoder.operand(i).negated && video->kind != VideoKind::mad) return false;
  }
  bool known = false;
  switch (video->kind) {
    case VideoKind::simd:
    case VideoKind::simdSet:
      known = decodeSimd(decoder, found, *video);
      break;
    case VideoKind::mad:
      known = decodeMad(decoder, found, *video);
      break;
    default:
      known = decodeScalar(decoder, found, *video);
  }
  if (!known || !decoder.destination(0, 32, op.d) || !readSource(decoder, 1, op.a) || !readSource(decoder, 2, op.b)) {
    return false;
  }
  if (decoder.operands() == 4) {
    if (!readSource(decoder, 3, op.c)) return false;
  } else {
    op.c = op.a;  // not used
  }
  op.kind = OpClass::integer;
  op.run = runVideo;
  op.detail = decoder.keep(std::move(video));
  return true;
}

}  // namespace warpsmith::sim
