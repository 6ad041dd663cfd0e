#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ptx/module.h"

namespace warpsmith::sim {

class Allocation;
class AddressSpace;
class Program;

// A loaded PTX module: its variables have memory, its functions are decoded when a kernel first needs them.
class Module : public std::enable_shared_from_this<Module> {
 public:
  Module(std::shared_ptr<const ptx::Module> ptx, std::shared_ptr<AddressSpace> space);
  ~Module();

  const ptx::Module& ptx() const noexcept { return *ptx_; }
  // Throws Error("bad-plan") for a symbol that is no kernel of the module.
  std::shared_ptr<class Kernel> kernel(const std::string& symbol);
  // The memory of a module-scope variable; keeps the module alive. Throws Error("bad-plan") for any other name.
  std::shared_ptr<Allocation> variable(const std::string& name);
  Program& program() const noexcept { return *program_; }

 private:
  std::shared_ptr<const ptx::Module> ptx_;
  std::unique_ptr<Program> program_;
};

// What is known of a kernel without running it.
class Kernel {
 public:
  Kernel(std::shared_ptr<Module> module, std::uint32_t function);

  const std::string& name() const noexcept { return name_; }
  // Bytes of each parameter, in order.
  const std::vector<std::uint32_t>& parameterBytes() const noexcept { return parameterBytes_; }
  std::uint32_t staticShared() const noexcept { return staticShared_; }
  // Bytes of local memory that one thread's own frame takes.
  std::uint32_t local() const noexcept { return local_; }
  // From .maxntid / .reqntid; 1024 otherwise.
  std::uint32_t maxThreadsPerBlock() const noexcept { return maxThreadsPerBlock_; }
  Module& module() const noexcept { return *module_; }
  std::uint32_t function() const noexcept { return function_; }

 private:
  std::shared_ptr<Module> module_;
  std::uint32_t function_;
  std::string name_;
  std::vector<std::uint32_t> parameterBytes_;
  std::uint32_t staticShared_ = 0;
  std::uint32_t local_ = 0;
  std::uint32_t maxThreadsPerBlock_ = 1024;
};

}  // namespace warpsmith::sim
