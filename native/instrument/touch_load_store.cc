#include "instrument/touch_families.h"

// Loads, stores, atomics and reductions. All are aligned to their width, vectors to that of the whole vector (PTX ISA,
// Addresses as Operands).
namespace warpsmith::instrument {

namespace {

bool hasPolicyAfter(const TouchForm& form, std::size_t operands, bool policy) {
  return form.operands() == operands + (policy ? 1 : 0);
}

// Parameters lie where the kernel can't miss them; `form` must be right all the same.
bool takeParameter(TouchForm& form) { return !form.takeAny({"param", "param::entry", "param::func"}).empty(); }

bool takeOperation(TouchForm& form) {
  form.take("noftz");
  return !form.takeAny({"and", "or", "xor", "cas", "exch", "add", "inc", "dec", "min", "max"}).empty();
}

bool touchPlainStore(TouchForm& form, Touches& touches) {
  form.takeOrdering();
  const bool policy = form.takeCaching();
  const bool isParameter = takeParameter(form);
  const Window window = form.takeWindow();
  const std::uint32_t bytes = form.takeWidth();
  if (bytes == 0 || !form.tookAll() || !hasPolicyAfter(form, 2, policy)) return false;
  if (isParameter) return form.address(0) != nullptr;
  return addTouch(touches, form.address(0), window, Access::write, bytes);
}

// st.async and red.async: to another block's shared memory with an mbarrier, to global memory without one.
bool touchRemote(TouchForm& form, Touches& touches, Access access) {
  form.takeOrdering();
  const bool completes = form.take("mbarrier::complete_tx::bytes");
  const Window window = form.takeWindow();
  if (access == Access::atomic && !takeOperation(form)) return false;
  const std::uint32_t bytes = form.takeWidth();
  if (bytes == 0 || !form.tookAll() || form.operands() != (completes ? 3u : 2u)) return false;
  return addTouch(touches, form.address(0), window, access, bytes) &&
         (!completes || addBarrier(touches, form.address(2), window));
}

// st.bulk: zeros over `size` bytes of the block's own shared memory.
bool touchFill(TouchForm& form, Touches& touches) {
  constexpr std::uint32_t alignment = 8;
  form.take("weak");
  Touch touch;
  touch.address = form.address(0);
  touch.window = form.takeWindow();
  touch.access = Access::write;
  touch.alignment = touch.sizeMultiple = alignment;
  touch.size = form.number(1);
  // The size may be a register of 64 bits.
  if (touch.size == nullptr) {
    touch.bytes = alignment;
    touches.unchecked = "how many bytes st.bulk fills";
  }
  touches.list.push_back(touch);
  return touch.address != nullptr && form.tookAll() && form.operands() == 3;
}

bool touchReadAndWritten(TouchForm& form, Touches& touches, std::size_t address, std::size_t fewest, std::size_t most) {
  form.takeOrdering();
  const bool policy = form.takeCaching();
  const Window window = form.takeWindow();
  if (!takeOperation(form)) return false;
  const std::uint32_t bytes = form.takeWidth();
  const std::size_t operands = form.operands() - (policy && form.operands() > 0 ? 1 : 0);
  return bytes != 0 && form.tookAll() && operands >= fewest && operands <= most &&
         addTouch(touches, form.address(address), window, Access::atomic, bytes);
}

}  // namespace

bool addTouch(Touches& touches, const ptx::Operand* address, Window window, Access access, std::uint32_t bytes) {
  Touch touch;
  touch.address = address;
  touch.window = window;
  touch.access = access;
  touch.bytes = touch.alignment = bytes;
  touches.list.push_back(touch);
  return address != nullptr;
}

bool addBarrier(Touches& touches, const ptx::Operand* address, Window window) {
  constexpr std::uint32_t barrierBytes = 8;
  return addTouch(touches, address, window, Access::atomic, barrierBytes);
}

bool touchLoad(TouchForm& form, Touches& touches) {
  form.takeOrdering();
  const bool policy = form.takeCaching();
  form.take("nc");
  const bool isParameter = takeParameter(form);
  const Window window = form.takeWindow();
  const std::uint32_t bytes = form.takeWidth();
  if (bytes == 0 || !form.tookAll() || !hasPolicyAfter(form, 2, policy)) return false;
  if (isParameter) {
    // With an index that is computed, a parameter's array can be left.
    const ptx::Operand* address = form.address(1);
    return address != nullptr && (address->elements[0].kind != ptx::OperandKind::reg ||
                                  addTouch(touches, address, Window::parameter, Access::read, bytes));
  }
  return addTouch(touches, form.address(1), window, Access::read, bytes);
}

bool touchStore(TouchForm& form, Touches& touches) {
  if (form.take("async")) return touchRemote(form, touches, Access::write);
  if (form.take("bulk")) return touchFill(form, touches);
  return touchPlainStore(form, touches);
}

bool touchAtomic(TouchForm& form, Touches& touches) { return touchReadAndWritten(form, touches, 1, 3, 4); }

bool touchReduction(TouchForm& form, Touches& touches) {
  if (form.take("async")) return touchRemote(form, touches, Access::atomic);
  return touchReadAndWritten(form, touches, 0, 2, 2);
}

// The line's content is lost: a write of all of it.
bool touchDiscard(TouchForm& form, Touches& touches) {
  constexpr std::uint32_t lineBytes = 128;
  const Window window = form.takeWindow();
  const ptx::Operand* size = form.number(1);
  return form.take("L2") && form.tookAll() && form.operands() == 2 && size != nullptr &&
         size->kind == ptx::OperandKind::integer && size->value == lineBytes &&
         addTouch(touches, form.address(0), window, Access::write, lineBytes);
}

}  // namespace warpsmith::instrument
