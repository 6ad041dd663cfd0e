#include "descriptor.h"

#include <unistd.h>

namespace warpsmith {

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

}  // namespace warpsmith
