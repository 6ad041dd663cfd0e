#include <cstring>
#include <memory>
#include <vector>

#include "sim/access.h"
#include "sim/block.h"
#include "sim/exec/families.h"
#include "sim/exec/special_register.h"

namespace warpsmith::sim {

namespace {

template <class T>
void copyLanes(T* to, const T* from, LaneMask active) {
  if (active == allLanes) {
    std::memmove(to, from, sizeof(T) * warpSize);
    return;
  }
  forEachLane(active, [&](unsigned lane) { to[lane] = from[lane]; });
}

Step move32(Warp& warp, const Op& op) {
  copyLanes(warp.row(op.d), warp.in32(op.a), warp.active);
  return Step::next;
}

Step move64(Warp& warp, const Op& op) {
  copyLanes(warp.row64(op.d), warp.in64(op.a), warp.active);
  return Step::next;
}

struct Wide {
  std::uint64_t low;
  std::uint64_t high;
};

Step move128(Warp& warp, const Op& op) {
  copyLanes(reinterpret_cast<Wide*>(warp.row(op.d)), reinterpret_cast<const Wide*>(warp.in32(op.a)), warp.active);
  return Step::next;
}

Step movePredicate(Warp& warp, const Op& op) {
  LaneMask value = op.x == noIndex ? allLanes : warp.predicate(op.x);
  if (op.y != 0) value = ~value;
  warp.setPredicate(static_cast<std::uint32_t>(op.d), value);
  return Step::next;
}

// The address of a variable in the thread's frame, as local memory counts it.
Step frameAddress(Warp& warp, const Op& op) {
  const std::uint64_t address = warp.localBase() + op.x + (op.y != 0 ? localWindow : 0);
  std::uint64_t* to = warp.row64(op.d);
  forEachLane(warp.active, [&](unsigned lane) { to[lane] = address; });
  return Step::next;
}

Step frameAddress32(Warp& warp, const Op& op) {
  std::uint32_t* to = warp.row(op.d);
  forEachLane(warp.active, [&](unsigned lane) { to[lane] = warp.localBase() + op.x; });
  return Step::next;
}

// Packing and unpacking: element i of the vector is `bits` wide and lies i times that up in the whole.
struct Parts : OpDetail {
  std::vector<Slot> slots;
  unsigned elementBits = 0;
  unsigned wholeBits = 0;
};

std::uint64_t readPart(const Warp& warp, Slot slot, unsigned bits, unsigned lane) {
  return bits == 64 ? warp.in64(slot)[lane] : warp.in32(slot)[lane];
}

Step pack(Warp& warp, const Op& op) {
  const auto& parts = op.as<Parts>();
  const std::uint64_t mask = parts.elementBits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << parts.elementBits) - 1;
  forEachLane(warp.active, [&](unsigned lane) {
    std::uint64_t whole[2] = {};
    for (std::size_t i = 0; i < parts.slots.size(); ++i) {
      const unsigned at = static_cast<unsigned>(i) * parts.elementBits;
      whole[at / 64] |= (readPart(warp, parts.slots[i], parts.elementBits, lane) & mask) << (at % 64);
    }
    if (parts.wholeBits == 128) {
      std::memcpy(reinterpret_cast<Wide*>(warp.row(op.d)) + lane, whole, sizeof whole);
    } else if (parts.wholeBits == 64) {
      warp.row64(op.d)[lane] = whole[0];
    } else {
      warp.row(op.d)[lane] = static_cast<std::uint32_t>(whole[0]);
    }
  });
  return Step::next;
}

Step unpack(Warp& warp, const Op& op) {
  const auto& parts = op.as<Parts>();
  const std::uint64_t mask = parts.elementBits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << parts.elementBits) - 1;
  forEachLane(warp.active, [&](unsigned lane) {
    std::uint64_t whole[2] = {};
    if (parts.wholeBits == 128) {
      std::memcpy(whole, reinterpret_cast<const Wide*>(warp.in32(op.a)) + lane, sizeof whole);
    } else {
      whole[0] = readPart(warp, op.a, parts.wholeBits, lane);
    }
    for (std::size_t i = 0; i < parts.slots.size(); ++i) {
      const unsigned at = static_cast<unsigned>(i) * parts.elementBits;
      const std::uint64_t value = whole[at / 64] >> (at % 64) & mask;
      if (parts.elementBits == 64) {
        warp.row64(parts.slots[i])[lane] = value;
      } else {
        warp.row(parts.slots[i])[lane] = static_cast<std::uint32_t>(value);
      }
    }
  });
  return Step::next;
}

