#pragma once

#include <cstdint>
#include <vector>

#include "sim/access.h"
#include "sim/decoder.h"
#include "sim/op.h"
#include "sim/warp.h"

namespace warpsmith::sim {

// What an instruction that names memory says about it, read from its modifiers.
struct MemoryForm {
  Window window = Window::generic;
  bool strong = false;  // volatile, relaxed, acquire, release, mmio
  bool acquires = false;
  bool releases = false;  // .release, .acq_rel
  unsigned vector = 1;
};

// Reads spaces, semantics, scopes, cache operators and vector sizes. False for a modifier that is neither one of those
// nor a type, nor among `known`.
bool readMemoryForm(Decoder& decoder, MemoryForm& form, std::initializer_list<std::string_view> known = {});

// 32 lanes' addresses.
struct Addresses {
  std::uint64_t at[warpSize];
};

// An address operand as the handlers use it.
struct AddressForm {
  Slot base = 0;
  bool narrow = false;
  bool isFrame = false;
  std::int64_t offset = 0;
  AddressForm() = default;
  explicit AddressForm(const AddressOperand& operand)
      : base(operand.base), narrow(operand.narrow), isFrame(operand.isFrame), offset(operand.offset) {}
};

void computeAddresses(const Warp& warp, const AddressForm& form, Addresses& addresses);

// Counts a request of the active lanes to global or shared memory: sectors, bank conflicts.
void countRequest(Warp& warp, bool shared, bool store, const Addresses& addresses, std::uint32_t bytes);

// What whoever synchronises through this address learns and makes known (atomics, volatile and ordered accesses).
void synchroniseAt(Warp& warp, Window window, std::uint64_t address, bool reads, bool writes, bool releases);

}  // namespace warpsmith::sim
