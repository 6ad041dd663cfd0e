#include "instrument/check.h"

#include <algorithm>
#include <utility>

#include "instrument/report.h"

namespace warpsmith::instrument {

namespace {

const char* typeOf(bool wide) { return wide ? "u64" : "u32"; }

const char* spaceOf(const ptx::Variable& variable) {
  switch (variable.space) {
    case ptx::Space::shared:
      return "shared";
    case ptx::Space::local:
      return "local";
    case ptx::Space::constant:
      return "const";
    case ptx::Space::param:
      return "param";
    default:
      return "global";
  }
}

bool isDynamic(const ptx::Variable& variable) {
  return variable.space == ptx::Space::shared && (variable.isExtern || variable.bytes() == 0);
}

bool isReadOnly(const ptx::Variable& variable) {
  return variable.space == ptx::Space::constant || variable.space == ptx::Space::param;
}

// Bytes that have to fit behind an address; with a size in a register, that is added later.
std::uint64_t spanOf(const Range& range) { return range.size.empty() ? std::max<std::uint64_t>(range.bytes, 1) : 1; }

}  // namespace

bool Check::isGuess(const Range& range) const {
  if (range.origin.kind == OriginKind::parameter) return true;
  if (range.origin.kind != OriginKind::symbol) return false;
  // Two arrays of shared memory may be one to a kernel; nothing else lies beside what the others name.
  const ptx::Space space = range.origin.symbol->space;
  return space == ptx::Space::global || (space == ptx::Space::shared && plan_.module().sharedVariables() > 1);
}

std::string Check::quick(const Range& range, std::string& text) {
  std::string allowed;
  switch (range.origin.kind) {
    case OriginKind::parameter:
      allowed = inTensor(range, text, range.origin.parameter, 0);
      break;
    case OriginKind::symbol:
      allowed = inSymbol(range, text);
      break;
    default:
      allowed = inWindow(range, text);
      break;
  }
  return excused(range, text, allowed);
}

std::string Check::thorough(const Range& range, std::string& text) {
  return excused(range, text, inWindow(range, text));
}

std::string Check::inWindow(const Range& range, std::string& text) {
  switch (range.window) {
    case Window::generic:
      return inGeneric(range, text);
    case Window::global:
      return inGlobal(range, text);
    case Window::shared:
      return inShared(range, text);
    case Window::cluster:
      return plan_.module().usesClusters() ? inCluster(range, text) : inShared(range, text);
    case Window::local:
      return inLocal(range, text);
    case Window::constant:
      return inConstant(range, text);
    case Window::parameter:
      // Nothing but its name tells where a parameter lies.
      return never(text);
  }
  return never(text);
}

std::string Check::both(std::string& text, const std::string& a, const std::string& b) {
  std::string result = edits_.fresh(RegisterClass::pred);
  text += "and.pred " + result + ", " + a + ", " + b + ";\n\t";
  return result;
}

std::string Check::either(std::string& text, const std::string& a, const std::string& b) {
  std::string result = edits_.fresh(RegisterClass::pred);
  text += "or.pred " + result + ", " + a + ", " + b + ";\n\t";
  return result;
}

std::string Check::never(std::string& text) {
  std::string result = edits_.fresh(RegisterClass::pred);
  text += "setp.ne.u32 " + result + ", 0, 0;\n\t";
  return result;
}

std::string Check::excused(const Range& range, std::string& text, std::string allowed) {
  const char* type = range.wide ? "64" : "32";
  for (const Alignment& alignment : range.alignments) {
    const std::int64_t mask = std::int64_t{alignment.alignment} - 1;
    const std::string low = edits_.fresh(range.wide ? RegisterClass::b64 : RegisterClass::b32);
    const std::string right = edits_.fresh(RegisterClass::pred);
    text += std::string("and.b") + type + " " + low + ", " + range.root + ", " + std::to_string(mask) +
            ";\n\tsetp.eq.s" + type + " " + right + ", " + low + ", " + std::to_string(-alignment.offset & mask) +
            ";\n\t";
    allowed = both(text, allowed, right);
  }
  const auto multiple = [&](const std::string& value, std::uint32_t of) {
    if (value.empty() || of <= 1) return;
    const std::string low = edits_.fresh(RegisterClass::b64);
    const std::string right = edits_.fresh(RegisterClass::pred);
    text += "and.b64 " + low + ", " + value + ", " + std::to_string(of - 1) + ";\n\tsetp.eq.s64 " + right + ", " + low +
            ", 0;\n\t";
    allowed = both(text, allowed, right);
  };
  multiple(range.size, range.sizeMultiple);
  multiple(range.step, range.stepAlignment);
  constexpr std::uint32_t warp = 32;
  if (range.lanes < warp) {
    const std::string lane = edits_.fresh(RegisterClass::b32);
    const std::string idle = edits_.fresh(RegisterClass::pred);
    text += "mov.u32 " + lane + ", %laneid;\n\tsetp.ge.u32 " + idle + ", " + lane + ", " + std::to_string(range.lanes) +
            ";\n\t";
    allowed = either(text, allowed, idle);
  }
  if (!range.size.empty()) {
    const std::string empty = edits_.fresh(RegisterClass::pred);
    text += "setp.eq.u64 " + empty + ", " + range.size + ", 0;\n\t";
    allowed = either(text, allowed, empty);
  }
  for (const std::string& excuse : range.excuses) {
    if (excuse[0] != '!') {
      allowed = either(text, allowed, excuse);
      continue;
    }
    const std::string negated = edits_.fresh(RegisterClass::pred);
    text += "not.pred " + negated + ", " + excuse.substr(1) + ";\n\t";
    allowed = either(text, allowed, negated);
  }
  return allowed;
}

std::string Check::start(const Range& range, std::string& text) {
  if (range.first == 0) return range.root;
  std::string result = edits_.fresh(range.wide ? RegisterClass::b64 : RegisterClass::b32);
  text += std::string("add.s") + (range.wide ? "64 " : "32 ") + result + ", " + range.root + ", " +
          std::to_string(range.first) + ";\n\t";
  return result;
}

std::string Check::wide(const Range& range, std::string& text) {
  std::string address = start(range, text);
  if (range.wide) return address;
  std::string result = edits_.fresh(RegisterClass::b64);
  text += "cvt.u64.u32 " + result + ", " + address + ";\n\t";
  return result;
}

std::string Check::fits(const Range& range, std::string& text, const std::string& distance, bool wide,
                        const std::string& limit) {
  std::string result = edits_.fresh(RegisterClass::pred);
  text += std::string("setp.lt.") + typeOf(wide) + " " + result + ", " + distance + ", " + limit + ";\n\t";
  if (range.size.empty()) return result;
  // What is left behind the address holds the rest.
  const std::string left = edits_.fresh(wide ? RegisterClass::b64 : RegisterClass::b32);
  text += std::string("sub.") + typeOf(wide) + " " + left + ", " + limit + ", " + distance + ";\n\t";
  std::string left64 = left;
  if (!wide) {
    left64 = edits_.fresh(RegisterClass::b64);
    text += "cvt.u64.u32 " + left64 + ", " + left + ";\n\t";
  }
  const std::string enough = edits_.fresh(RegisterClass::pred);
  text += "setp.ge.u64 " + enough + ", " + left64 + ", " + range.size + ";\n\t";
  return both(text, result, enough);
}

std::string Check::inTensor(const Range& range, std::string& text, std::uint32_t parameter, std::uint32_t number) {
  Bound bound;
  bound.parameter = parameter;
  bound.range = number;
  if (parameter != noParameter) bound.kernel = std::string(plan_.function().name);
  bound.first = range.first;
  bound.bytes = spanOf(range);
  bound.writes = range.writes;
  const std::string base = edits_.fresh(RegisterClass::b64);
  const std::string limit = edits_.fresh(RegisterClass::b64);
  const std::string distance = edits_.fresh(RegisterClass::b64);
  text += plan_.module().loadBound(bound, 0, base) + plan_.module().loadBound(bound, bytesOfBound / 2, limit) +
          "sub.s64 " + distance + ", " + range.root + ", " + base + ";\n\t";
  return fits(range, text, distance, true, limit);
}

std::string Check::symbolBase(const Range& range, std::string& text) {
  const ptx::Variable& symbol = *range.origin.symbol;
  const char* suffix = typeOf(range.wide);
  std::string base = edits_.fresh(range.wide ? RegisterClass::b64 : RegisterClass::b32);
  text += std::string("mov.") + suffix + " " + base + ", " + std::string(symbol.name) + ";\n\t";
  if (range.window == Window::generic) {
    text += std::string("cvta.") + spaceOf(symbol) + "." + suffix + " " + base + ", " + base + ";\n\t";
  }
  return base;
}

std::string Check::symbolStart(const Range& range, std::string& text) {
  std::string base = symbolBase(range, text);
  if (range.wide) return base;
  std::string result = edits_.fresh(RegisterClass::b64);
  text += "cvt.u64.u32 " + result + ", " + base + ";\n\t";
  return result;
}

std::string Check::inSymbol(const Range& range, std::string& text) {
  const ptx::Variable& symbol = *range.origin.symbol;
  if (range.writes && isReadOnly(symbol)) return never(text);
  const char* suffix = typeOf(range.wide);
  const RegisterClass kind = range.wide ? RegisterClass::b64 : RegisterClass::b32;
  std::string base = symbolBase(range, text);
  const std::string distance = edits_.fresh(kind);
  std::string address = start(range, text);
  if (range.window == Window::cluster) {
    // Whose memory it is stands above the place in it, and mapa saw to that.
    const std::string whole = address;
    const std::string own = base;
    address = edits_.fresh(kind);
    base = edits_.fresh(kind);
    const std::string mask = std::string("and.b") + (range.wide ? "64 " : "32 ");
    text += mask + address + ", " + whole + ", 16777215;\n\t" + mask + base + ", " + own + ", 16777215;\n\t";
  }
  text += std::string("sub.") + suffix + " " + distance + ", " + address + ", " + base + ";\n\t";
  if (isDynamic(symbol)) {
    std::string limit = plan_.dynamicLimit(spanOf(range));
    if (range.wide) {
      const std::string narrow = limit;
      limit = edits_.fresh(RegisterClass::b64);
      text += "cvt.u64.u32 " + limit + ", " + narrow + ";\n\t";
    }
    return fits(range, text, distance, range.wide, limit);
  }
  if (symbol.bytes() < spanOf(range)) return never(text);
  const std::uint64_t left = symbol.bytes() - spanOf(range) + 1;
  if (!range.size.empty()) {
    const std::string limit = edits_.fresh(kind);
    text += std::string("mov.") + suffix + " " + limit + ", " + std::to_string(left) + ";\n\t";
    return fits(range, text, distance, range.wide, limit);
  }
  return fits(range, text, distance, range.wide, std::to_string(left));
}

std::string Check::inShared(const Range& range, std::string& text) {
  std::string begin = plan_.sharedBegin();
  std::string limit = plan_.sharedLimit(spanOf(range));
  const RegisterClass kind = range.wide ? RegisterClass::b64 : RegisterClass::b32;
  if (range.wide) {
    const std::string narrow[] = {begin, limit};
    begin = edits_.fresh(kind);
    limit = edits_.fresh(kind);
    text += "cvt.u64.u32 " + begin + ", " + narrow[0] + ";\n\tcvt.u64.u32 " + limit + ", " + narrow[1] + ";\n\t";
  }
  const std::string distance = edits_.fresh(kind);
  const std::string address = start(range, text);
  text += std::string("sub.") + typeOf(range.wide) + " " + distance + ", " + address + ", " + begin + ";\n\t";
  return notOwn(range, text, address, range.wide, fits(range, text, distance, range.wide, limit));
}

std::string Check::notOwn(const Range& range, std::string& text, const std::string& address, bool wide,
                          const std::string& allowed) {
  const std::uint32_t own = plan_.module().ownSharedBytes();
  if (own == 0) return allowed;
  const RegisterClass kind = wide ? RegisterClass::b64 : RegisterClass::b32;
  const std::string past = edits_.fresh(kind);
  const std::string apart = edits_.fresh(RegisterClass::pred);
  const std::uint64_t before = spanOf(range) - 1;
  text += std::string("mov.") + typeOf(wide) + " " + past + ", " + plan_.module().ownShared() + ";\n\t";
  if (range.window == Window::cluster && plan_.module().usesClusters()) {
    text += "and.b32 " + past + ", " + past + ", 16777215;\n\t";
  }
  text += std::string("sub.") + typeOf(wide) + " " + past + ", " + address + ", " + past + ";\n\tadd." + typeOf(wide) +
          " " + past + ", " + past + ", " + std::to_string(before) + ";\n\tsetp.ge." + typeOf(wide) + " " + apart +
          ", " + past + ", " + std::to_string(own + before) + ";\n\t";
  return both(text, allowed, apart);
}

std::string Check::inCluster(const Range& range, std::string& text) {
  std::string address = start(range, text);
  if (range.wide) {
    const std::string whole = address;
    address = edits_.fresh(RegisterClass::b32);
    text += "cvt.u32.u64 " + address + ", " + whole + ";\n\t";
  }
  const std::string rank = edits_.fresh(RegisterClass::b32);
  const std::string ranks = edits_.fresh(RegisterClass::b32);
  const std::string distance = edits_.fresh(RegisterClass::b32);
  const std::string offset = edits_.fresh(RegisterClass::b32);
  const std::string begin = edits_.fresh(RegisterClass::b32);
  const std::string member = edits_.fresh(RegisterClass::pred);
  // The lower 24 bits are the place in a block's shared memory.
  text += "getctarank.shared::cluster.u32 " + rank + ", " + address + ";\n\tmov.u32 " + ranks +
          ", %cluster_nctarank;\n\tsetp.lt.u32 " + member + ", " + rank + ", " + ranks + ";\n\tand.b32 " + offset +
          ", " + address + ", 16777215;\n\tand.b32 " + begin + ", " + plan_.sharedBegin() + ", 16777215;\n\tsub.u32 " +
          distance + ", " + offset + ", " + begin + ";\n\t";
  const std::string inside = fits(range, text, distance, false, plan_.sharedLimit(spanOf(range)));
  const std::string own = notOwn(range, text, offset, false, inside);
  return both(text, own, member);
}

std::string Check::inLocal(const Range& range, std::string& text) {
  const std::string address = wide(range, text);
  const std::string floor = edits_.fresh(RegisterClass::b64);
  const std::string result = edits_.fresh(RegisterClass::pred);
  const std::string end = edits_.fresh(RegisterClass::b64);
  const std::string inside = edits_.fresh(RegisterClass::pred);
  const std::string left = edits_.fresh(RegisterClass::b64);
  // An end of 0 was not said.
  text += plan_.module().loadBound(stackBound(), 0, floor) +
          plan_.module().loadBound(stackBound(), bytesOfBound / 2, end) + "setp.ge.u64 " + result + ", " + address +
          ", " + floor + ";\n\tsub.u64 " + left + ", " + end + ", " + address + ";\n\t";
  if (range.size.empty()) {
    text += "setp.ge.u64 " + inside + ", " + left + ", " + std::to_string(spanOf(range)) + ";\n\t";
  } else {
    text += "setp.ge.u64 " + inside + ", " + left + ", " + range.size + ";\n\t";
  }
  const std::string near = edits_.fresh(RegisterClass::pred);
  const std::string unknown = edits_.fresh(RegisterClass::pred);
  text += "setp.le.and.u64 " + near + ", " + left + ", 4294967296, " + inside + ";\n\tsetp.eq.or.u64 " + unknown +
          ", " + end + ", 0, " + near + ";\n\t";
  return both(text, result, unknown);
}

std::string Check::inConstant(const Range& range, std::string& text) {
  if (range.writes) return never(text);
  constexpr std::uint64_t bankBytes = 64 * 1024;
  const std::string address = wide(range, text);
  if (spanOf(range) > bankBytes) return never(text);
  const std::string result = edits_.fresh(RegisterClass::pred);
  text += "setp.lt.u64 " + result + ", " + address + ", " + std::to_string(bankBytes - spanOf(range) + 1) + ";\n\t";
  return result;
}

std::string Check::inGlobal(const Range& range, std::string& text) {
  std::string allowed;
  const auto add = [&](const std::string& next) { allowed = allowed.empty() ? next : either(text, allowed, next); };
  for (std::uint32_t i = 0; i < plan_.module().ranges(); ++i) add(inTensor(range, text, noParameter, i));
  for (const ptx::Variable* variable : plan_.module().variables()) {
    const bool constant = variable->space == ptx::Space::constant;
    if (constant && (range.writes || range.window != Window::generic)) continue;
    Range named = range;
    named.origin = Origin{};
    named.origin.kind = OriginKind::symbol;
    named.origin.symbol = variable;
    add(inSymbol(named, text));
  }
  if (plan_.module().usesGridWorkspace()) add(inGridWorkspace(range, text));
  return allowed.empty() ? never(text) : allowed;
}

std::string Check::inGridWorkspace(const Range& range, std::string& text) {
  // Two words: its size, and the barrier.
  constexpr std::uint64_t workspaceBytes = 64;
  const std::string low = edits_.fresh(RegisterClass::b32);
  const std::string high = edits_.fresh(RegisterClass::b32);
  const std::string base = edits_.fresh(RegisterClass::b64);
  const std::string distance = edits_.fresh(RegisterClass::b64);
  if (spanOf(range) > workspaceBytes || !range.size.empty()) return never(text);
  text += "mov.u32 " + low + ", %envreg2;\n\tmov.u32 " + high + ", %envreg1;\n\tmov.b64 " + base + ", {" + low + ", " +
          high + "};\n\tsub.u64 " + distance + ", " + start(range, text) + ", " + base + ";\n\t";
  return fits(range, text, distance, true, std::to_string(workspaceBytes - spanOf(range) + 1));
}

std::string Check::inGeneric(const Range& range, std::string& text) {
  std::string allowed = inGlobal(range, text);
  const std::string address = start(range, text);
  const auto window = [&](const char* space, Window kind) {
    const std::string inside = edits_.fresh(RegisterClass::pred);
    Range part = range;
    part.root = edits_.fresh(RegisterClass::b64);
    part.first = 0;
    part.window = kind;
    part.origin = Origin{};
    text += std::string("isspacep.") + space + " " + inside + ", " + address + ";\n\tcvta.to." + space + ".u64 " +
            part.root + ", " + address + ";\n\t";
    allowed = either(text, allowed, both(text, inWindow(part, text), inside));
  };
  if (plan_.module().usesClusters()) {
    window("shared::cluster", Window::cluster);
  } else {
    window("shared", Window::shared);
  }
  window("local", Window::local);
  if (plan_.module().usesParameterAddresses() && !range.writes) {
    const std::string parameter = edits_.fresh(RegisterClass::pred);
    text += "isspacep.param::entry " + parameter + ", " + address + ";\n\t";
    allowed = either(text, allowed, parameter);
  }
  return allowed;
}

}  // namespace warpsmith::instrument
