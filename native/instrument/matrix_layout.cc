#include "instrument/matrix_layout.h"

namespace warpsmith::instrument {

namespace {

constexpr std::uint32_t chunkBytes = 16;
constexpr std::uint32_t atomRows = 8;
// Of 16-bit elements along K, and 16-byte pieces of any elements along K.
constexpr std::uint32_t columns = 16;
constexpr std::uint32_t chunksOfRow = 2;

}  // namespace

MatrixLayout::MatrixLayout(Edits& edits, const DescribedMatrix& matrix, const std::string& descriptor,
                           std::string& text)
    : edits_(edits), matrix_(matrix) {
  const std::string low = edits_.fresh(RegisterClass::b32);
  const std::string high = edits_.fresh(RegisterClass::b32);
  text += "mov.b64 {" + low + ", " + high + "}, " + descriptor + ";\n\t";
  const auto field = [&](const std::string& word, const char* at) {
    return make(text, "shl.b32", make(text, "bfe.u32", word + ", " + at + ", 14") + ", 4");
  };
  start_ = field(low, "0");
  leading_ = field(low, "16");
  stride_ = field(high, "0");
  baseOffset_ = make(text, "bfe.u32", high + ", 17, 3");
  const std::string mode = make(text, "shr.u32", high + ", 30");
  plain_ = edits_.fresh(RegisterClass::pred);
  text += "setp.eq.u32 " + plain_ + ", " + mode + ", 0;\n\t";
  // 1, 2, 3 are swizzles of 128, 64 and 32 bytes.
  const std::string swizzled = make(text, "sub.u32", "4, " + mode);
  shift_ = make(text, "selp.u32", "0, " + swizzled + ", " + plain_);
  width_ = make(text, "shl.b32", std::to_string(chunkBytes) + ", " + shift_);
  mask_ = make(text, "sub.u32", make(text, "shl.b32", "1, " + shift_) + ", 1");
}

std::uint32_t MatrixLayout::chunks() const noexcept {
  return matrix_.transposed ? matrix_.rows / atomRows * columns : matrix_.rows * chunksOfRow;
}

std::string MatrixLayout::make(std::string& text, const char* opcode, const std::string& operands) const {
  std::string result = edits_.fresh(RegisterClass::b32);
  text += std::string(opcode) + " " + result + ", " + operands + ";\n\t";
  return result;
}

// Without a swizzle the offsets change roles.
std::string MatrixLayout::alongRows(std::string& text) const {
  return make(text, "selp.u32", stride_ + ", " + leading_ + ", " + plain_);
}

std::string MatrixLayout::alongColumns(std::string& text) const {
  return make(text, "selp.u32", leading_ + ", " + stride_ + ", " + plain_);
}

std::string MatrixLayout::chunkAt(const std::string& index, std::string& text) const {
  std::string at;
  if (!matrix_.transposed) {
    // Eight rows of an atom, an atom's width apart. Chunks of a row lie side by side, but not without a swizzle.
    const std::string row = make(text, "shr.u32", index + ", 1");
    const std::string chunk = make(text, "and.b32", index + ", 1");
    const std::string next = make(text, "selp.u32", leading_ + ", 16, " + plain_);
    at = make(text, "mad.lo.u32", chunk + ", " + next + ", " + start_);
    at = make(text, "mad.lo.u32", make(text, "shr.u32", row + ", 3") + ", " + stride_ + ", " + at);
    at = make(text, "mad.lo.u32", make(text, "and.b32", row + ", 7") + ", " + width_ + ", " + at);
  } else {
    // Eight places along K of an atom, an atom's width apart.
    const std::string column = make(text, "and.b32", index + ", 15");
    const std::string chunk = make(text, "shr.u32", index + ", 4");
    const std::string atom = make(text, "shr.u32", chunk + ", " + shift_);
    at = make(text, "mad.lo.u32", atom + ", " + alongRows(text) + ", " + start_);
    at = make(text, "mad.lo.u32", make(text, "and.b32", chunk + ", " + mask_) + ", 16, " + at);
    const std::string part = make(text, "shr.u32", column + ", 3");
    at = make(text, "mad.lo.u32", part + ", " + alongColumns(text) + ", " + at);
    at = make(text, "mad.lo.u32", make(text, "and.b32", column + ", 7") + ", " + width_ + ", " + at);
  }
  // Bits 4 to 6 of the address are mixed with bits 7 to 9.
  std::string mixed = make(text, "sub.u32", make(text, "shr.u32", at + ", 7") + ", " + baseOffset_);
  mixed = make(text, "shl.b32", make(text, "and.b32", mixed + ", " + mask_) + ", 4");
  return make(text, "xor.b32", at + ", " + mixed);
}

std::string MatrixLayout::nearest(std::string& text) const {
  return make(text, "and.b32", start_ + ", " + make(text, "neg.s32", width_));
}

std::string MatrixLayout::end(std::string& text) const {
  const std::string last = std::to_string(matrix_.rows / atomRows - 1);
  std::string at = make(text, "mad.lo.u32", width_ + ", 7, " + start_);
  if (!matrix_.transposed) {
    at = make(text, "mad.lo.u32", stride_ + ", " + last + ", " + at);
    at = make(text, "add.u32", at + ", " + make(text, "selp.u32", leading_ + ", 16, " + plain_));
  } else {
    const std::string atoms = make(text, "shr.u32", last + ", " + shift_);
    at = make(text, "mad.lo.u32", alongRows(text) + ", " + atoms + ", " + at);
    at = make(text, "add.u32", at + ", " + alongColumns(text));
    at = make(text, "mad.lo.u32", make(text, "min.u32", mask_ + ", " + last) + ", 16, " + at);
  }
  at = make(text, "or.b32", at + ", " + make(text, "sub.u32", width_ + ", 1"));
  return make(text, "add.u32", at + ", 1");
}

}  // namespace warpsmith::instrument
