#include "ptx/print_variable.h"

#include <algorithm>
#include <unordered_map>

namespace warpsmith::ptx {
namespace {

constexpr std::uint32_t bitsPerByte = 8;

std::string_view nameOfSpace(Space space) {
  switch (space) {
    case Space::reg:
      return ".reg";
    case Space::global:
      return ".global";
    case Space::shared:
      return ".shared";
    case Space::local:
      return ".local";
    case Space::constant:
      return ".const";
    case Space::param:
      return ".param";
    default:
      return "";
  }
}

class InitialPrinter {
 public:
  InitialPrinter(Writer& out, const Variable& variable)
      : out_(out), variable_(variable), elementBytes_(bytesOf(variable.type)) {
    for (const std::int64_t count : variable.shape) counts_.push_back(static_cast<std::uint64_t>(count));
    if (variable.vector > 1) counts_.push_back(variable.vector);
    strides_.assign(counts_.size(), elementBytes_);
    for (std::size_t i = counts_.size(); i-- > 1;) strides_[i - 1] = strides_[i] * counts_[i];
    std::size_t end = variable.initial.size();
    while (end > 0 && variable.initial[end - 1] == 0) --end;
    end_ = end;
    for (const Variable::Reference& reference : variable.references) {
      references_.emplace(reference.offset, &reference);
      end_ = std::max(end_, reference.offset + reference.bytes);
    }
  }

  // Zeros at the end go without saying.
  void print(std::size_t dimension, std::uint64_t offset) {
    if (dimension == counts_.size()) {
      element(offset);
      return;
    }
    const std::uint64_t stride = strides_[dimension];
    const std::uint64_t needed = end_ > offset ? (end_ - offset + stride - 1) / stride : 1;
    const std::uint64_t count = std::min(needed, counts_[dimension]);
    out_ << "{";
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i > 0) out_ << ", ";
      print(dimension + 1, offset + i * stride);
    }
    out_ << "}";
  }

 private:
  void element(std::uint64_t offset) {
    const auto found = references_.find(offset);
    if (found != references_.end()) {
      reference(*found->second);
      return;
    }
    std::uint64_t bits = 0;
    for (std::uint64_t i = std::min<std::uint64_t>(elementBytes_, sizeof(bits)); i-- > 0;) {
      bits = bits << bitsPerByte | variable_.initial[offset + i];
    }
    // Of .b128 the lower half tells, as constants have 64 bits.
    const bool isNegative = elementBytes_ > sizeof(bits) && variable_.initial[offset + sizeof(bits)] != 0;
    if (variable_.type == Type::f32) {
      out_.hexadecimal("0f", bits, 8);
    } else if (variable_.type == Type::f64) {
      out_.hexadecimal("0d", bits, 16);
    } else if (isNegative) {
      out_ << static_cast<std::int64_t>(bits);
    } else {
      out_ << bits;
    }
  }

  void reference(const Variable::Reference& reference) {
    const bool masked = reference.bytes * bitsPerByte < out_.module().addressBits;
    if (masked) {
      const std::uint64_t mask = ((std::uint64_t{1} << (reference.bytes * bitsPerByte)) - 1) << reference.shift;
      out_.hexadecimal("0x", mask, 16) << "(";
    }
    out_ << (reference.generic ? "generic(" : "") << reference.symbol << (reference.generic ? ")" : "");
    if (reference.addend != 0) out_ << "+" << reference.addend;
    if (masked) out_ << ")";
  }

  Writer& out_;
  const Variable& variable_;
  std::uint64_t elementBytes_;
  std::uint64_t end_ = 0;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> strides_;
  std::unordered_map<std::uint64_t, const Variable::Reference*> references_;
};

}  // namespace

void printDeclaration(Writer& out, const Variable& variable) {
  if (variable.isExtern) out << ".extern ";
  if (variable.isVisible) out << ".visible ";
  if (variable.isWeak) out << ".weak ";
  if (variable.isCommon) out << ".common ";
  out << nameOfSpace(variable.space);
  for (const std::string_view attribute : variable.attributes) out << (attribute[0] == '[' ? "" : " ") << attribute;
  if (variable.alignment != 0) out << " .align " << variable.alignment;
  if (variable.vector > 1) out << " .v" << variable.vector;
  out << " ." << nameOf(variable.type);
  if (variable.isPointer) {
    out << " .ptr";
    if (variable.pointerSpace != Space::none) out << " " << nameOfSpace(variable.pointerSpace);
    if (variable.pointerAlignment != 0) out << " .align " << variable.pointerAlignment;
  }
  out << " " << variable.name;
  for (const std::int64_t count : variable.shape) {
    out << "[";
    if (count != 0) out << count;
    out << "]";
  }
  if (!variable.state.empty()) out << " = " << variable.state;
  if (variable.initial.empty()) return;
  out << " = ";
  InitialPrinter(out, variable).print(0, 0);
}

}  // namespace warpsmith::ptx
