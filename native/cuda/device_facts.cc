#include "cuda/device_facts.h"

#include <array>

namespace warpsmith::cuda {

DeviceFacts readDeviceFacts(const Driver& driver, int ordinal) {
  DeviceFacts facts;
  facts.ordinal = ordinal;
  const DeviceOrdinal device = driver.device(ordinal);
  std::array<char, 256> name{};
  driver.check(driver.deviceGetName(name.data(), static_cast<int>(name.size()), device), "cuDeviceGetName");
  facts.name = name.data();
  const auto attribute = [&](DeviceAttribute which) {
    int value = 0;
    driver.check(driver.deviceGetAttribute(&value, which, device), "cuDeviceGetAttribute");
    return value;
  };
  facts.computeMajor = attribute(ComputeCapabilityMajor);
  facts.computeMinor = attribute(ComputeCapabilityMinor);
  facts.multiprocessors = attribute(MultiprocessorCount);
  facts.clockKhz = attribute(ClockRateKhz);
  facts.memoryClockKhz = attribute(MemoryClockRateKhz);
  facts.memoryBusBits = attribute(GlobalMemoryBusWidthBits);
  facts.l2Bytes = attribute(L2CacheBytes);
  facts.maxThreadsPerBlock = attribute(MaxThreadsPerBlock);
  facts.maxThreadsPerMultiprocessor = attribute(MaxThreadsPerMultiprocessor);
  facts.maxSharedPerBlock = attribute(MaxSharedPerBlockOptIn);
  facts.maxSharedPerMultiprocessor = attribute(MaxSharedPerMultiprocessor);
  facts.maxRegistersPerBlock = attribute(MaxRegistersPerBlock);
  driver.check(driver.deviceTotalMem(&facts.totalMemory, device), "cuDeviceTotalMem");
  facts.cudaVersion = driver.version();
  return facts;
}

}  // namespace warpsmith::cuda
