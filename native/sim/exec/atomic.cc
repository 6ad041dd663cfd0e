#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/access.h"
#include "sim/block.h"
#include "sim/exec/atomic_operation.h"
#include "sim/exec/families.h"
#include "sim/exec/memory_form.h"

namespace warpsmith::sim {

namespace {

struct AtomicForm : OpDetail {
  MemoryForm form;
  AddressForm address;
  AtomicOperation operation = AtomicOperation::add;
  ptx::Type type = ptx::Type::b32;
  unsigned bytes = 4;
  bool returns = false;
  std::vector<Slot> to;  // one for each element of a vector
  std::vector<Slot> operand;
  std::vector<Slot> swapped;  // cas: the new value
};

std::uint64_t readLane(const Warp& warp, Slot slot, unsigned bytes, unsigned lane) {
  return bytes == 8 ? warp.in64(slot)[lane] : warp.in32(slot)[lane];
}

void writeLane(Warp& warp, Slot slot, unsigned bytes, unsigned lane, std::uint64_t value) {
  if (bytes == 8) {
    warp.row64(slot)[lane] = value;
  } else {
    warp.row(slot)[lane] = static_cast<std::uint32_t>(value);
  }
}

// Other workers may be at the same address.
template <class T, class Update>
T exchange(std::uint8_t* at, Update update) {
  T* memory = reinterpret_cast<T*>(at);
  T old = __atomic_load_n(memory, __ATOMIC_SEQ_CST);
  while (!__atomic_compare_exchange_n(memory, &old, static_cast<T>(update(old)), false, __ATOMIC_SEQ_CST,
                                      __ATOMIC_SEQ_CST)) {
  }
  return old;
}

std::uint64_t apply(const AtomicForm& form, std::uint8_t* at, std::uint64_t b, std::uint64_t c, bool inShared) {
  const auto update = [&](std::uint64_t old) { return atomicResult(form.operation, form.type, old, b, c, inShared); };
  if (form.bytes == 8) return exchange<std::uint64_t>(at, update);
  if (form.bytes == 4) return exchange<std::uint32_t>(at, update);
  return exchange<std::uint16_t>(at, update);
}

Step atomic(Warp& warp, const Op& op) {
  const auto& form = op.as<AtomicForm>();
  Addresses addresses;
  computeAddresses(warp, form.address, addresses);
  bool fine = true;
  bool changed = false;
  LaneMask left = warp.active;
  while (left != 0 && fine) {
    const auto lane = static_cast<unsigned>(__builtin_ctz(left));
    left &= left - 1;
    const std::uint64_t address = addresses.at[lane];
    Window window = form.form.window;
    if (window == Window::generic && address - sharedWindow < windowBytes) window = Window::shared;
    const bool shared = window == Window::shared || window == Window::cluster;
    const std::uint64_t where = form.form.window == Window::generic && shared ? address - sharedWindow : address;
    // Known before others can see the value; learnt once it was seen.
    const Window synchronised = shared ? Window::shared : Window::global;
    synchroniseAt(warp, synchronised, where, false, true, form.form.releases);
    for (std::size_t i = 0; i < form.operand.size(); ++i) {
      std::uint8_t* at =
          reach(warp, op, lane, window, where + i * form.bytes, form.bytes, {Access::atomic, true, nullptr});
      if (!at) {
        fine = false;
        break;
      }
      const std::uint64_t b = readLane(warp, form.operand[i], form.bytes, lane);
      const std::uint64_t c = form.swapped.empty() ? 0 : readLane(warp, form.swapped[i], form.bytes, lane);
      const std::uint64_t old = apply(form, at, b, c, shared);
      if (form.returns) writeLane(warp, form.to[i], form.bytes, lane, old);
      changed = changed || std::memcmp(at, &old, form.bytes) != 0;
    }
    synchroniseAt(warp, synchronised, where, true, false, false);
    ++(shared ? warp.counters().sharedAtomics : warp.counters().globalAtomics);
  }
  if (!fine) return Step::stop;
  // A lock that is not free, a counter that is only read.
  if (changed || !form.returns) return Step::next;
  return warp.polls(readLane(warp, form.to[0], form.bytes, static_cast<unsigned>(__builtin_ctz(warp.active))))
             ? Step::yielded
             : Step::next;
}

// 16 bytes at once: exch and cas only.
Step atomic128(Warp& warp, const Op& op) {
  static std::mutex one;
  const auto& form = op.as<AtomicForm>();
  Addresses addresses;
  computeAddresses(warp, form.address, addresses);
  bool fine = true;
  forEachLane(warp.active, [&](unsigned lane) {
    if (!fine) return;
    std::uint8_t* at = reach(warp, op, lane, form.form.window, addresses.at[lane], 16, {Access::atomic, true, nullptr});
    fine = at != nullptr;
    if (!fine) return;
    const auto value = [&](Slot slot) { return reinterpret_cast<const std::uint8_t*>(warp.in32(slot)) + lane * 16; };
    const std::lock_guard<std::mutex> lock(one);
    std::uint8_t old[16];
    std::memcpy(old, at, 16);
    if (form.operation == AtomicOperation::exchange) {
      std::memcpy(at, value(form.operand[0]), 16);
    } else if (std::memcmp(old, value(form.operand[0]), 16) == 0) {
      std::memcpy(at, value(form.swapped[0]), 16);
    }
    if (form.returns) std::memcpy(reinterpret_cast<std::uint8_t*>(warp.row(form.to[0])) + lane * 16, old, 16);
  });
  return fine ? Step::next : Step::stop;
}

Step fence(Warp& warp, const Op&) {
  if (warp.block.grid.races) warp.block.clock.fence(warp.index);
  return Step::next;
}

bool slotsOf(Decoder& decoder, const ptx::Operand& operand, unsigned bits, bool destination, std::vector<Slot>& slots) {
  std::vector<const ptx::Operand*> elements;
  if (operand.kind == ptx::OperandKind::vector) {
    for (const auto& element : operand.elements) elements.push_back(&element);
  } else {
    elements.push_back(&operand);
  }
  for (const ptx::Operand* element : elements) {
    Slot slot = 0;
    if (destination ? !decoder.destination(*element, bits, slot) : !decoder.source(*element, bits, slot)) return false;
    slots.push_back(slot);
  }
  return true;
}

}  // namespace

bool decodeAtomic(Decoder& decoder, Op& op) {
  const std::string_view root = decoder.root();
  op.kind = OpClass::synchronisation;
  if (root == "fence" || root == "membar") {
    op.run = fence;
    return true;
  }
  auto form = std::make_unique<AtomicForm>();
  AtomicOperation& operation = form->operation;
  bool found = false;
  for (std::size_t i = 1; i < decoder.parts().size() && !found; ++i) found = atomicNamed(decoder.parts()[i], operation);
  if (!found || decoder.types().size() != 1) return false;
  if (!readMemoryForm(decoder, form->form,
                      {"add", "min", "max", "inc", "dec", "and", "or", "xor", "exch", "cas", "noftz"})) {
    return false;
  }
  form->type = decoder.type();
  form->bytes = typeBits(form->type) / 8;
  form->returns = root == "atom";
  const std::size_t at = form->returns ? 1 : 0;
  AddressOperand address;
  if (decoder.operands() < at + 2 || !decoder.address(decoder.operand(at), address) || address.isFrame) return false;
  form->address = AddressForm(address);
  const unsigned bits = form->bytes * 8;
  if (form->returns && !slotsOf(decoder, decoder.operand(0), bits, true, form->to)) return false;
  if (!slotsOf(decoder, decoder.operand(at + 1), bits, false, form->operand)) return false;
  if (operation == AtomicOperation::compareAndSwap &&
      (decoder.operands() < at + 3 || !slotsOf(decoder, decoder.operand(at + 2), bits, false, form->swapped))) {
    return false;
  }
  if (form->operand.empty() || (form->returns && form->to.size() != form->operand.size())) return false;
  if (!form->swapped.empty() && form->swapped.size() != form->operand.size()) return false;
  op.kind = OpClass::atomic;
  if (form->bytes == 16) {
    op.run = atomic128;
    if (operation != AtomicOperation::exchange && operation != AtomicOperation::compareAndSwap) return false;
  } else {
    op.run = atomic;
    if (!atomicIsKnown(operation, form->type)) return false;
  }
  const Window window = form->form.window;
  if (window != Window::shared && window != Window::cluster) decoder.program().noteCommunication();
  decoder.program().noteAccess(window != Window::global, window == Window::global || window == Window::generic,
                               std::min(form->bytes, 4u));
  op.detail = decoder.keep(std::move(form));
  return true;
}

}  // namespace warpsmith::sim
