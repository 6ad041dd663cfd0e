#include "cuda/launch.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "error.h"

namespace warpsmith::cuda {

namespace {

constexpr unsigned portableClusterBlocks = 8;

}  // namespace

void Arguments::add(const void* value, std::size_t bytes) {
  const std::size_t first = storage_.size();
  // At least one, for a value of no bytes as well.
  storage_.resize(first + std::max<std::size_t>(1, (bytes + sizeof(Block) - 1) / sizeof(Block)));
  std::memcpy(storage_[first].bytes.data(), value, bytes);
  firstBlock_.push_back(first);
  sizes_.push_back(bytes);
}

std::vector<void*> Arguments::pointers() {
  std::vector<void*> pointers;
  pointers.reserve(firstBlock_.size());
  for (const std::size_t first : firstBlock_) pointers.push_back(storage_[first].bytes.data());
  return pointers;
}

void checkArguments(const Launch& launch) {
  const std::vector<std::size_t>& expected = launch.kernel->parameterBytes();
  if (launch.arguments.count() != expected.size()) {
    throw Error("bad-plan", "Expected " + std::to_string(expected.size()) + " kernel arguments but found " +
                                std::to_string(launch.arguments.count()) + ".");
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (launch.arguments.bytesOf(i) != expected[i]) {
      throw Error("bad-plan", "Expected " + std::to_string(expected[i]) + " bytes for kernel argument " +
                                  std::to_string(i) + " but found " + std::to_string(launch.arguments.bytesOf(i)) +
                                  ".");
    }
  }
}

void enqueue(Launch& launch, StreamHandle stream) {
  if (launch.sharedBytes > sharedWithoutOptIn) {
    launch.kernel->setAttribute(FunctionMaxDynamicShared, static_cast<int>(launch.sharedBytes));
  }
  std::array<LaunchAttribute, 2> attributes{};
  unsigned attributeCount = 0;
  if (launch.cluster[0] != 0) {
    if (launch.cluster[0] * launch.cluster[1] * launch.cluster[2] > portableClusterBlocks) {
      launch.kernel->setAttribute(FunctionNonPortableClusterAllowed, 1);
    }
    LaunchAttribute& attribute = attributes[attributeCount++];
    attribute.id = AttributeClusterDimension;
    attribute.value.clusterDim.x = launch.cluster[0];
    attribute.value.clusterDim.y = launch.cluster[1];
    attribute.value.clusterDim.z = launch.cluster[2];
  }
  if (launch.cooperative) {
    LaunchAttribute& attribute = attributes[attributeCount++];
    attribute.id = AttributeCooperative;
    attribute.value.cooperative = 1;
  }
  const LaunchConfig config{launch.grid[0],  launch.grid[1],     launch.grid[2], launch.block[0],   launch.block[1],
                            launch.block[2], launch.sharedBytes, stream,         attributes.data(), attributeCount};
  std::vector<void*> pointers = launch.arguments.pointers();
  const Driver& driver = launch.kernel->context().driver();
  const Result result = driver.launchKernelEx(&config, launch.kernel->handle(), pointers.data(), nullptr);
  if (result == InvalidValue || result == LaunchOutOfResources || result == CooperativeLaunchTooLarge) {
    throw Error("bad-plan",
                "The driver refused the launch (" + driver.nameOf(result) +
                    "): grid, block, cluster, registers and shared memory do not fit this device together.",
                driver.nameOf(result));
  }
  driver.check(result, "cuLaunchKernelEx");
}

}  // namespace warpsmith::cuda
