#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace warpsmith {

// The one exception of the addon. `code` is one of the codes of lib/errors.ts; `detail` names what the driver or the
// compiler reported (such as "CUDA_ERROR_ILLEGAL_ADDRESS") and is empty where neither did.
class Error : public std::runtime_error {
 public:
  Error(std::string code, const std::string& message, std::string detail = {})
      : std::runtime_error(message), code_(std::move(code)), detail_(std::move(detail)) {}

  const std::string& code() const noexcept { return code_; }
  const std::string& detail() const noexcept { return detail_; }

 private:
  std::string code_;
  std::string detail_;
};

}  // namespace warpsmith
