#include "cuda/device_facts.h"

#include <array>

namespace warpsmith::cuda {

namespace {

std::string textOf(const Uuid& uuid) {
  constexpr std::array<char, 17> digits{"0123456789abcdef"};
  std::string text;
  for (std::size_t i = 0; i < sizeof uuid.bytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const auto byte = static_cast<unsigned char>(uuid.bytes[i]);
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace

DeviceFacts readDeviceFacts(const Driver& driver, int ordinal) {
  DeviceFacts facts;
  facts.ordinal = ordinal;
  const DeviceOrdinal device = driver.device(ordinal);
  std::array<char, 256> name{};
  driver.check(driver.deviceGetName(name.data(), static_cast<int>(name.size()), device), "cuDeviceGetName");
  facts.name = name.data();
  std::array<char, 64> pciBusId{};
  driver.check(driver.deviceGetPciBusId(pciBusId.data(), static_cast<int>(pciBusId.size()), device),
               "cuDeviceGetPCIBusId");
  facts.pciBusId = pciBusId.data();
  Uuid uuid{};
  driver.check(driver.deviceGetUuid(&uuid, device), "cuDeviceGetUuid");
  facts.uuid = textOf(uuid);
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
