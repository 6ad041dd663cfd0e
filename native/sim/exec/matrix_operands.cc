#include "sim/exec/matrix_operands.h"

#include <algorithm>

#include "sim/block.h"

namespace warpsmith::sim {

namespace {

bool number(std::string_view& text, char letter, unsigned& value) {
  if (text.empty() || text.front() != letter) return false;
  text.remove_prefix(1);
  value = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    value = value * 10 + static_cast<unsigned>(text.front() - '0');
    if (value > 4096) return false;
    text.remove_prefix(1);
  }
  return value > 0;
}

// Calls `each` for the operand's registers; false unless there are `count` of them and it took them all.
template <class Each>
bool forRegisters(const ptx::Operand& operand, unsigned count, Each each) {
  if (operand.kind != ptx::OperandKind::vector) return count == 1 && each(operand);
  return operand.elements.size() == count && std::all_of(operand.elements.begin(), operand.elements.end(), each);
}

}  // namespace

bool shapeNamed(std::string_view name, MatrixShape& shape) {
  return number(name, 'm', shape.m) && number(name, 'n', shape.n) && number(name, 'k', shape.k) && name.empty();
}

bool vectorSources(Decoder& decoder, const ptx::Operand& operand, unsigned bits, unsigned count,
                   std::vector<Slot>& slots) {
  return forRegisters(operand, count, [&](const ptx::Operand& element) {
    slots.push_back(0);
    return decoder.source(element, bits, slots.back());
  });
}

bool vectorDestinations(Decoder& decoder, const ptx::Operand& operand, unsigned bits, unsigned count,
                        std::vector<Slot>& slots) {
  return forRegisters(operand, count, [&](const ptx::Operand& element) {
    slots.push_back(0);
    return decoder.destination(element, bits, slots.back());
  });
}

bool matrixAddress(Decoder& decoder, const ptx::Operand& operand, MatrixAddress& address) {
  address.window = Window::generic;
  for (const std::string_view part : decoder.parts()) {
    if (part.substr(0, 6) == "shared") address.window = Window::shared;
    if (part == "global") address.window = Window::global;
  }
  // No matrix lies in local memory.
  return decoder.address(operand, address.operand) && !address.operand.isFrame;
}

std::uint64_t addressOfLane(const Warp& warp, const MatrixAddress& address, unsigned lane) {
  const AddressOperand& operand = address.operand;
  const auto offset = static_cast<std::uint64_t>(operand.offset);
  if (operand.narrow) return static_cast<std::uint32_t>(warp.in32(operand.base)[lane] + offset);
  return warp.in64(operand.base)[lane] + offset;
}

bool isShared(const MatrixAddress& address, std::uint64_t at) {
  return address.window == Window::shared || (address.window == Window::generic && at - sharedWindow < windowBytes);
}

bool gatherWarp(Warp& warp, const Op& op, LaneMask& lanes) {
  if (!warp.gather(op, warp.live, lanes)) return false;
  if (lanes != warp.active) warp.passGathered(lanes);
  return true;
}

void countMatrixAccess(Warp& warp, bool shared, bool load, const std::uint64_t* addresses, unsigned count,
                       unsigned bytes) {
  Counters& counters = warp.counters();
  const std::uint64_t all = std::uint64_t(count) * bytes;
  if (!shared) {
    // Sectors of 32 bytes; chunks that share one stand next to each other or in the next row.
    std::vector<std::uint64_t> sectors;
    for (unsigned i = 0; i < count; ++i) sectors.push_back(addresses[i] / 32);
    std::sort(sectors.begin(), sectors.end());
    const auto end = std::unique(sectors.begin(), sectors.end());
    (load ? counters.globalLoadRequests : counters.globalStoreRequests) += 1;
    (load ? counters.globalLoadBytes : counters.globalStoreBytes) += all;
    (load ? counters.globalLoadSectors : counters.globalStoreSectors) +=
        static_cast<std::uint64_t>(end - sectors.begin());
    return;
  }
  (load ? counters.sharedLoadRequests : counters.sharedStoreRequests) += 1;
  (load ? counters.sharedLoadBytes : counters.sharedStoreBytes) += all;
  const unsigned together = 128 / bytes;
  const unsigned groups = together;  // of banks, each as wide as a chunk
  for (unsigned from = 0; from < count; from += together) {
    unsigned passes = 1;
    for (unsigned i = from; i < std::min(count, from + together); ++i) {
      unsigned rivals = 1;
      for (unsigned j = from; j < i; ++j) {
        const bool sameBanks = addresses[i] / bytes % groups == addresses[j] / bytes % groups;
        if (sameBanks && addresses[i] != addresses[j]) ++rivals;
      }
      passes = std::max(passes, rivals);
    }
    counters.sharedBankConflicts += passes - 1;
  }
}

}  // namespace warpsmith::sim
