#include "bindings/tensor_map.h"

#include <array>

#include "bindings/read.h"

namespace warpsmith::bindings {

namespace {

template <typename T>
std::vector<T> readNumbers(const Napi::Object& object, const char* field) {
  const Napi::Array array = readArray(object, field);
  std::vector<T> numbers;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    numbers.push_back(static_cast<T>(Napi::Value(array.Get(i)).As<Napi::Number>().Int64Value()));
  }
  return numbers;
}

// Bytes of an element, by TensorMapDataType.
constexpr std::array<std::uint64_t, 10> elementBytes{1, 2, 4, 4, 8, 8, 2, 4, 8, 2};

template <typename Enum>
Enum readEnum(const Napi::Object& object, const char* field) {
  return static_cast<Enum>(static_cast<int>(readSize(object, field)));
}

}  // namespace

cuda::TensorMapPlan readTensorMap(const Napi::Object& fields, std::size_t bufferBytes) {
  cuda::TensorMapPlan plan;
  plan.type = readEnum<cuda::TensorMapDataType>(fields, "type");
  plan.shape = readNumbers<std::uint64_t>(fields, "shape");
  plan.stridesBytes = readNumbers<std::uint64_t>(fields, "stridesBytes");
  plan.box = readNumbers<std::uint32_t>(fields, "box");
  plan.elementStrides = readNumbers<std::uint32_t>(fields, "elementStrides");
  plan.interleave = readEnum<cuda::TensorMapInterleave>(fields, "interleave");
  plan.swizzle = readEnum<cuda::TensorMapSwizzle>(fields, "swizzle");
  plan.l2Promotion = readEnum<cuda::TensorMapL2Promotion>(fields, "l2Promotion");
  plan.fill = readEnum<cuda::TensorMapFill>(fields, "fill");
  const std::size_t rank = plan.shape.size();
  if (rank == 0 || rank > 5 || plan.box.size() != rank || plan.elementStrides.size() != rank ||
      plan.stridesBytes.size() + 1 != rank) {
    throw Napi::TypeError::New(fields.Env(), "Expected a tensor map of 1 to 5 dimensions with a box for each.");
  }
  if (static_cast<std::size_t>(plan.type) >= elementBytes.size()) {
    throw Napi::TypeError::New(fields.Env(), "Expected a tensor map's data type from 0 to 9.");
  }
  const std::uint64_t outermost = rank == 1 ? plan.shape[0] * elementBytes[static_cast<std::size_t>(plan.type)]
                                            : plan.stridesBytes.back() * plan.shape.back();
  if (outermost > bufferBytes) {
    throw Napi::RangeError::New(fields.Env(), "Expected a tensor map inside its buffer of " +
                                                  std::to_string(bufferBytes) + " bytes but found " +
                                                  std::to_string(outermost) + ".");
  }
  return plan;
}

}  // namespace warpsmith::bindings
