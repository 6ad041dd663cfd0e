#include "async_gpu.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace cuda = warpsmith::cuda;

const void* GpuArgument::data() const {
  if (address != 0) return &address;
  static const cuda::TensorMap none{};
  return std::memcmp(&map, &none, sizeof map) != 0 ? static_cast<const void*>(&map) : &number;
}

void* Gpu::find(const char* name) {
  void* function = dlsym(library_, name);
  if (!function) require(-1, name);
  return function;
}

void Gpu::require(int result, const char* what) {
  if (result == 0) return;
  std::printf("failed: %s returned %d\n", what, result);
  std::exit(3);
}

Gpu::Gpu(const std::string& ptx) {
  library_ = dlopen("libcuda.so.1", RTLD_NOW);
  if (!library_) require(-1, "libcuda.so.1");
  int device = 0;
  cuda::ContextHandle context = nullptr;
  require(reinterpret_cast<int (*)(unsigned)>(find("cuInit"))(0), "cuInit");
  require(reinterpret_cast<int (*)(int*, int)>(find("cuDeviceGet"))(&device, 0), "cuDeviceGet");
  require(reinterpret_cast<int (*)(cuda::ContextHandle*, int)>(find("cuDevicePrimaryCtxRetain"))(&context, device),
          "cuDevicePrimaryCtxRetain");
  require(reinterpret_cast<int (*)(cuda::ContextHandle)>(find("cuCtxSetCurrent"))(context), "cuCtxSetCurrent");
  require(reinterpret_cast<int (*)(cuda::ModuleHandle*, const void*)>(find("cuModuleLoadData"))(&module_, ptx.c_str()),
          "cuModuleLoadData");
}

cuda::DeviceAddress Gpu::upload(const void* from, std::size_t bytes) {
  cuda::DeviceAddress address = 0;
  require(reinterpret_cast<int (*)(cuda::DeviceAddress*, std::size_t)>(find("cuMemAlloc_v2"))(&address, bytes),
          "cuMemAlloc");
  require(reinterpret_cast<int (*)(cuda::DeviceAddress, const void*, std::size_t)>(find("cuMemcpyHtoD_v2"))(
              address, from, bytes),
          "cuMemcpyHtoD");
  return address;
}

void Gpu::download(cuda::DeviceAddress from, void* to, std::size_t bytes) {
  require(reinterpret_cast<int (*)(void*, cuda::DeviceAddress, std::size_t)>(find("cuMemcpyDtoH_v2"))(to, from, bytes),
          "cuMemcpyDtoH");
}

cuda::TensorMap Gpu::encode(const warpsmith::sim::TensorMap& map, cuda::DeviceAddress address) {
  using Encode = int (*)(cuda::TensorMap*, int, unsigned, void*, const std::uint64_t*, const std::uint64_t*,
                         const std::uint32_t*, const std::uint32_t*, int, int, int, int);
  cuda::TensorMap result{};
  auto strides = map.stridesBytes;
  strides.push_back(0);
  require(reinterpret_cast<Encode>(find("cuTensorMapEncodeTiled"))(
              &result, static_cast<int>(map.type), static_cast<unsigned>(map.shape.size()),
              reinterpret_cast<void*>(address), map.shape.data(), strides.data(), map.box.data(),
              map.elementStrides.data(), static_cast<int>(map.interleave), static_cast<int>(map.swizzle),
              static_cast<int>(map.l2Promotion), static_cast<int>(map.fill)),
          "cuTensorMapEncodeTiled");
  return result;
}

void Gpu::launch(const std::string& kernel, unsigned grid, unsigned block, unsigned cluster, unsigned shared,
                 std::vector<GpuArgument>& arguments) {
  cuda::FunctionHandle function = nullptr;
  require(reinterpret_cast<int (*)(cuda::FunctionHandle*, cuda::ModuleHandle, const char*)>(
              find("cuModuleGetFunction"))(&function, module_, kernel.c_str()),
          kernel.c_str());
  std::vector<void*> words;
  for (const GpuArgument& argument : arguments) words.push_back(const_cast<void*>(argument.data()));
  cuda::LaunchAttribute attribute{};
  attribute.id = cuda::AttributeClusterDimension;
  attribute.value.clusterDim = {cluster, 1, 1};
  cuda::LaunchConfig config{grid, 1, 1, block, 1, 1, shared, nullptr, &attribute, cluster ? 1u : 0u};
  require(reinterpret_cast<int (*)(const cuda::LaunchConfig*, cuda::FunctionHandle, void**, void**)>(
              find("cuLaunchKernelEx"))(&config, function, words.data(), nullptr),
          kernel.c_str());
  require(reinterpret_cast<int (*)()>(find("cuCtxSynchronize"))(), kernel.c_str());
}
