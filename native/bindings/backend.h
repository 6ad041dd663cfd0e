#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bindings/environment.h"
#include "cuda/command.h"
#include "sim/allocation.h"
#include "sim/command.h"
#include "sim/module.h"

namespace warpsmith::bindings {

// What a kernel takes of a multiprocessor; empty where the backend cannot know it.
struct Resources {
  std::optional<int> registers;
  int staticShared;
  int local;
  int maxThreadsPerBlock;
  std::optional<int> residentBlocks;
};

// The GPU and the simulator take the same commands; these say where the two differ.
struct Gpu {
  using Memory = cuda::DeviceMemory;
  using Module = cuda::Module;
  using Kernel = cuda::Kernel;
  using SetBytes = cuda::SetBytes;
  using Upload = cuda::Upload;
  using Download = cuda::Download;
  using CopyOnDevice = cuda::CopyOnDevice;
  using Launch = cuda::Launch;
  using Command = cuda::Command;

  static DeviceClasses& classes(Napi::Env env) { return Environment::of(env).gpu; }
  static std::shared_ptr<Kernel> kernel(const std::shared_ptr<Module>& module, const std::string& symbol) {
    return std::make_shared<Kernel>(module, symbol);
  }
  static std::shared_ptr<Memory> variable(const std::shared_ptr<Module>& module, const std::string& name) {
    return std::make_shared<cuda::ModuleVariable>(module, name);
  }
  static std::shared_ptr<Memory> slice(const std::shared_ptr<Memory>& whole, std::size_t offset, std::size_t bytes) {
    return std::make_shared<cuda::MemorySlice>(whole, offset, bytes);
  }
  static Resources resources(const Kernel& kernel, std::size_t threadsPerBlock, std::size_t dynamicShared) {
    return {kernel.attribute(cuda::FunctionRegisters), kernel.attribute(cuda::FunctionStaticShared),
            kernel.attribute(cuda::FunctionLocalBytes), kernel.attribute(cuda::FunctionMaxThreadsPerBlock),
            kernel.residentBlocks(static_cast<int>(threadsPerBlock), dynamicShared)};
  }
};

struct Simulator {
  using Memory = sim::Allocation;
  using Module = sim::Module;
  using Kernel = sim::Kernel;
  using SetBytes = sim::SetBytes;
  using Upload = sim::Upload;
  using Download = sim::Download;
  using CopyOnDevice = sim::CopyOnDevice;
  using Launch = sim::Launch;
  using Command = sim::Command;

  static DeviceClasses& classes(Napi::Env env) { return Environment::of(env).simulator; }
  static std::shared_ptr<Kernel> kernel(const std::shared_ptr<Module>& module, const std::string& symbol) {
    return module->kernel(symbol);
  }
  static std::shared_ptr<Memory> variable(const std::shared_ptr<Module>& module, const std::string& name) {
    return module->variable(name);
  }
  static std::shared_ptr<Memory> slice(const std::shared_ptr<Memory>& whole, std::size_t offset, std::size_t bytes) {
    return std::make_shared<sim::Allocation>(whole, offset, bytes);
  }
  static Resources resources(const Kernel& kernel, std::size_t, std::size_t) {
    return {std::nullopt, static_cast<int>(kernel.staticShared()), static_cast<int>(kernel.local()),
            static_cast<int>(kernel.maxThreadsPerBlock()), std::nullopt};
  }
};

}  // namespace warpsmith::bindings
