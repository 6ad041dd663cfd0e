#include "cuda/guarded_memory.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace warpsmith::cuda {

namespace {

// Unmapped addresses on either side. They cost nothing but addresses, of which there are 2^47.
constexpr std::size_t guardBytes = std::size_t{64} << 20;

std::size_t roundUp(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }

MemoryProperties propertiesOn(DeviceOrdinal device) {
  MemoryProperties properties{};
  properties.kind = MemoryPinned;
  properties.handles = MemoryHandleDescriptor;
  properties.place = {MemoryOnDevice, device};
  return properties;
}

std::atomic<std::uint64_t> lastId{0};

}  // namespace

GuardedMemory::GuardedMemory(std::shared_ptr<Context> context, std::size_t bytes)
    : DeviceMemory(bytes), context_(std::move(context)), id_(++lastId) {
  const CurrentContext current(*context_);
  try {
    map();
  } catch (...) {
    unmap();
    throw;
  }
}

GuardedMemory::~GuardedMemory() { unmap(); }

void GuardedMemory::map() {
  const Driver& driver = context_->driver();
  const MemoryProperties properties = propertiesOn(context_->device());
  std::size_t granularity = 0;
  driver.check(driver.memGetGranularity(&granularity, &properties, GranularityMinimum),
               "cuMemGetAllocationGranularity");
  const std::size_t used = roundUp(std::max<std::size_t>(bytes_, 1), guardedAlignment);
  const std::size_t mapping = roundUp(used, granularity);
  const std::size_t guard = roundUp(guardBytes, granularity);
  const std::size_t reservation = mapping + 2 * guard;
  driver.check(driver.memAddressReserve(&reserved_, reservation, 0, 0, 0), "cuMemAddressReserve");
  reservedBytes_ = reservation;

  PhysicalHandle physical = 0;
  checkMemory(driver, driver.memCreate(&physical, mapping, &properties, 0), "cuMemCreate", bytes_);
  const DeviceAddress start = reserved_ + guard;
  const Result result = driver.memMap(start, mapping, 0, physical, 0);
  // The mapping keeps the memory from here on.
  driver.memRelease(physical);
  checkMemory(driver, result, "cuMemMap", bytes_);
  mapped_ = start;
  mappedBytes_ = mapping;
  const MemoryAccessOf access{properties.place, MemoryReadWrite};
  checkMemory(driver, driver.memSetAccess(mapped_, mappedBytes_, &access, 1), "cuMemSetAccess", bytes_);
  address_ = mapped_ + mapping - used;
}

SharedPlace GuardedMemory::sharedPlace() const {
  return {id_, mappedBytes_, static_cast<std::size_t>(address_ - mapped_)};
}

Descriptor GuardedMemory::exported() const {
  const CurrentContext current(*context_);
  const Driver& driver = context_->driver();
  PhysicalHandle physical = 0;
  driver.check(driver.memRetainHandle(&physical, reinterpret_cast<void*>(mapped_)), "cuMemRetainAllocationHandle");
  int number = -1;
  const Result result = driver.memExport(&number, physical, MemoryHandleDescriptor, 0);
  driver.memRelease(physical);
  driver.check(result, "cuMemExportToShareableHandle");
  return Descriptor(number);
}

void GuardedMemory::unmap() noexcept {
  giveBack(*context_, [this](const Driver& driver) {
    if (mappedBytes_ > 0) driver.memUnmap(mapped_, mappedBytes_);
    if (reservedBytes_ > 0) driver.memAddressFree(reserved_, reservedBytes_);
  });
}

}  // namespace warpsmith::cuda
