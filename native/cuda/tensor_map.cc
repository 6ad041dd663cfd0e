#include "cuda/tensor_map.h"

#include "error.h"

namespace warpsmith::cuda {

TensorMap encodeTensorMap(const Driver& driver, const TensorMapPlan& plan, DeviceAddress address) {
  TensorMap map{};
  const Result result = driver.tensorMapEncodeTiled(
      &map, plan.type, static_cast<std::uint32_t>(plan.shape.size()), reinterpret_cast<void*>(address),
      plan.shape.data(), plan.stridesBytes.data(), plan.box.data(), plan.elementStrides.data(), plan.interleave,
      plan.swizzle, plan.l2Promotion, plan.fill);
  if (result == InvalidValue) {
    throw Error("bad-plan",
                "The driver refused the tensor map. Expected rows of a multiple of 16 bytes, a box of 1 to 256 "
                "elements a side whose innermost side is a multiple of 16 bytes and no longer than the swizzle.",
                driver.nameOf(result));
  }
  driver.check(result, "cuTensorMapEncodeTiled");
  return map;
}

}  // namespace warpsmith::cuda
