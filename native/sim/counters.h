#pragma once

#include <cstdint>

namespace warpsmith::sim {

// Facts about one launch that hold on a GPU as well. Instructions are counted once per thread that executes them,
// accesses once per warp ("requests").
struct Counters {
  // Thread-instructions by class.
  std::uint64_t integer = 0;
  std::uint64_t bits = 0;
  std::uint64_t float16 = 0;
  std::uint64_t float32 = 0;
  std::uint64_t float64 = 0;
  std::uint64_t conversion = 0;
  std::uint64_t special = 0;  // approximate functions
  std::uint64_t matrix = 0;
  std::uint64_t load = 0;
  std::uint64_t store = 0;
  std::uint64_t atomic = 0;
  std::uint64_t control = 0;
  std::uint64_t synchronisation = 0;
  std::uint64_t exchange = 0;  // shfl, vote, match, redux
  std::uint64_t move = 0;
  std::uint64_t warpInstructions = 0;

  std::uint64_t globalLoadRequests = 0;
  std::uint64_t globalLoadBytes = 0;    // bytes that threads asked for
  std::uint64_t globalLoadSectors = 0;  // 32-byte sectors that a request touches, summed over requests
  std::uint64_t globalStoreRequests = 0;
  std::uint64_t globalStoreBytes = 0;
  std::uint64_t globalStoreSectors = 0;
  std::uint64_t sharedLoadRequests = 0;
  std::uint64_t sharedLoadBytes = 0;
  std::uint64_t sharedStoreRequests = 0;
  std::uint64_t sharedStoreBytes = 0;
  std::uint64_t sharedBankConflicts = 0;  // passes beyond the first that the 32 banks need
  std::uint64_t localBytes = 0;
  std::uint64_t asyncCopyBytes = 0;
  std::uint64_t branches = 0;           // executed by a warp
  std::uint64_t divergentBranches = 0;  // its threads went two ways
  std::uint64_t globalAtomics = 0;      // thread-operations
  std::uint64_t sharedAtomics = 0;
  std::uint64_t barriers = 0;  // block barriers, once per warp

  std::uint64_t threadInstructions() const {
    return integer + bits + float16 + float32 + float64 + conversion + special + matrix + load + store + atomic +
           control + synchronisation + exchange + move;
  }
  void add(const Counters& other);
};

}  // namespace warpsmith::sim
