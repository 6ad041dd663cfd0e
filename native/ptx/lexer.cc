#include "ptx/lexer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "error.h"

namespace warpsmith::ptx {
namespace {

enum : std::uint8_t { start = 1, follow = 2 };

constexpr std::array<std::uint8_t, 256> characterClasses() {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = start | follow;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) classes[c] = start | follow;
  for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = follow;
  classes['_'] = classes['$'] = start | follow;
  classes['%'] = start;
  return classes;
}

constexpr std::array<std::uint8_t, 256> classes = characterClasses();

bool starts(char c) { return (classes[static_cast<unsigned char>(c)] & start) != 0; }
bool follows(char c) { return (classes[static_cast<unsigned char>(c)] & follow) != 0; }

const char* endOfIdentifier(const char* at) {
  do ++at;
  while (follows(*at));
  return at;
}

// Until a space, and short enough to be read in a message.
std::string excerpt(const char* at, const char* end) {
  constexpr std::ptrdiff_t most = 40;
  const char* stop = at;
  const char* last = at + std::min(most, end - at);
  while (stop != last && static_cast<unsigned char>(*stop) > ' ' && (stop == at || *stop != ';')) ++stop;
  if (stop == at) ++stop;
  std::string found = "\"";
  for (; at != stop; ++at) found += static_cast<unsigned char>(*at) < ' ' || *at == '\x7f' ? '?' : *at;
  return found + "\"";
}

}  // namespace

void failAt(std::uint32_t line, const std::string& expected, const std::string& found) {
  throw Error("bad-ptx",
              "Line " + std::to_string(line) + " of the PTX: expected " + expected + " but found " + found + ".");
}

Lexer::Lexer(std::string_view text, std::size_t nesting)
    : at_(text.data()), end_(text.data() + text.size()), tokenEnd_(at_), deepest_(nesting) {
  advance(at_);
}

bool Lexer::atIdentifier() const noexcept { return starts(*at_); }

std::string_view Lexer::peekDirective() const noexcept {
  if (*at_ != '.' || !starts(at_[1])) return {};
  const char* stop = endOfIdentifier(at_ + 1);
  return {at_ + 1, static_cast<std::size_t>(stop - at_ - 1)};
}

std::string_view Lexer::since(const char* begin) const noexcept {
  return {begin, static_cast<std::size_t>(std::max(tokenEnd_, begin) - begin)};
}

bool Lexer::take(char symbol) {
  if (*at_ != symbol || atEnd()) return false;
  advance(at_ + 1);
  return true;
}

bool Lexer::take(std::string_view symbols) {
  // The NUL after the text ends the comparison.
  if (std::strncmp(at_, symbols.data(), symbols.size()) != 0) return false;
  advance(at_ + symbols.size());
  return true;
}

bool Lexer::takeDirective(std::string_view name) {
  if (peekDirective() != name) return false;
  advance(at_ + 1 + name.size());
  return true;
}

void Lexer::expect(char symbol, const char* expected) {
  if (!take(symbol)) fail(expected);
}

std::string_view Lexer::identifier(const char* expected) {
  if (!atIdentifier()) fail(expected);
  const char* begin = at_;
  advance(endOfIdentifier(at_));
  return since(begin);
}

std::string_view Lexer::opcode() {
  if (!atIdentifier()) fail("an instruction, a label or a directive");
  const char* begin = at_;
  const char* stop = at_ + 1;
  for (;;) {
    if (follows(*stop)) {
      ++stop;
    } else if (*stop == '.' && follows(stop[1])) {
      stop += 2;
    } else if (*stop == ':' && stop[1] == ':' && follows(stop[2])) {
      stop += 3;
    } else {
      break;
    }
  }
  advance(stop);
  return since(begin);
}

std::string_view Lexer::directive(const char* expected) {
  const std::string_view name = peekDirective();
  if (name.empty()) fail(expected);
  advance(at_ + 1 + name.size());
  return name;
}

std::string_view Lexer::number(const char* expected) {
  if (!atDigit()) fail(expected);
  const char* begin = at_;
  const char* stop = at_;
  // After these letters an `e` is a digit, not an exponent.
  const bool digits = *at_ == '0' && std::strchr("xXfFdDbB", at_[1]) != nullptr;
  for (; follows(*stop) || (*stop == '.' && !digits); ++stop) {
    const bool exponent = !digits && (*stop == 'e' || *stop == 'E');
    if (exponent && (stop[1] == '+' || stop[1] == '-')) ++stop;
  }
  advance(stop);
  return since(begin);
}

const char* Lexer::endOfString(const char* expected) const {
  if (*at_ != '"') fail(expected);
  const char* stop = at_ + 1;
  for (; *stop != '"'; ++stop) {
    if (*stop == '\\' && stop + 1 < end_) ++stop;
    if (stop >= end_ || *stop == '\n') failAt(line_, "the end of a string", "the end of the line");
  }
  return stop + 1;
}

std::string_view Lexer::string(const char* expected) {
  const char* begin = at_ + 1;
  const char* stop = endOfString(expected);
  advance(stop);
  return {begin, static_cast<std::size_t>(stop - 1 - begin)};
}

void Lexer::anything(const char* expected) {
  if (atEnd()) fail(expected);
  if (*at_ == '"') {
    advance(endOfString(expected));
  } else if (follows(*at_) || starts(*at_)) {
    advance(endOfIdentifier(at_));
  } else {
    advance(at_ + 1);
  }
}

void Lexer::fail(const std::string& expected) const {
  failAt(line_, expected, atEnd() ? "the end of the text" : excerpt(at_, end_));
}

void Lexer::enter() {
  if (depth_ == deepest_) fail("no more than " + std::to_string(deepest_) + " levels inside one another");
  ++depth_;
}

void Lexer::advance(const char* tokenEnd) {
  tokenEnd_ = tokenEnd;
  at_ = tokenEnd;
  for (;;) {
    switch (*at_) {
      case '\n':
        ++line_;
        [[fallthrough]];
      case ' ':
      case '\t':
      case '\r':
      case '\v':
      case '\f':
        ++at_;
        break;
      case '/':
        if (at_[1] == '/') {
          const void* newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
          at_ = newline == nullptr ? end_ : static_cast<const char*>(newline);
          break;
        }
        if (at_[1] != '*') return;
        skipBlockComment();
        break;
      default:
        return;
    }
  }
}

void Lexer::skipBlockComment() {
  const std::uint32_t line = line_;
  for (at_ += 2; at_[0] != '*' || at_[1] != '/'; ++at_) {
    if (at_ == end_) failAt(line, "the end of this comment (*/)", "the end of the text");
    if (*at_ == '\n') ++line_;
  }
  at_ += 2;
}

}  // namespace warpsmith::ptx
