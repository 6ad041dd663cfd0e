#include "cuda/tensor_map.h"

#include "error.h"

namespace warpsmith::cuda {

TensorMap encodeTensorMap(const Driver& driver, const TensorMapPlan& plan, DeviceAddress address) {
  TensorMap map{};
  // One entry more than there are: the driver refuses a null pointer, also where a tensor of rank 1 has no strides.
  std::vector<std::uint64_t> strides = plan.stridesBytes;
  strides.push_back(0);
  const Result result = driver.tensorMapEncodeTiled(&map, plan.type, static_cast<std::uint32_t>(plan.shape.size()),
                                                    reinterpret_cast<void*>(address), plan.shape.data(), strides.data(),
                                                    plan.box.data(), plan.elementStrides.data(), plan.interleave,
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
