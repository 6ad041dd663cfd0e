#include "cuda/jit_options.h"

#include <string>

#include "error.h"

namespace warpsmith::cuda {

void JitOptions::check(const Driver& driver, Result result, const char* call) {
  if (result == InvalidPtx || result == InvalidImage || result == NoBinaryForGpu || result == UnsupportedPtxVersion ||
      result == InvalidSource) {
    log_.back() = 0;
    const std::string said(log_.data());
    throw Error(
        "bad-ptx",
        "The driver cannot compile the PTX (" + driver.nameOf(result) + ")" + (said.empty() ? "." : ": " + said),
        driver.nameOf(result));
  }
  driver.check(result, call);
}

}  // namespace warpsmith::cuda
