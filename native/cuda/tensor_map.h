#pragma once

#include <cstdint>
#include <vector>

#include "cuda/driver.h"

namespace warpsmith::cuda {

// What a tensor map says of a row-major, contiguous tensor. All vectors run from the innermost dimension outwards, as
// cuTensorMapEncodeTiled wants them; sizes in elements, strides in bytes and without the innermost one.
struct TensorMapPlan {
  TensorMapDataType type = TensorFloat32;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> stridesBytes;
  std::vector<std::uint32_t> box;
  std::vector<std::uint32_t> elementStrides;
  TensorMapInterleave interleave = InterleaveNone;
  TensorMapSwizzle swizzle = SwizzleNone;
  TensorMapL2Promotion l2Promotion = L2PromotionNone;
  TensorMapFill fill = FillZeros;
};

// Throws Error("bad-plan") when the driver refuses the plan: it does not say which field it dislikes.
TensorMap encodeTensorMap(const Driver& driver, const TensorMapPlan& plan, DeviceAddress address);

}  // namespace warpsmith::cuda
