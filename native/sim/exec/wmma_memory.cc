#include <algorithm>
#include <cstring>
#include <memory>

#include "sim/block.h"
#include "sim/exec/wmma_form.h"
#include "sim/grid.h"

// wmma.load and wmma.store (PTX ISA, Warp-level Matrix Load Instruction: wmma.load; Store Instruction: wmma.store).
namespace warpsmith::sim {

namespace {

struct MemoryDetail : OpDetail {
  const Fragment* fragment = nullptr;
  std::vector<Slot> slots;
  MatrixAddress address;
  Slot stride = 0;
  bool byColumns = false;
  unsigned bits = 0;  // of an element in memory
};

// A matrix lies in memory as lines (rows, or columns) of consecutive elements, `stride` elements apart. Lines are read
// and written in chunks of up to 16 bytes: that is how they must be aligned.
struct Lines {
  unsigned lines = 0;
  unsigned length = 0;  // elements
  unsigned chunkBytes = 0;
  unsigned chunks = 0;  // of a line
  explicit Lines(const MemoryDetail& detail)
      : lines(detail.byColumns ? detail.fragment->columns : detail.fragment->rows),
        length(detail.byColumns ? detail.fragment->rows : detail.fragment->columns),
        chunkBytes(std::min(16u, length * detail.bits / 8)),
        chunks(length * detail.bits / 8 / chunkBytes) {}
  unsigned all() const { return lines * chunks; }
};

constexpr unsigned mostElements = 8 * 128;

std::uint64_t addressOfChunk(const MemoryDetail& detail, const Lines& lines, std::uint64_t base, std::int64_t stride,
                             unsigned chunk) {
  const std::int64_t line = chunk / lines.chunks;
  const std::uint64_t inLine = std::uint64_t(chunk % lines.chunks) * lines.chunkBytes;
  return base + static_cast<std::uint64_t>(line * stride * detail.bits / 8) + inLine;
}

// Calls `each(pointer, chunk)` for every chunk. False after a finding that leaves nothing to access. Which lane is
// named for a chunk is arbitrary: the ISA does not say who reads what.
template <class Each>
bool forChunks(Warp& warp, const Op& op, const MemoryDetail& detail, const Lines& lines, Access access,
               const std::uint8_t* values, Each each) {
  const auto first = static_cast<unsigned>(__builtin_ctz(warp.active));
  const std::uint64_t base = addressOfLane(warp, detail.address, first);
  const auto stride = static_cast<std::int32_t>(warp.in32(detail.stride)[first]);
  std::uint64_t addresses[mostElements / 8];
  for (unsigned chunk = 0; chunk < lines.all(); ++chunk) {
    const std::uint64_t address = addressOfChunk(detail, lines, base, stride, chunk);
    addresses[chunk] = address;
    AccessKind kind;
    kind.access = access;
    if (values) kind.value = values + std::size_t(chunk) * lines.chunkBytes;
    std::uint8_t* at = reach(warp, op, chunk % warpSize, detail.address.window, address, lines.chunkBytes, kind);
    if (!at) return false;
    each(at, chunk);
  }
  countMatrixAccess(warp, isShared(detail.address, base), access == Access::read, addresses, lines.all(),
                    lines.chunkBytes);
  return !warp.block.grid.stopped();
}

// Codes of a fragment are row by row, in memory they may be column by column.
unsigned placeOf(const MemoryDetail& detail, const Lines& lines, unsigned i) {
  return detail.byColumns ? i % lines.length * detail.fragment->columns + i / lines.length : i;
}

Step load(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<MemoryDetail>();
  const Lines lines(detail);
  std::uint8_t bytes[mostElements * 2];
  const bool fine = forChunks(warp, op, detail, lines, Access::read, nullptr, [&](const std::uint8_t* at, unsigned i) {
    std::memcpy(bytes + std::size_t(i) * lines.chunkBytes, at, lines.chunkBytes);
  });
  if (!fine) return Step::stop;
  if (detail.bits == 64) {
    double doubles[8 * 8];
    for (unsigned i = 0; i < detail.fragment->size(); ++i) {
      std::memcpy(&doubles[placeOf(detail, lines, i)], bytes + std::size_t(i) * 8, 8);
    }
    putDoubles(warp, detail.slots, *detail.fragment, doubles);
    return Step::next;
  }
  std::uint32_t codes[mostElements];
  const std::uint32_t mask = detail.bits == 32 ? ~0u : (1u << detail.bits) - 1;
  for (unsigned i = 0; i < detail.fragment->size(); ++i) {
    const unsigned bit = i * detail.bits;
    std::uint32_t code = 0;
    std::memcpy(&code, bytes + bit / 8, std::max(1u, detail.bits / 8));
    codes[placeOf(detail, lines, i)] = code >> (bit % 8) & mask;
  }
  putCodes(warp, detail.slots, *detail.fragment, codes);
  return Step::next;
}

Step store(Warp& warp, const Op& op) {
  LaneMask lanes = 0;
  if (!gatherWarp(warp, op, lanes)) return Step::wait;
  const auto& detail = op.as<MemoryDetail>();
  const Lines lines(detail);
  std::uint8_t bytes[mostElements * 2];
  if (detail.bits == 64) {
    double doubles[8 * 8];
    takeDoubles(warp, detail.slots, *detail.fragment, doubles);
    for (unsigned i = 0; i < detail.fragment->size(); ++i) {
      std::memcpy(bytes + std::size_t(i) * 8, &doubles[placeOf(detail, lines, i)], 8);
    }
  } else {
    std::uint32_t codes[mostElements];
    takeCodes(warp, detail.slots, *detail.fragment, codes);
    for (unsigned i = 0; i < detail.fragment->size(); ++i) {
      std::memcpy(bytes + std::size_t(i) * detail.bits / 8, &codes[placeOf(detail, lines, i)], detail.bits / 8);
    }
  }
  const bool fine = forChunks(warp, op, detail, lines, Access::write, bytes, [&](std::uint8_t* at, unsigned i) {
    std::memcpy(at, bytes + std::size_t(i) * lines.chunkBytes, lines.chunkBytes);
  });
  return fine ? Step::next : Step::stop;
}

bool readStride(Decoder& decoder, std::size_t operand, const Lines& lines, Slot& slot) {
  if (decoder.operands() > operand) return decoder.source(operand, 32, slot);
  slot = decoder.program().constant32(lines.length);
  return decoder.operands() == operand;
}

bool finish(Decoder& decoder, Op& op, std::unique_ptr<MemoryDetail> detail, Handler run, OpClass kind) {
  const Lines lines(*detail);
  if (!readStride(decoder, 2, lines, detail->stride)) return false;
  const bool shared = detail->address.window != Window::global;
  const bool global = detail->address.window != Window::shared;
  decoder.program().noteAccess(shared, global, lines.chunkBytes);
  op.detail = decoder.keep(std::move(detail));
  op.run = run;
  op.kind = kind;
  return true;
}

}  // namespace

bool decodeWmmaLoad(Decoder& decoder, Op& op) {
  WmmaForm form;
  if (!readWmmaForm(decoder, form) || form.numbers.size() != 1 || form.byColumns.size() != 1) return false;
  auto detail = std::make_unique<MemoryDetail>();
  const std::string_view which = decoder.parts()[2];
  const Number number = form.numbers.front();
  if (which == "a") detail->fragment = wmmaFragmentOfA(form.shape, number);
  if (which == "b") detail->fragment = wmmaFragmentOfB(form.shape, number);
  if (which == "c") detail->fragment = wmmaFragmentOfC(form.shape, number);
  if (!detail->fragment || decoder.operands() < 2) return false;
  detail->byColumns = form.byColumns.front();
  detail->bits = bitsOf(number);
  const Fragment& fragment = *detail->fragment;
  if (!vectorDestinations(decoder, decoder.operand(0), fragment.registerBits(), fragment.registers, detail->slots)) {
    return false;
  }
  if (!matrixAddress(decoder, decoder.operand(1), detail->address)) return false;
  return finish(decoder, op, std::move(detail), load, OpClass::load);
}

bool decodeWmmaStore(Decoder& decoder, Op& op) {
  WmmaForm form;
  if (!readWmmaForm(decoder, form) || form.numbers.size() != 1 || form.byColumns.size() != 1) return false;
  auto detail = std::make_unique<MemoryDetail>();
  const Number number = form.numbers.front();
  detail->fragment = wmmaFragmentOfC(form.shape, number);
  if (!detail->fragment || decoder.operands() < 2) return false;
  detail->byColumns = form.byColumns.front();
  detail->bits = bitsOf(number);
  const Fragment& fragment = *detail->fragment;
  if (!matrixAddress(decoder, decoder.operand(0), detail->address)) return false;
  if (!vectorSources(decoder, decoder.operand(1), fragment.registerBits(), fragment.registers, detail->slots)) {
    return false;
  }
  return finish(decoder, op, std::move(detail), store, OpClass::store);
}

}  // namespace warpsmith::sim
