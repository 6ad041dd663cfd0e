#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cuda/types.h"
#include "sim/command.h"

// Just enough of the driver to run the tests' kernels on a GPU. Ends the program when anything fails.
struct GpuArgument {
  warpsmith::cuda::DeviceAddress address = 0;
  int number = 0;
  warpsmith::cuda::TensorMap map{};
  const void* data() const;
};

class Gpu {
 public:
  explicit Gpu(const std::string& ptx);

  warpsmith::cuda::DeviceAddress upload(const void* from, std::size_t bytes);
  void download(warpsmith::cuda::DeviceAddress from, void* to, std::size_t bytes);
  warpsmith::cuda::TensorMap encode(const warpsmith::sim::TensorMap& map, warpsmith::cuda::DeviceAddress address);
  void launch(const std::string& kernel, unsigned grid, unsigned block, unsigned cluster, unsigned shared,
              std::vector<GpuArgument>& arguments);

 private:
  void* find(const char* name);
  void require(int result, const char* what);

  void* library_ = nullptr;
  warpsmith::cuda::ModuleHandle module_ = nullptr;
};
