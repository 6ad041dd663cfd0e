#include "sim/finding.h"

namespace warpsmith::sim {

const char* nameOf(FindingKind kind) {
  switch (kind) {
    case FindingKind::outOfBounds:
      return "out-of-bounds";
    case FindingKind::misaligned:
      return "misaligned";
    case FindingKind::writeToInput:
      return "write-to-input";
    case FindingKind::uninitialisedRead:
      return "uninitialised-read";
    case FindingKind::race:
      return "race";
    case FindingKind::barrierDivergence:
      return "barrier-divergence";
    case FindingKind::budget:
      return "budget";
    case FindingKind::leftover:
      return "leftover";
    case FindingKind::trap:
      return "trap";
    case FindingKind::stackOverflow:
      return "stack-overflow";
    case FindingKind::unsupported:
      return "unsupported";
  }
  return "unsupported";
}

}  // namespace warpsmith::sim
