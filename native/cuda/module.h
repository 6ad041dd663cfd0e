#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cuda/context.h"
#include "cuda/memory.h"

namespace warpsmith::cuda {

// More dynamic shared memory than this has to be asked for with FunctionMaxDynamicShared.
inline constexpr unsigned sharedWithoutOptIn = 48 * 1024;

// A loaded cubin, or PTX that the driver compiled.
class Module {
 public:
  // Takes a cubin or PTX text. Throws Error("bad-ptx") with the driver's message for text that it cannot compile.
  Module(std::shared_ptr<Context> context, const std::vector<unsigned char>& image);
  ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  const std::shared_ptr<Context>& context() const noexcept { return context_; }
  ModuleHandle handle() const noexcept { return handle_; }

 private:
  std::shared_ptr<Context> context_;
  ModuleHandle handle_ = nullptr;
};

// A kernel of a module; keeps the module loaded.
class Kernel {
 public:
  // `name` is the symbol in the cubin (NVRTC's lowered name).
  Kernel(std::shared_ptr<Module> module, const std::string& name);

  const Context& context() const noexcept { return *module_->context(); }
  FunctionHandle handle() const noexcept { return handle_; }
  // Bytes of each parameter, in order.
  const std::vector<std::size_t>& parameterBytes() const noexcept { return parameterBytes_; }

  int attribute(FunctionAttribute attribute) const;
  void setAttribute(FunctionAttribute attribute, int value) const;
  // Blocks that one multiprocessor holds at once; 0 when the shared memory is more than a block can have.
  int residentBlocks(int threadsPerBlock, std::size_t dynamicShared) const;

 private:
  std::shared_ptr<Module> module_;
  FunctionHandle handle_ = nullptr;
  std::vector<std::size_t> parameterBytes_;
};

// A variable of a module; keeps the module loaded.
class ModuleVariable final : public DeviceMemory {
 public:
  // Throws Error("bad-plan") for a name that is no variable of the module.
  ModuleVariable(std::shared_ptr<Module> module, const std::string& name);

 private:
  std::shared_ptr<Module> module_;
};

}  // namespace warpsmith::cuda
