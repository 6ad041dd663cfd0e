#include "instrument/touch_families.h"

// Tensor maps and the copies that go by them (PTX ISA, Tensor copy and tensormap). The hardware keeps such a copy
// inside the tensor of its map; where in shared memory its box ends, only the map tells.
namespace warpsmith::instrument {

namespace {

constexpr std::uint32_t mapBytes = 128;
constexpr std::uint32_t mapAlignment = 64;

bool addMap(const TouchForm& form, Touches& touches, const ptx::Operand* map) {
  if (map == nullptr) return false;
  if (form.isInParameter(*map, mapBytes)) return true;
  addTouch(touches, map, Window::generic, Access::read, mapBytes);
  touches.list.back().alignment = mapAlignment;
  return true;
}

// The least that the box can be, at the alignment that it needs.
bool addBox(Touches& touches, const ptx::Operand* address, Window window, Access access, const ptx::Operand* map) {
  constexpr std::uint32_t leastBytes = 16;
  constexpr std::uint32_t alignment = 128;
  addTouch(touches, address, window, access, leastBytes);
  touches.list.back().alignment = alignment;
  touches.list.back().box = map;
  return address != nullptr;
}

bool takeDimensions(TouchForm& form, Touches& touches) {
  const std::string_view dimensions = form.takeAny({"1d", "2d", "3d", "4d", "5d"});
  if (!dimensions.empty()) touches.tensor.rank = static_cast<std::uint32_t>(dimensions[0] - '0');
  return !dimensions.empty();
}

// Returns whether the offsets of the mode are an operand.
bool takeLoadMode(TouchForm& form, Touches& touches) {
  form.takeAny({"tile", "tile::gather4", "tile::scatter4"});
  const bool withoutOffsets = form.take("im2col_no_offs");
  const bool offsets = !form.takeAny({"im2col", "im2col::w", "im2col::w::128"}).empty();
  touches.tensor.tiled = !withoutOffsets && !offsets;
  return offsets;
}

// Where the copy begins in its tensor. False for an operand without coordinates.
bool setCoordinates(Touches& touches, const ptx::Operand* map) {
  if (map == nullptr || map->elements[1].elements.empty()) return false;
  touches.tensor.map = map;
  touches.tensor.innermost = &map->elements[1].elements[0];
  return true;
}

bool touchTensorLoad(TouchForm& form, Touches& touches, Window to) {
  const bool offsets = takeLoadMode(form, touches);
  const bool multicasts = form.take("multicast::cluster");
  const bool policy = form.takeCaching();
  form.takeAny({"cta_group::1", "cta_group::2"});
  if (!form.take("mbarrier::complete_tx::bytes") || !form.tookAll()) return false;
  if (multicasts) touches.unchecked = "the blocks in the mask of a multicast copy";
  return form.operands() == 3 + (offsets ? 1u : 0u) + (multicasts ? 1u : 0u) + (policy ? 1u : 0u) &&
         addBox(touches, form.address(0), to, Access::write, form.tensorAddress(1)) &&
         addMap(form, touches, form.tensorAddress(1)) && addBarrier(touches, form.address(2), to) &&
         setCoordinates(touches, form.tensorAddress(1));
}

bool touchTensorStore(TouchForm& form, Touches& touches, bool reduces) {
  takeLoadMode(form, touches);
  const bool policy = form.takeCaching();
  if (reduces) {
    touches.tensor.reduction = form.takeAny({"and", "or", "xor", "add", "inc", "dec", "min", "max"});
    if (touches.tensor.reduction.empty()) return false;
  }
  if (!form.take("bulk_group") || !form.tookAll()) return false;
  touches.writtenMap = form.tensorAddress(0);
  return form.operands() == (policy ? 3u : 2u) && addMap(form, touches, form.tensorAddress(0)) &&
         addBox(touches, form.address(1), Window::shared, Access::read, form.tensorAddress(0)) &&
         setCoordinates(touches, form.tensorAddress(0));
}

}  // namespace

bool touchTensorCopy(TouchForm& form, Touches& touches, bool reduces) {
  if (!takeDimensions(form, touches)) return false;
  const Window to = form.takeWindow();
  const Window from = form.takeWindow();
  if (to == Window::global && from == Window::shared) return touchTensorStore(form, touches, reduces);
  const bool loads = (to == Window::shared || to == Window::cluster) && from == Window::global;
  return loads && !reduces && touchTensorLoad(form, touches, to);
}

bool touchTensorPrefetch(TouchForm& form, Touches& touches) {
  if (!takeDimensions(form, touches) || !form.take("L2") || !form.take("global")) return false;
  const bool offsets = takeLoadMode(form, touches);
  const bool policy = form.takeCaching();
  return form.tookAll() && form.operands() == 1 + (offsets ? 1u : 0u) + (policy ? 1u : 0u) &&
         addMap(form, touches, form.tensorAddress(0)) && setCoordinates(touches, form.tensorAddress(0));
}

bool touchTensorMap(TouchForm& form, Touches& touches) {
  if (form.take("cp_fenceproxy")) {
    form.take("tensormap::generic");
    form.takeOrdering();
    const bool isKnown = form.takeFirst() == "global" && form.takeFirst() == "shared::cta" && form.take("sync") &&
                         form.take("aligned") && form.tookAll();
    return isKnown && form.operands() == 3 &&
           addTouch(touches, form.address(0), Window::global, Access::write, mapBytes) &&
           addTouch(touches, form.address(1), Window::shared, Access::read, mapBytes);
  }
  if (!form.take("replace") || !form.take("tile") || !form.take("b1024")) return false;
  const Window window = form.takeWindow();
  const bool byOrdinal = !form.takeAny({"box_dim", "global_dim", "global_stride", "element_stride"}).empty();
  const bool alone = !form.takeAny({"global_address", "rank", "elemtype", "interleave_layout", "swizzle_mode",
                                    "swizzle_atomicity", "fill_mode"})
                          .empty();
  if (byOrdinal == alone || form.takeAny({"b32", "b64"}).empty() || !form.tookAll()) return false;
  if (form.operands() != (byOrdinal ? 3u : 2u)) return false;
  // Copies that go by the changed map may then reach anything.
  touches.unchecked = "what copies touch by a tensor map that was changed with tensormap.replace";
  if (!addTouch(touches, form.address(0), window, Access::write, mapBytes)) return false;
  touches.list.back().alignment = mapAlignment;
  return true;
}

// Only the one that makes a tensor map known to the copies names memory.
bool touchFence(TouchForm& form, Touches& touches) {
  if (form.operands() == 0) return true;
  const bool isKnown = form.take("proxy") && form.take("tensormap::generic") && form.take("acquire");
  form.takeOrdering();
  return isKnown && form.tookAll() && form.operands() == 2 &&
         addTouch(touches, form.address(0), Window::generic, Access::read, mapBytes);
}

}  // namespace warpsmith::instrument
