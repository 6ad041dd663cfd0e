#include "sim/exec/print.h"

#include <cstdio>
#include <cstring>

#include "sim/access.h"
#include "sim/block.h"

namespace warpsmith::sim {

namespace {

constexpr std::size_t longestText = 4096;

// A width or precision that long text would not do with: the host's printf takes memory for it.
constexpr int mostWidth = 999;

// Without its numbers' digits behind the third.
std::string bounded(const std::string& specifier) {
  std::string result;
  for (std::size_t i = 0; i < specifier.size();) {
    const std::size_t end = std::min(specifier.find_first_not_of("0123456789", i), specifier.size());
    if (end - i > 3 && std::stoull(specifier.substr(i, std::min<std::size_t>(end - i, 12))) > mostWidth) {
      result += std::to_string(mostWidth);
    } else {
      result += specifier.substr(i, end - i);
    }
    if (end < specifier.size()) result += specifier[end];
    i = end + 1;
  }
  return result;
}

// One conversion ("%-8.3lld") printed with the host's printf: only checked characters reach it.
std::string converted(const std::string& specifier, char conversion, std::uint64_t bits) {
  char buffer[512];
  int length = 0;
  std::string plain = specifier;
  plain.pop_back();
  if (conversion == 'd' || conversion == 'i') {
    length = std::snprintf(buffer, sizeof buffer, (plain + "lld").c_str(), static_cast<long long>(bits));
  } else if (std::strchr("ouxX", conversion)) {
    length = std::snprintf(buffer, sizeof buffer, (plain + "ll" + conversion).c_str(),
                           static_cast<unsigned long long>(bits));
  } else if (conversion == 'c') {
    length = std::snprintf(buffer, sizeof buffer, (plain + conversion).c_str(), static_cast<int>(bits));
  } else if (conversion == 'p') {
    length = std::snprintf(buffer, sizeof buffer, (plain + conversion).c_str(), reinterpret_cast<void*>(bits));
  } else {
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    length = std::snprintf(buffer, sizeof buffer, (plain + conversion).c_str(), value);
  }
  if (length < 0) return {};
  return std::string(buffer, std::min<std::size_t>(static_cast<std::size_t>(length), sizeof buffer - 1));
}

}  // namespace

std::string readText(Warp& warp, const Op& op, unsigned lane, std::uint64_t address) {
  std::string text;
  while (text.size() < longestText) {
    const std::uint8_t* at =
        reach(warp, op, lane, Window::generic, address + text.size(), 1, {Access::read, true, nullptr});
    if (!at || *at == 0) break;
    text += static_cast<char>(*at);
  }
  return text;
}

std::int32_t printFormatted(Warp& warp, const Op& op, unsigned lane, std::uint64_t format, std::uint64_t values) {
  const std::string text = readText(warp, op, lane, format);
  std::string result;
  std::int32_t count = 0;
  std::uint64_t offset = 0;
  const auto next = [&](std::uint32_t bytes) {
    std::uint64_t value = 0;
    offset = (offset + bytes - 1) / bytes * bytes;
    const std::uint8_t* at =
        reach(warp, op, lane, Window::generic, values + offset, bytes, {Access::read, true, nullptr});
    offset += bytes;
    if (at) std::memcpy(&value, at, bytes);
    ++count;
    return value;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '%') {
      result += '%';
      ++i;
      continue;
    }
    std::string specifier = "%";
    unsigned longs = 0;
    for (++i; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '*') {
        specifier += std::to_string(static_cast<std::int32_t>(next(4)));
        continue;
      }
      if (c == 'l' || c == 'j' || c == 'z' || c == 't') ++longs;
      // The host reads what these say for itself: "%ls" would be wide characters.
      if (std::strchr("hljztL", c)) continue;
      specifier += c;
      if (!std::strchr("-+ #0123456789.", c)) break;
    }
    if (i >= text.size() || specifier.size() > 32) break;
    const char conversion = text[i];
    specifier = bounded(specifier);
    if (conversion == 's') {
      const std::string inner = readText(warp, op, lane, next(8));
      char buffer[longestText];
      const int length = std::snprintf(buffer, sizeof buffer, specifier.c_str(), inner.c_str());
      if (length > 0) result += buffer;
    } else if (std::strchr("diouxXc", conversion)) {
      std::uint64_t bits = longs > 0 ? next(8) : next(4);
      if (longs == 0 && (conversion == 'd' || conversion == 'i')) {
        bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(bits)));
      }
      result += converted(specifier, conversion, bits);
    } else if (std::strchr("eEfFgGaA", conversion) || conversion == 'p') {
      result += converted(specifier, conversion, next(8));
    } else {
      result += specifier;
    }
  }
  warp.block.extraWork += text.size() + result.size();
  warp.block.grid.print(result);
  return count;
}

}  // namespace warpsmith::sim
