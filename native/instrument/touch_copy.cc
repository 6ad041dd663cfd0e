#include "instrument/touch_families.h"

// Asynchronous copies (PTX ISA, Data Movement and Conversion Instructions: Asynchronous copy).
namespace warpsmith::instrument {

namespace {

using ptx::Operand;
using ptx::OperandKind;

// cp.async.ca and .cg: `cp-size` bytes of shared memory are written, zeros where the source is shorter or ignored.
bool touchSmallCopy(TouchForm& form, Touches& touches) {
  const bool largest = form.take("cg");
  if (!largest && !form.take("ca")) return false;
  const bool policy = form.takeCaching();
  const Operand* bytes = form.number(2);
  const bool isShared = !form.takeAny({"shared", "shared::cta"}).empty();
  if (!isShared || !form.take("global") || !form.tookAll() || bytes == nullptr || bytes->kind != OperandKind::integer) {
    return false;
  }
  const auto width = static_cast<std::uint32_t>(bytes->value);
  if (width != 16 && (largest || (width != 4 && width != 8))) return false;
  if (!addTouch(touches, form.address(0), Window::shared, Access::write, width) ||
      !addTouch(touches, form.address(1), Window::global, Access::read, width)) {
    return false;
  }
  const std::size_t operands = form.operands() - (policy ? 1 : 0);
  if (operands == 3) return true;
  Touch& source = touches.list.back();
  source.ignored = form.predicate(3);
  source.size = form.number(3);
  return operands == 4 && (source.ignored != nullptr || source.size != nullptr);
}

bool touchArrival(TouchForm& form, Touches& touches) {
  form.take("noinc");
  const Window window = form.takeWindow();
  return form.take("arrive") && form.take("b64") && form.tookAll() && form.operands() == 1 &&
         addBarrier(touches, form.address(0), window);
}

// Both ends of a bulk copy are aligned to 16 bytes, and so is its size.
bool addBulk(Touches& touches, const Operand* address, Window window, Access access, const Operand* size) {
  constexpr std::uint32_t alignment = 16;
  Touch touch;
  touch.address = address;
  touch.window = window;
  touch.access = access;
  touch.alignment = touch.sizeMultiple = alignment;
  touch.size = size;
  touches.list.push_back(touch);
  return address != nullptr && size != nullptr;
}

// The ISA does not say that a bulk prefetch of memory that isn't there is ignored, as it does for none.
bool touchBulkPrefetch(TouchForm& form, Touches& touches) {
  if (form.take("tensor")) return touchTensorPrefetch(form, touches);
  if (!form.take("L2")) return false;
  const bool policy = form.takeCaching();
  return form.take("global") && form.tookAll() && form.operands() == (policy ? 3u : 2u) &&
         addBulk(touches, form.address(0), Window::global, Access::read, form.number(1));
}

bool takeReduction(TouchForm& form) {
  form.take("noftz");
  return !form.takeAny({"and", "or", "xor", "add", "inc", "dec", "min", "max"}).empty() && form.takeWidth() != 0;
}

bool touchBulk(TouchForm& form, Touches& touches, bool reduces) {
  const Window to = form.takeWindow();
  const Window from = form.takeWindow();
  const bool toShared = to == Window::shared || to == Window::cluster;
  const bool isKnown = from == Window::global
                           ? toShared && !reduces
                           : from == Window::shared && (to == Window::global || to == Window::cluster);
  if (!isKnown) return false;
  const bool multicasts = toShared && form.take("multicast::cluster");
  const bool masks = !toShared && form.take("cp_mask");
  const bool policy = form.takeCaching();
  if (reduces && !takeReduction(form)) return false;
  if (!form.take(toShared ? "mbarrier::complete_tx::bytes" : "bulk_group") || !form.tookAll()) return false;
  const std::size_t operands = 3 + (toShared ? 1u : 0u) + (multicasts ? 1u : 0u) + (masks ? 1u : 0u);
  if (multicasts) touches.unchecked = "the blocks in the mask of a multicast copy";
  return form.operands() == operands + (policy ? 1 : 0) &&
         addBulk(touches, form.address(0), to, reduces ? Access::atomic : Access::write, form.number(2)) &&
         addBulk(touches, form.address(1), from, Access::read, form.number(2)) &&
         (!toShared || addBarrier(touches, form.address(3), to));
}

}  // namespace

bool touchCopy(TouchForm& form, Touches& touches) {
  const bool reduces = form.take("reduce");
  if (form.takeFirst() != "async") return false;
  if (form.take("bulk")) {
    if (!reduces && form.take("prefetch")) return touchBulkPrefetch(form, touches);
    if (form.take("tensor")) return touchTensorCopy(form, touches, reduces);
    if (!reduces && form.take("commit_group")) return form.tookAll();
    if (!reduces && form.take("wait_group")) {
      form.take("read");
      return form.tookAll();
    }
    return touchBulk(form, touches, reduces);
  }
  if (reduces) return false;
  if (!form.takeAny({"commit_group", "wait_group", "wait_all"}).empty()) return form.tookAll();
  return form.take("mbarrier") ? touchArrival(form, touches) : touchSmallCopy(form, touches);
}

}  // namespace warpsmith::instrument
