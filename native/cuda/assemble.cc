#include "cuda/assemble.h"

#include <string_view>

#include "cuda/jit_options.h"

namespace warpsmith::cuda {

namespace {

// Of PTX for an architecture-specific target, such as sm_90a, the target; 0 for other PTX. Linking has to be told: by
// itself it links for the architecture that all programs run on, which has none of the specific instructions.
unsigned specificTarget(const std::string& ptx) {
  constexpr std::string_view directive = ".target sm_";
  const std::size_t place = ptx.find(directive);
  if (place == std::string::npos) return 0;
  unsigned capability = 0;
  std::size_t next = place + directive.size();
  for (; next < ptx.size() && ptx[next] >= '0' && ptx[next] <= '9' && capability < 1000; ++next) {
    capability = 10 * capability + static_cast<unsigned>(ptx[next] - '0');
  }
  return next < ptx.size() && ptx[next] == 'a' ? JitSpecificTarget + capability : 0;
}

// A link that is destroyed with its scope.
class Link {
 public:
  Link(const Driver& driver, JitOptions& options) : driver_(driver) {
    driver_.check(driver_.linkCreate(options.count(), options.names(), options.values(), &handle_), "cuLinkCreate");
  }
  ~Link() { driver_.linkDestroy(handle_); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  LinkHandle handle() const noexcept { return handle_; }

 private:
  const Driver& driver_;
  LinkHandle handle_ = nullptr;
};

}  // namespace

std::vector<unsigned char> assemble(const Context& context, const std::string& ptx) {
  const CurrentContext current(context);
  const Driver& driver = context.driver();
  // The driver writes to it until the link is destroyed.
  JitOptions options(specificTarget(ptx));
  const Link link(driver, options);
  // It only reads the text, whatever its parameter's type says; the size includes the zero at the end.
  options.check(driver,
                driver.linkAddData(link.handle(), JitInputPtx, const_cast<char*>(ptx.c_str()), ptx.size() + 1, "ptx", 0,
                                   nullptr, nullptr),
                "cuLinkAddData");
  void* cubin = nullptr;
  std::size_t bytes = 0;
  options.check(driver, driver.linkComplete(link.handle(), &cubin, &bytes), "cuLinkComplete");
  const auto* first = static_cast<const unsigned char*>(cubin);
  return std::vector<unsigned char>(first, first + bytes);
}

}  // namespace warpsmith::cuda
