#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ptx/module.h"

namespace warpsmith::ptx {

// PTX text that grows, and the module it is of.
class Writer {
 public:
  explicit Writer(const Module& module) : module_(module) { text_.reserve(module.text.size()); }

  const Module& module() const noexcept { return module_; }

  Writer& operator<<(std::string_view text) {
    text_ += text;
    return *this;
  }
  template <typename Number, typename = std::enable_if_t<std::is_integral_v<Number>>>
  Writer& operator<<(Number number) {
    constexpr std::size_t mostDigits = 24;
    char digits[mostDigits];
    return *this << std::string_view(
               digits, static_cast<std::size_t>(std::to_chars(digits, digits + mostDigits, number).ptr - digits));
  }
  // 0f3F800000 and 0d3FF0000000000000.
  Writer& hexadecimal(std::string_view prefix, std::uint64_t bits, int digits) {
    constexpr int bitsPerDigit = 4;
    *this << prefix;
    for (int digit = digits; digit-- > 0;) text_ += "0123456789ABCDEF"[bits >> (digit * bitsPerDigit) & 0xf];
    return *this;
  }

  std::string take() { return std::move(text_); }

 private:
  const Module& module_;
  std::string text_;
};

}  // namespace warpsmith::ptx
