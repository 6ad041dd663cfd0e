#include "instrument/touch_families.h"

// Barriers in shared memory and what completes on them (PTX ISA, mbarrier and clusterlaunchcontrol).
namespace warpsmith::instrument {

bool touchBarrier(TouchForm& form, Touches& touches) {
  if (!form.take("b64")) return false;
  if (form.take("pending_count")) return form.tookAll() && form.operands() == 2;
  form.takeOrdering();
  const Window window = form.takeWindow();
  const std::string_view name = form.takeFirst();
  // Where the address stands, behind the state or the predicate that is returned, and how many operands there are.
  std::size_t address = 0;
  std::size_t fewest = 2;
  std::size_t most = 2;
  Access access = Access::atomic;
  if (name == "init") {
    access = Access::write;
  } else if (name == "inval") {
    access = Access::write;
    fewest = most = 1;
  } else if (name == "arrive" || name == "arrive_drop") {
    // The count is an operand unless it is 1.
    const bool needsCount = !form.takeAny({"expect_tx", "noComplete"}).empty();
    address = 1;
    fewest = needsCount ? 3 : 2;
    most = 3;
  } else if (name == "test_wait" || name == "try_wait") {
    form.take("parity");
    address = 1;
    fewest = 3;
    most = name == "try_wait" ? 4 : 3;
    access = Access::read;
  } else if (name != "expect_tx" && name != "complete_tx") {
    return false;
  }
  if (!form.tookAll() || form.operands() < fewest || form.operands() > most) return false;
  if (!addBarrier(touches, form.address(address), window)) return false;
  touches.list.back().access = access;
  return true;
}

// try_cancel asks for another cluster's work: the answer, 16 bytes, completes on an mbarrier.
bool touchClusterLaunch(TouchForm& form, Touches& touches) {
  constexpr std::uint32_t answerBytes = 16;
  if (form.take("query_cancel")) return true;
  // The same place in every block of the cluster, and so in this one.
  form.take("multicast::cluster::all");
  const Window window = form.takeWindow();
  return form.take("try_cancel") && form.take("async") && form.take("mbarrier::complete_tx::bytes") &&
         form.take("b128") && form.tookAll() && form.operands() == 2 &&
         addTouch(touches, form.address(0), window, Access::write, answerBytes) &&
         addBarrier(touches, form.address(1), window);
}

}  // namespace warpsmith::instrument
