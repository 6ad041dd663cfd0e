#include "cuda/driver.h"

#include "error.h"
#include "opening.h"

namespace warpsmith::cuda {

namespace {

// cuGetProcAddress_v2; the plain name has an older form without the last parameter.
using GetProcAddress = Result (*)(const char*, void**, int, std::uint64_t, int*);

}  // namespace

Driver::Driver(const std::string& library) : library_(library) {
  const auto getProcAddress = reinterpret_cast<GetProcAddress>(library_.find("cuGetProcAddress_v2"));
  if (getProcAddress == nullptr) {
    throw Error("no-device", library + " is older than CUDA 12, which is the oldest driver that warpsmith supports.");
  }
  std::string missing;
#define WARPSMITH_RESOLVE(member, symbol, since, ...)                                                            \
  {                                                                                                              \
    void* address = nullptr;                                                                                     \
    int status = 0;                                                                                              \
    if (getProcAddress(symbol, &address, since, ProcAddressDefault, &status) != Success || address == nullptr) { \
      missing += std::string(missing.empty() ? "" : ", ") + (symbol);                                            \
    }                                                                                                            \
    member = reinterpret_cast<decltype(member)>(address);                                                        \
  }
  WARPSMITH_CUDA_FUNCTIONS(WARPSMITH_RESOLVE)
#undef WARPSMITH_RESOLVE
  if (!missing.empty()) {
    throw Error("no-device", "Expected a driver for CUDA 12.4 or later, but " + library + " has no " + missing +
                                 ". Update the NVIDIA driver.");
  }
  const Opening opening;
  const Result result = init(0);
  if (result != Success) {
    throw Error("no-device",
                library + " is there but cuInit failed with " + nameOf(result) +
                    ". Check that a GPU is visible to this process (nvidia-smi, CUDA_VISIBLE_DEVICES).",
                nameOf(result));
  }
}

std::string Driver::nameOf(Result result) const {
  const char* name = nullptr;
  if (getErrorName(result, &name) == Success && name != nullptr) return name;
  return "CUresult " + std::to_string(static_cast<int>(result));
}

bool Driver::isSticky(Result result) noexcept {
  switch (result) {
    case EccUncorrectable:
    case IllegalAddress:
    case LaunchTimeout:
    case ContextIsDestroyed:
    case AssertFailed:
    case HardwareStackError:
    case IllegalInstruction:
    case MisalignedAddress:
    case InvalidAddressSpace:
    case InvalidProgramCounter:
    case LaunchFailed:
    case Contained:
    case Unknown:
      return true;
    default:
      return false;
  }
}

void Driver::check(Result result, const char* call) const {
  if (result == Success) return;
  const char* text = nullptr;
  getErrorString(result, &text);
  const std::string name = nameOf(result);
  const std::string message = std::string(call) + " failed with " + name + (text ? std::string(": ") + text : "") + ".";
  const char* code = isSticky(result) ? "device-lost" : result == OutOfMemory ? "device-out-of-memory" : "native";
  throw Error(code, message, name);
}

int Driver::version() const {
  int version = 0;
  check(driverGetVersion(&version), "cuDriverGetVersion");
  return version;
}

int Driver::deviceCount() const {
  int count = 0;
  check(deviceGetCount(&count), "cuDeviceGetCount");
  return count;
}

DeviceOrdinal Driver::device(int ordinal) const {
  const int count = deviceCount();
  if (ordinal < 0 || ordinal >= count) {
    throw Error("no-device", "Expected a device from cuda:0 to cuda:" + std::to_string(count - 1) + " but found cuda:" +
                                 std::to_string(ordinal) + ". `warpsmith doctor` lists the devices.");
  }
  DeviceOrdinal device = 0;
  check(deviceGet(&device, ordinal), "cuDeviceGet");
  return device;
}

}  // namespace warpsmith::cuda
