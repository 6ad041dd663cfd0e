#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace warpsmith::ptx {

// Takes a text apart, always standing at the start of a token: every take skips the white space and comments after it.
class Lexer {
 public:
  // `text` must be followed by a NUL, as a std::string's is.
  Lexer(std::string_view text, std::size_t nesting);
  Lexer(const Lexer&) = delete;
  Lexer& operator=(const Lexer&) = delete;

  bool atEnd() const noexcept { return at_ == end_; }
  // NUL at the end.
  char peek() const noexcept { return *at_; }
  char peekSecond() const noexcept { return atEnd() ? '\0' : at_[1]; }
  bool atIdentifier() const noexcept;
  bool atDigit() const noexcept { return *at_ >= '0' && *at_ <= '9'; }
  // The name after the dot; empty when no directive is next.
  std::string_view peekDirective() const noexcept;
  // Whether the token before touches the next one.
  bool touches() const noexcept { return at_ == tokenEnd_; }

  std::uint32_t line() const noexcept { return line_; }
  const char* position() const noexcept { return at_; }
  // From a token's start to the end of the last one taken.
  std::string_view since(const char* start) const noexcept;

  bool take(char symbol);
  bool take(std::string_view symbols);
  bool takeDirective(std::string_view name);
  void expect(char symbol, const char* expected);
  std::string_view identifier(const char* expected);
  // An opcode: identifiers joined by `.` and `::`.
  std::string_view opcode();
  // Returns the name after the dot.
  std::string_view directive(const char* expected);
  // As written, of any base and with a fraction.
  std::string_view number(const char* expected);
  // What stands between the quotes.
  std::string_view string(const char* expected);
  // One token of whatever kind.
  void anything(const char* expected);

  [[noreturn]] void fail(const std::string& expected) const;

  // Counts one more level for the length of a scope.
  class Nested {
   public:
    explicit Nested(Lexer& lexer) : lexer_(lexer) { lexer.enter(); }
    ~Nested() { lexer_.leave(); }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

   private:
    Lexer& lexer_;
  };
  void enter();
  void leave() noexcept { --depth_; }

 private:
  void advance(const char* tokenEnd);
  void skipBlockComment();
  const char* endOfString(const char* expected) const;

  const char* at_;
  const char* end_;
  const char* tokenEnd_;
  std::uint32_t line_ = 1;
  std::size_t depth_ = 0;
  std::size_t deepest_;
};

[[noreturn]] void failAt(std::uint32_t line, const std::string& expected, const std::string& found);

}  // namespace warpsmith::ptx