bool decodePacking(Decoder& decoder, Op& op, unsigned bits) {
  const bool packs = decoder.operand(1).kind == ptx::OperandKind::vector;
  const ptx::Operand& vector = decoder.operand(packs ? 1 : 0);
  auto parts = std::make_unique<Parts>();
  if (vector.elements.empty() || bits % vector.elements.size() != 0) return false;
  parts->wholeBits = bits;
  parts->elementBits = bits / static_cast<unsigned>(vector.elements.size());
  if (parts->elementBits > 64) return false;
  for (const ptx::Operand& element : vector.elements) {
    Slot slot = 0;
    if (packs ? !decoder.source(element, parts->elementBits, slot)
              : !decoder.destination(element, parts->elementBits, slot)) {
      return false;
    }
    parts->slots.push_back(slot);
  }
  op.run = packs ? pack : unpack;
  if (packs ? !decoder.destination(0, bits, op.d) : !decoder.source(1, bits, op.a)) return false;
  op.detail = decoder.keep(std::move(parts));
  return true;
}

bool decodeMov(Decoder& decoder, Op& op) {
  if (decoder.operands() != 2) return false;
  const ptx::Operand& from = decoder.operand(1);
  if (decoder.type() == ptx::Type::pred) {
    std::uint32_t to = 0;
    bool negated = false;
    if (!decoder.predicate(decoder.operand(0), to)) return false;
    op.d = static_cast<Slot>(to);
    if (from.kind == ptx::OperandKind::special) return decodeSpecialRegister(from.text, 1, op);
    if (!decoder.condition(from, op.x, negated)) return false;
    op.y = negated ? 1 : 0;
    op.run = movePredicate;
    return true;
  }
  const unsigned bits = typeBits(decoder.type());
  if (bits == 0) return false;
  if (from.kind == ptx::OperandKind::vector || decoder.operand(0).kind == ptx::OperandKind::vector) {
    return decodePacking(decoder, op, bits);
  }
  if (from.kind == ptx::OperandKind::special && from.text != "WARP_SZ") {
    return decoder.destination(0, bits, op.d) && decodeSpecialRegister(from.text, bits, op);
  }
  if (from.kind == ptx::OperandKind::symbol) {
    if (const PlacedVariable* placed = decoder.frameVariable(from.text)) {
      op.x = static_cast<std::uint32_t>(placed->offset + static_cast<std::uint64_t>(from.value));
      op.run = bits == 64 ? frameAddress : frameAddress32;
      return decoder.destination(0, bits, op.d);
    }
    if (const PlacedVariable* parameter = decoder.kernelParameter(from.text)) {
      const std::uint64_t address = parameterWindow + parameter->offset + static_cast<std::uint64_t>(from.value);
      op.a = bits == 64 ? decoder.program().constant64(address)
                        : decoder.program().constant32(static_cast<std::uint32_t>(address));
      op.run = bits == 64 ? move64 : move32;
      return decoder.destination(0, bits, op.d);
    }
  }
  op.run = bits == 128 ? move128 : bits == 64 ? move64 : move32;
  return decoder.destination(0, bits, op.d) && decoder.source(1, bits, op.a);
}

Step addConstant64(Warp& warp, const Op& op) {
  const std::uint64_t by = std::uint64_t(op.y) << 32 | op.x;
  const std::uint64_t* from = warp.in64(op.a);
  std::uint64_t* to = warp.row64(op.d);
  forEachLane(warp.active, [&](unsigned lane) { to[lane] = from[lane] + by; });
  return Step::next;
}

bool decodeCvta(Decoder& decoder, Op& op) {
  const bool to = decoder.has("to");
  std::uint64_t window = 0;
  for (const std::string_view part : decoder.parts()) {
    if (part.substr(0, 6) == "shared") window = sharedWindow;
    if (part == "local") window = localWindow;
  }
  const ptx::Operand& from = decoder.operand(1);
  if (typeBits(decoder.type()) != 64) return false;
  if (from.kind == ptx::OperandKind::symbol) {
    if (const PlacedVariable* placed = decoder.frameVariable(from.text)) {
      op.x = static_cast<std::uint32_t>(placed->offset + static_cast<std::uint64_t>(from.value));
      op.y = 1;
      op.run = frameAddress;
      return decoder.destination(0, 64, op.d);
    }
    if (const PlacedVariable* parameter = decoder.kernelParameter(from.text)) {
      op.a = decoder.program().constant64(parameterWindow + parameter->offset + static_cast<std::uint64_t>(from.value));
      op.run = move64;
      return decoder.destination(0, 64, op.d);
    }
  }
  if (to) window = 0 - window;
  op.x = static_cast<std::uint32_t>(window);
  op.y = static_cast<std::uint32_t>(window >> 32);
  op.run = window == 0 ? move64 : addConstant64;
  return decoder.destination(0, 64, op.d) && decoder.source(1, 64, op.a);
}

