#include "nvrtc/mappings.h"

#include <sys/mman.h>

namespace warpsmith::nvrtc {

void Mappings::unmapAll() {
  for (const auto& [memory, bytes] : all_) munmap(memory, bytes);
  all_.clear();
}

}  // namespace warpsmith::nvrtc
