#include <cstring>
#include <memory>
#include <vector>

#include "sim/access.h"
#include "sim/block.h"
#include "sim/exec/families.h"
#include "sim/exec/memory_form.h"
#include "sim/exec/watched_row.h"

namespace warpsmith::sim {

namespace {

// A load or store of `count` elements of `bytes` each.
struct Transfer : OpDetail {
  MemoryForm form;
  AddressForm address;
  unsigned bytes = 4;
  unsigned count = 1;
  bool extendsSign = false;
  unsigned registerBits = 32;       // of each element's register: 32 (or narrower), 64 or 128
  std::uint32_t mask = 0xffffffff;  // of a narrow destination
  std::vector<Slot> slots;
  std::uint32_t total() const { return bytes * count; }
};

// One element of a lane from memory into its register.
inline void intoRegister(Warp& warp, const Transfer& transfer, Slot slot, unsigned lane, const std::uint8_t* from) {
  if (transfer.registerBits == 32) {
    std::uint32_t value = 0;
    if (transfer.bytes == 4) {
      std::memcpy(&value, from, 4);
    } else if (transfer.bytes == 2) {
      std::uint16_t narrow = 0;
      std::memcpy(&narrow, from, 2);
      value = transfer.extendsSign ? static_cast<std::uint32_t>(static_cast<std::int16_t>(narrow)) : narrow;
    } else {
      value = transfer.extendsSign ? static_cast<std::uint32_t>(static_cast<std::int8_t>(*from)) : *from;
    }
    warp.row(slot)[lane] = value & transfer.mask;
  } else if (transfer.registerBits == 64) {
    std::uint64_t value = 0;
    std::memcpy(&value, from, transfer.bytes);
    if (transfer.extendsSign && transfer.bytes < 8) {
      const unsigned shift = 64 - transfer.bytes * 8;
      value = static_cast<std::uint64_t>(static_cast<std::int64_t>(value << shift) >> shift);
    }
    warp.row64(slot)[lane] = value;
  } else {
    std::memcpy(reinterpret_cast<std::uint8_t*>(warp.row(slot)) + lane * 16, from, 16);
  }
}

inline void fromRegister(const Warp& warp, const Transfer& transfer, Slot slot, unsigned lane, std::uint8_t* to) {
  if (transfer.registerBits == 32) {
    std::memcpy(to, warp.in32(slot) + lane, transfer.bytes);
  } else if (transfer.registerBits == 64) {
    std::memcpy(to, warp.in64(slot) + lane, transfer.bytes);
  } else {
    std::memcpy(to, reinterpret_cast<const std::uint8_t*>(warp.in32(slot)) + lane * 16, 16);
  }
}

// All 32 lanes' elements lie one behind another.
void loadRow(Warp& warp, const Transfer& transfer, const std::uint8_t* from) {
  if (transfer.bytes == 4 && transfer.registerBits == 32 && transfer.mask == 0xffffffff) {
    if (transfer.count == 1) {
      std::memcpy(warp.row(transfer.slots[0]), from, 128);
      return;
    }
    for (unsigned i = 0; i < transfer.count; ++i) {
      std::uint32_t* to = warp.row(transfer.slots[i]);
      for (unsigned lane = 0; lane < warpSize; ++lane) {
        std::memcpy(to + lane, from + (lane * transfer.count + i) * 4, 4);
      }
    }
    return;
  }
  for (unsigned lane = 0; lane < warpSize; ++lane) {
    for (unsigned i = 0; i < transfer.count; ++i) {
      intoRegister(warp, transfer, transfer.slots[i], lane, from + (lane * transfer.count + i) * transfer.bytes);
    }
  }
}

void storeRow(const Warp& warp, const Transfer& transfer, std::uint8_t* to) {
  if (transfer.bytes == 4 && transfer.registerBits == 32) {
    if (transfer.count == 1) {
      std::memcpy(to, warp.in32(transfer.slots[0]), 128);
      return;
    }
    for (unsigned i = 0; i < transfer.count; ++i) {
      const std::uint32_t* from = warp.in32(transfer.slots[i]);
      for (unsigned lane = 0; lane < warpSize; ++lane) {
        std::memcpy(to + (lane * transfer.count + i) * 4, from + lane, 4);
      }
    }
    return;
  }
  for (unsigned lane = 0; lane < warpSize; ++lane) {
    for (unsigned i = 0; i < transfer.count; ++i) {
      fromRegister(warp, transfer, transfer.slots[i], lane, to + (lane * transfer.count + i) * transfer.bytes);
    }
  }
}

bool oneBehindAnother(const Addresses& addresses, std::uint32_t total) {
  std::uint64_t wrong = addresses.at[0] & (total - 1);
  for (unsigned lane = 1; lane < warpSize; ++lane) wrong |= addresses.at[lane] ^ (addresses.at[0] + lane * total);
  return wrong == 0;
}

bool allTheSame(const Addresses& addresses, LaneMask active) {
  const std::uint64_t first = addresses.at[__builtin_ctz(active)];
  std::uint64_t wrong = 0;
  forEachLane(active, [&](unsigned lane) { wrong |= addresses.at[lane] ^ first; });
  return wrong == 0;
}

// The window that all active lanes' generic addresses lie in, or generic when they lie in several; addresses are then
// those of the window.
Window narrowWindow(Window window, Addresses& addresses, LaneMask active) {
  if (window != Window::generic) return window;
  const std::uint64_t first = addresses.at[__builtin_ctz(active)];
  if (first < sharedWindow) {
    bool all = true;
    forEachLane(active, [&](unsigned lane) { all = all && addresses.at[lane] < sharedWindow; });
    return all ? Window::global : Window::generic;
  }
  if (first - sharedWindow < windowBytes) {
    bool all = true;
    forEachLane(active, [&](unsigned lane) { all = all && addresses.at[lane] - sharedWindow < windowBytes; });
    if (!all) return Window::generic;
    forEachLane(active, [&](unsigned lane) { addresses.at[lane] -= sharedWindow; });
    return Window::shared;
  }
  return Window::generic;
}

void broadcast(Warp& warp, const Transfer& transfer, const std::uint8_t* from) {
  forEachLane(warp.active, [&](unsigned lane) {
    for (unsigned i = 0; i < transfer.count; ++i) {
      intoRegister(warp, transfer, transfer.slots[i], lane, from + i * transfer.bytes);
    }
  });
}

void broadcast32(Warp& warp, const Transfer& transfer, const std::uint8_t* from) {
  if (warp.active != allLanes || transfer.bytes != 4 || transfer.registerBits != 32) {
    broadcast(warp, transfer, from);
    return;
  }
  for (unsigned i = 0; i < transfer.count; ++i) {
    std::uint32_t value = 0;
    std::memcpy(&value, from + i * 4, 4);
    std::uint32_t* to = warp.row(transfer.slots[i]);
    for (unsigned lane = 0; lane < warpSize; ++lane) to[lane] = value;
  }
}

// Once for each address that follows another one.
void synchroniseAll(Warp& warp, Window window, const Addresses& addresses, bool reads, bool writes, bool releases) {
  std::uint64_t previous = ~std::uint64_t{0};
  forEachLane(warp.active, [&](unsigned lane) {
    if (addresses.at[lane] != previous) synchroniseAt(warp, window, addresses.at[lane], reads, writes, releases);
    previous = addresses.at[lane];
  });
}

// Lane by lane. A lane that reaches what the lane before it did is not checked again.
Step transferLanes(Warp& warp, const Op& op, const Transfer& transfer, Window window, const Addresses& addresses,
                   bool store) {
  const std::uint32_t total = transfer.total();
  bool fine = true;
  std::uint64_t previous = ~std::uint64_t{0};
  std::uint8_t* at = nullptr;
  std::uint8_t value[64];
  LaneMask left = warp.active;
  while (left != 0 && fine) {
    const auto lane = static_cast<unsigned>(__builtin_ctz(left));
    left &= left - 1;
    AccessKind kind{store ? Access::write : Access::read, transfer.form.strong, nullptr};
    if (store) {
      for (unsigned i = 0; i < transfer.count; ++i)
        fromRegister(warp, transfer, transfer.slots[i], lane, value + i * transfer.bytes);
      kind.value = value;
    }
    if (store || addresses.at[lane] != previous || window == Window::local || window == Window::generic) {
      at = window == Window::shared ? reachSharedQuickly(warp, op, lane, addresses.at[lane], total, kind)
                                    : reach(warp, op, lane, window, addresses.at[lane], total, kind);
      previous = addresses.at[lane];
    } else if (window == Window::shared && at) {
      markReadByMany(warp, addresses.at[lane]);
    }
    if (!at) {
      fine = false;
      break;
    }
    if (store) {
      std::memcpy(at, value, total);
    } else {
      for (unsigned i = 0; i < transfer.count; ++i) {
        intoRegister(warp, transfer, transfer.slots[i], lane, at + i * transfer.bytes);
      }
    }
  }
  return fine ? Step::next : Step::stop;
}

// Neighbouring lanes that read the same bytes, or bytes one behind another.
struct Run {
  unsigned first = 0;
  unsigned lanes = 1;
  bool same = false;
  std::uint64_t offset = 0;
  const std::uint8_t* from = nullptr;
};

constexpr unsigned mostRuns = 8;

// Splits all 32 lanes into runs; 0 when there are too many.
unsigned runsOf(const Addresses& addresses, std::uint32_t total, Run* runs) {
  unsigned count = 0;
  for (unsigned lane = 0; lane < warpSize;) {
    if (count == mostRuns) return 0;
    Run& run = runs[count++];
    run.first = lane;
    run.offset = addresses.at[lane];
    unsigned next = lane + 1;
    run.same = next < warpSize && addresses.at[next] == run.offset;
    const std::uint64_t step = run.same ? 0 : total;
    while (next < warpSize && addresses.at[next] == run.offset + (next - lane) * step) ++next;
    run.lanes = next - lane;
    run.from = nullptr;
    lane = next;
  }
  return count;
}

// Loads from shared memory whose lanes fall into a few runs, as those of small tiles do. False: nothing was done.
bool loadRuns(Warp& warp, const Op& op, const Transfer& transfer, const Addresses& addresses) {
  const std::uint32_t total = transfer.total();
  Run runs[mostRuns];
  const unsigned count = runsOf(addresses, total, runs);
  if (count == 0) return false;
  for (unsigned i = 0; i < count; ++i) {
    Run& run = runs[i];
    if ((run.offset & (total - 1)) != 0) return false;
    const std::uint32_t bytes = run.same ? total : total * run.lanes;
    for (unsigned earlier = 0; earlier < i && !run.from; ++earlier) {
      const Run& other = runs[earlier];
      if (other.offset == run.offset && other.same == run.same && other.lanes >= run.lanes) {
        run.from = other.from;
        markReadByMany(warp, run.offset, bytes);
      }
    }
    if (run.from) continue;
    run.from =
        reachSharedRow(warp, op, run.offset, total, false, transfer.form.strong, run.first, run.same ? 1 : run.lanes);
    if (!run.from) return false;
    if (run.same) markReadByMany(warp, run.offset, bytes);
  }
  for (unsigned i = 0; i < count; ++i) {
    const Run& run = runs[i];
    for (unsigned e = 0; e < transfer.count; ++e) {
      if (transfer.bytes == 4 && transfer.registerBits == 32) {
        std::uint32_t* to = warp.row(transfer.slots[e]) + run.first;
        if (run.same) {
          std::uint32_t value = 0;
          std::memcpy(&value, run.from + e * 4, 4);
          for (unsigned lane = 0; lane < run.lanes; ++lane) to[lane] = value;
        } else {
          for (unsigned lane = 0; lane < run.lanes; ++lane) std::memcpy(to + lane, run.from + lane * total + e * 4, 4);
        }
      } else {
        for (unsigned lane = 0; lane < run.lanes; ++lane) {
          intoRegister(warp, transfer, transfer.slots[e], run.first + lane,
                       run.from + (run.same ? 0 : lane * total) + e * transfer.bytes);
        }
      }
    }
  }
  return true;
}

Step load(Warp& warp, const Op& op) {
  const auto& transfer = op.as<Transfer>();
  Addresses addresses;
  computeAddresses(warp, transfer.address, addresses);
  const Window window = narrowWindow(transfer.form.window, addresses, warp.active);
  const std::uint32_t total = transfer.total();
  const bool isShared = window == Window::shared || window == Window::cluster;
  if (isShared || window == Window::global) {
    const unsigned first = static_cast<unsigned>(__builtin_ctz(warp.active));
    Counters& counters = warp.counters();
    if (warp.active == allLanes && oneBehindAnother(addresses, total)) {
      const std::uint8_t* from = isShared
                                     ? reachSharedRow(warp, op, addresses.at[0], total, false, transfer.form.strong)
                                     : reachGlobalRow(warp, op, addresses.at[0], total, false, transfer.form.strong);
      if (from) {
        if (isShared) {
          ++counters.sharedLoadRequests;
          counters.sharedLoadBytes += total * warpSize;
        } else {
          ++counters.globalLoadRequests;
          counters.globalLoadBytes += total * warpSize;
          counters.globalLoadSectors += ((addresses.at[0] + total * warpSize - 1) >> 5) - (addresses.at[0] >> 5) + 1;
        }
        loadRow(warp, transfer, from);
        if (!transfer.form.strong) return Step::next;
      } else {
        countRequest(warp, isShared, false, addresses, total);
        const Step step = transferLanes(warp, op, transfer, window, addresses, false);
        if (step != Step::next) return step;
      }
    } else if (allTheSame(addresses, warp.active)) {
      const AccessKind kind{Access::read, transfer.form.strong, nullptr};
      const std::uint8_t* from = isShared ? reachSharedQuickly(warp, op, first, addresses.at[first], total, kind)
                                          : reachGlobal(warp, op, first, addresses.at[first], total, kind);
      if (!from) return Step::stop;
      if (isShared) {
        ++counters.sharedLoadRequests;
        counters.sharedLoadBytes += std::uint64_t(total) * countLanes(warp.active);
        if (countLanes(warp.active) > 1) markReadByMany(warp, addresses.at[first]);
      } else {
        ++counters.globalLoadRequests;
        counters.globalLoadBytes += std::uint64_t(total) * countLanes(warp.active);
        counters.globalLoadSectors += 1;
      }
      broadcast32(warp, transfer, from);
    } else {
      countRequest(warp, isShared, false, addresses, total);
      if (!isShared || warp.active != allLanes || !loadRuns(warp, op, transfer, addresses)) {
        const Step step = transferLanes(warp, op, transfer, window, addresses, false);
        if (step != Step::next) return step;
      }
    }
    if (transfer.form.strong) {
      synchroniseAll(warp, window, addresses, true, false, false);
      const unsigned bits = transfer.registerBits;
      if (bits <= 64 &&
          warp.polls(bits == 64 ? warp.in64(transfer.slots[0])[first] : warp.in32(transfer.slots[0])[first])) {
        return Step::yielded;
      }
    }
    return Step::next;
  }
  if (window == Window::local) warp.counters().localBytes += std::uint64_t(total) * countLanes(warp.active);
  return transferLanes(warp, op, transfer, window, addresses, false);
}

Step store(Warp& warp, const Op& op) {
  const auto& transfer = op.as<Transfer>();
  Addresses addresses;
  computeAddresses(warp, transfer.address, addresses);
  const Window window = narrowWindow(transfer.form.window, addresses, warp.active);
  const std::uint32_t total = transfer.total();
  const bool isShared = window == Window::shared || window == Window::cluster;
  if (isShared || window == Window::global) {
    Counters& counters = warp.counters();
    if (transfer.form.strong) {
      synchroniseAll(warp, window, addresses, false, true, transfer.form.releases);
    }
    if (warp.active == allLanes && oneBehindAnother(addresses, total)) {
      std::uint8_t* to = isShared ? reachSharedRow(warp, op, addresses.at[0], total, true, transfer.form.strong)
                                  : reachGlobalRow(warp, op, addresses.at[0], total, true, transfer.form.strong);
      if (to) {
        if (isShared) {
          ++counters.sharedStoreRequests;
          counters.sharedStoreBytes += total * warpSize;
        } else {
          ++counters.globalStoreRequests;
          counters.globalStoreBytes += total * warpSize;
          counters.globalStoreSectors += ((addresses.at[0] + total * warpSize - 1) >> 5) - (addresses.at[0] >> 5) + 1;
        }
        storeRow(warp, transfer, to);
        return Step::next;
      }
    }
    countRequest(warp, isShared, true, addresses, total);
  } else if (window == Window::local) {
    warp.counters().localBytes += std::uint64_t(total) * countLanes(warp.active);
  }
  return transferLanes(warp, op, transfer, window, addresses, true);
}

// A kernel's parameter: the same for every thread.
Step loadParameter(Warp& warp, const Op& op) {
  const auto& transfer = op.as<Transfer>();
  broadcast32(warp, transfer, warp.block.grid.parameters.data() + op.x);
  return Step::next;
}

Step nothing(Warp&, const Op&) { return Step::next; }

Step makePolicy(Warp& warp, const Op& op) {
  std::uint64_t* to = warp.row64(op.d);
  forEachLane(warp.active, [&](unsigned lane) { to[lane] = 0; });
  return Step::next;
}

bool decodeSlots(Decoder& decoder, const ptx::Operand& operand, bool destination, Transfer& transfer) {
  std::vector<const ptx::Operand*> elements;
  if (operand.kind == ptx::OperandKind::vector) {
    for (const auto& element : operand.elements) elements.push_back(&element);
  } else {
    elements.push_back(&operand);
  }
  if (elements.size() != transfer.count) return false;
  // Registers may be wider than the type; all of one instruction are the same.
  unsigned bits = 0;
  for (const ptx::Operand* element : elements) bits = std::max(bits, decoder.registerBits(*element));
  if (bits == 0) bits = std::max(32u, transfer.bytes * 8);
  if (bits < transfer.bytes * 8 || bits == 1 || (bits == 128 && transfer.bytes != 16)) return false;
  transfer.registerBits = bits <= 32 ? 32 : bits;
  transfer.mask = bits < 32 ? (1u << bits) - 1 : 0xffffffff;
  for (const ptx::Operand* element : elements) {
    Slot slot = 0;
    const unsigned asked = transfer.registerBits == 32 ? (bits < 32 ? bits : 32) : bits;
    if (destination ? !decoder.destination(*element, asked, slot) : !decoder.source(*element, asked, slot))
      return false;
    transfer.slots.push_back(slot);
  }
  return true;
}

bool decodeTransfer(Decoder& decoder, Op& op, bool isStore) {
  auto transfer = std::make_unique<Transfer>();
  if (decoder.operands() < 2 || decoder.types().size() != 1 || !readMemoryForm(decoder, transfer->form)) return false;
  if (decoder.has("async")) return false;
  const ptx::Type type = decoder.type();
  transfer->bytes = typeBits(type) / 8;
  transfer->count = transfer->form.vector;
  transfer->extendsSign = isSignedType(type);
  const std::uint32_t total = transfer->total();
  if (transfer->bytes == 0 || type == ptx::Type::pred || total > 32) return false;
  if (!decodeSlots(decoder, decoder.operand(isStore ? 1 : 0), !isStore, *transfer)) return false;
  AddressOperand address;
  const ptx::Operand& where = decoder.operand(isStore ? 0 : 1);
  if (!decoder.address(where, address)) return false;
  transfer->address = AddressForm(address);
  op.kind = isStore ? OpClass::store : OpClass::load;
  op.run = isStore ? store : load;
  if (address.isFrame) transfer->form.window = Window::local;
  if (transfer->form.window == Window::parameter && !address.isFrame) {
    const ptx::Operand& base = where.elements.front();
    const PlacedVariable* parameter =
        base.kind == ptx::OperandKind::symbol ? decoder.kernelParameter(base.text) : nullptr;
    if (parameter) {
      const std::uint64_t offset =
          parameter->offset + static_cast<std::uint64_t>(where.value) + static_cast<std::uint64_t>(base.value);
      const std::uint32_t end = decoder.code().parameterBytes;
      if (isStore || offset > end || total > end - offset) return false;
      op.x = static_cast<std::uint32_t>(offset);
      op.run = loadParameter;
      op.kind = OpClass::move;
    } else {
      transfer->form.window = Window::generic;
    }
  }
  const Window window = transfer->form.window;
  const bool shared = window == Window::shared || window == Window::cluster || window == Window::generic;
  const bool global = window == Window::global || window == Window::generic;
  if (global && transfer->form.strong) decoder.program().noteCommunication();
  if (op.run != loadParameter) decoder.program().noteAccess(shared, global, std::min(total, 4u));
  op.detail = decoder.keep(std::move(transfer));
  return true;
}

}  // namespace

bool decodeLoadStore(Decoder& decoder, Op& op) {
  const std::string_view root = decoder.root();
  if (root == "ld" || root == "ldu") return decodeTransfer(decoder, op, false);
  if (root == "st") return decodeTransfer(decoder, op, true);
  op.kind = OpClass::move;
  if (root == "createpolicy") {
    op.run = makePolicy;
    return decoder.destination(0, 64, op.d);
  }
  // Prefetches and cache hints change nothing that can be seen.
  op.run = nothing;
  return true;
}

}  // namespace warpsmith::sim