enum class SpaceTest : std::uint32_t { global, shared, cluster, local, constant, parameter };

bool isConstant(const Warp& warp, std::uint64_t address) {
  for (const auto& global : warp.block.grid.program.globals()) {
    if (global.constant && address - global.memory->address() < global.memory->bytes()) return true;
  }
  return false;
}

Step testSpace(Warp& warp, const Op& op) {
  const std::uint64_t* address = warp.in64(op.a);
  LaneMask value = 0;
  forEachLane(warp.active, [&](unsigned lane) {
    const std::uint64_t at = address[lane];
    bool holds = false;
    switch (static_cast<SpaceTest>(op.x)) {
      case SpaceTest::shared: {
        const std::uint64_t offset = at - sharedWindow;
        holds = offset < windowBytes && (offset >> rankShift == 0 || (offset >> rankShift) - 1 == warp.block.rank);
        break;
      }
      case SpaceTest::cluster:
        holds = at - sharedWindow < windowBytes;
        break;
      case SpaceTest::local:
        holds = at - localWindow < windowBytes;
        break;
      case SpaceTest::parameter:
        holds = at - parameterWindow < windowBytes;
        break;
      case SpaceTest::constant:
        holds = isConstant(warp, at);
        break;
      case SpaceTest::global:
        holds = (at < sharedWindow || at >= functionWindow + windowBytes) && !isConstant(warp, at);
        break;
    }
    if (holds) value |= 1u << lane;
  });
  warp.setPredicate(static_cast<std::uint32_t>(op.d), value);
  return Step::next;
}

bool decodeIsSpace(Decoder& decoder, Op& op) {
  std::uint32_t to = 0;
  if (decoder.parts().size() < 2 || decoder.operands() != 2 || !decoder.predicate(decoder.operand(0), to)) return false;
  op.d = static_cast<Slot>(to);
  const std::string_view space = decoder.parts()[1];
  SpaceTest test = SpaceTest::global;
  if (space == "shared" || space == "shared::cta")
    test = SpaceTest::shared;
  else if (space == "shared::cluster")
    test = SpaceTest::cluster;
  else if (space == "local")
    test = SpaceTest::local;
  else if (space == "const")
    test = SpaceTest::constant;
  else if (space == "param" || space == "param::entry")
    test = SpaceTest::parameter;
  else if (space != "global")
    return false;
  op.x = static_cast<std::uint32_t>(test);
  op.run = testSpace;
  return decoder.source(1, 64, op.a);
}

template <class T>
Step select(Warp& warp, const Op& op) {
  LaneMask condition = op.x == noIndex ? allLanes : warp.predicate(op.x);
  if (op.y != 0) condition = ~condition;
  const T* a = reinterpret_cast<const T*>(warp.in32(op.a));
  const T* b = reinterpret_cast<const T*>(warp.in32(op.b));
  T* d = reinterpret_cast<T*>(warp.row(op.d));
  if (warp.active == allLanes) {
    for (unsigned lane = 0; lane < warpSize; ++lane) {
      const T mask = static_cast<T>(0) - static_cast<T>(condition >> lane & 1);
      d[lane] = (a[lane] & mask) | (b[lane] & ~mask);
    }
  } else {
    forEachLane(warp.active, [&](unsigned lane) { d[lane] = (condition >> lane & 1) != 0 ? a[lane] : b[lane]; });
  }
  return Step::next;
}

bool decodeSelp(Decoder& decoder, Op& op) {
  const unsigned bits = typeBits(decoder.type());
  bool negated = false;
  if (bits < 16 || bits > 64 || decoder.operands() != 4) return false;
  if (!decoder.condition(decoder.operand(3), op.x, negated)) return false;
  op.y = negated ? 1 : 0;
  op.run = bits == 64 ? select<std::uint64_t> : select<std::uint32_t>;
  return decoder.destination(0, bits, op.d) && decoder.source(1, bits, op.a) && decoder.source(2, bits, op.b);
}

}  // namespace

bool decodeMove(Decoder& decoder, Op& op) {
  op.kind = OpClass::move;
  const std::string_view root = decoder.root();
  if (root == "mov") return decodeMov(decoder, op);
  if (root == "cvta") return decoder.operands() == 2 && decodeCvta(decoder, op);
  if (root == "isspacep") return decodeIsSpace(decoder, op);
  if (root == "selp") return decodeSelp(decoder, op);
  return false;
}

}  // namespace warpsmith::sim
