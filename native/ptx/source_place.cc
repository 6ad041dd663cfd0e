#include "ptx/source_place.h"

namespace warpsmith::ptx {

SourcePlace sourcePlace(const Module& module, const Instruction& instruction) {
  std::uint32_t at = instruction.location;
  if (at >= module.locations.size()) return {};
  while (module.locations[at].inlinedAt < module.locations.size() && module.locations[at].file != 1) {
    at = module.locations[at].inlinedAt;
  }
  SourcePlace place;
  place.line = module.locations[at].line;
  for (const SourceFile& file : module.files) {
    if (file.number == module.locations[at].file) place.file = file.name;
  }
  return place;
}

}  // namespace warpsmith::ptx
