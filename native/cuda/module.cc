#include "cuda/module.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cuda/jit_options.h"
#include "error.h"

namespace warpsmith::cuda {

namespace {

bool isElf(const std::vector<unsigned char>& image) {
  constexpr std::array<unsigned char, 4> magic{0x7f, 'E', 'L', 'F'};
  return image.size() >= magic.size() && std::equal(magic.begin(), magic.end(), image.begin());
}

ModuleHandle loadText(const Driver& driver, const std::vector<unsigned char>& image) {
  const std::string text(image.begin(), image.end());
  JitOptions options;
  ModuleHandle module = nullptr;
  const Result result =
      driver.moduleLoadDataEx(&module, text.c_str(), options.count(), options.names(), options.values());
  options.check(driver, result, "cuModuleLoadDataEx");
  return module;
}

}  // namespace

Module::Module(std::shared_ptr<Context> context, const std::vector<unsigned char>& image)
    : context_(std::move(context)) {
  const CurrentContext current(*context_);
  const Driver& driver = context_->driver();
  if (isElf(image)) {
    driver.check(driver.moduleLoadData(&handle_, image.data()), "cuModuleLoadData");
  } else {
    handle_ = loadText(driver, image);
  }
}

Module::~Module() {
  giveBack(*context_, [this](const Driver& driver) { driver.moduleUnload(handle_); });
}

Kernel::Kernel(std::shared_ptr<Module> module, const std::string& name) : module_(std::move(module)) {
  const CurrentContext current(context());
  const Driver& driver = context().driver();
  const Result found = driver.moduleGetFunction(&handle_, module_->handle(), name.c_str());
  if (found == NotFound) throw Error("bad-plan", "The compiled module has no kernel named " + name + ".");
  driver.check(found, "cuModuleGetFunction");
  std::size_t offset = 0;
  std::size_t bytes = 0;
  while (driver.funcGetParamInfo(handle_, parameterBytes_.size(), &offset, &bytes) == Success) {
    parameterBytes_.push_back(bytes);
  }
}

int Kernel::attribute(FunctionAttribute attribute) const {
  int value = 0;
  context().driver().check(context().driver().funcGetAttribute(&value, attribute, handle_), "cuFuncGetAttribute");
  return value;
}

void Kernel::setAttribute(FunctionAttribute attribute, int value) const {
  context().driver().check(context().driver().funcSetAttribute(handle_, attribute, value), "cuFuncSetAttribute");
}

int Kernel::residentBlocks(int threadsPerBlock, std::size_t dynamicShared) const {
  const CurrentContext current(context());
  if (dynamicShared > sharedWithoutOptIn) {
    // Without the raised limit the driver answers 0 blocks.
    const Result result =
        context().driver().funcSetAttribute(handle_, FunctionMaxDynamicShared, static_cast<int>(dynamicShared));
    if (result == InvalidValue) return 0;
    context().driver().check(result, "cuFuncSetAttribute");
  }
  int blocks = 0;
  context().driver().check(
      context().driver().occupancyMaxActiveBlocks(&blocks, handle_, threadsPerBlock, dynamicShared),
      "cuOccupancyMaxActiveBlocksPerMultiprocessor");
  return blocks;
}

ModuleVariable::ModuleVariable(std::shared_ptr<Module> module, const std::string& name)
    : DeviceMemory(0), module_(std::move(module)) {
  const Context& context = *module_->context();
  const CurrentContext current(context);
  const Result found = context.driver().moduleGetGlobal(&address_, &bytes_, module_->handle(), name.c_str());
  if (found == NotFound) throw Error("bad-plan", "The compiled module has no variable named " + name + ".");
  context.driver().check(found, "cuModuleGetGlobal");
}

}  // namespace warpsmith::cuda
