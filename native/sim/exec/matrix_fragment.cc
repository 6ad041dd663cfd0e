#include "sim/exec/matrix_fragment.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace warpsmith::sim {

namespace {

struct Cell {
  unsigned row = 0;
  unsigned column = 0;
};

enum class Layout : unsigned { a, b, c, bLikeA, transposedC, quadA, quadAColumns, quadB, quadBRows, quadC };

// `cell(lane, register, element)` says where in the tile that element stands.
template <class Place>
void fill(Fragment& fragment, Place cell) {
  fragment.at.reserve(std::size_t(fragment.registers) * fragment.perRegister * warpSize);
  for (unsigned r = 0; r < fragment.registers; ++r) {
    for (unsigned e = 0; e < fragment.perRegister; ++e) {
      for (unsigned lane = 0; lane < warpSize; ++lane) {
        const Cell at = cell(lane, r, e);
        fragment.at.push_back(static_cast<std::uint16_t>(at.row * fragment.columns + at.column));
      }
    }
  }
}

// "Matrix Fragments for mma.m16n8k…" and "for mma.m8n8k…": in all of them lane % 4 says which neighbouring elements
// along K, and lane / 4 the row of A (the column of B). A register holds 32 bits along K, four lanes' make a step; in a
// tile of 16 rows every other register is of the lower eight. f64 holds one element in a register.
void fillA(Fragment& fragment) {
  const unsigned held = fragment.perRegister;
  const unsigned steps = fragment.columns / (4 * held);
  const unsigned halves = fragment.rows >= 16 ? 2 : 1;
  const unsigned ofTile = steps * halves;
  const unsigned tiles = halves == 2 ? fragment.rows / 16 : 1;
  if (fragment.registers == 0) fragment.registers = tiles * ofTile;
  fill(fragment, [=](unsigned lane, unsigned r, unsigned e) {
    const unsigned tile = r / ofTile % tiles;
    const unsigned inTile = r % ofTile;
    return Cell{tile * 16 + inTile % halves * 8 + lane / 4, inTile / halves * 4 * held + lane % 4 * held + e};
  });
}

void fillB(Fragment& fragment) {
  const unsigned held = fragment.perRegister;
  const unsigned steps = fragment.rows / (4 * held);
  const unsigned tiles = fragment.columns / 8;
  if (fragment.registers == 0) fragment.registers = tiles * steps;
  fill(fragment, [=](unsigned lane, unsigned r, unsigned e) {
    const unsigned tile = r / steps % tiles;
    return Cell{r % steps * 4 * held + lane % 4 * held + e, tile * 8 + lane / 4};
  });
}

// Two neighbours of a row of 8 columns, then those 8 rows below (not in a tile of 8 rows), then the next 8 columns.
void fillC(Fragment& fragment) {
  const unsigned held = fragment.perRegister;
  const unsigned ofTile = fragment.rows >= 16 ? 4 : 2;
  const unsigned tilesAcross = fragment.columns / 8;
  fragment.registers = fragment.size() / (warpSize * held);
  fill(fragment, [=](unsigned lane, unsigned r, unsigned e) {
    const unsigned i = r * held + e;
    const unsigned tile = i / ofTile;
    const unsigned inTile = i % ofTile;
    return Cell{tile / tilesAcross * 16 + inTile / 2 * 8 + lane / 4,
                tile % tilesAcross * 8 + lane % 4 * 2 + inTile % 2};
  });
}

// "Matrix Fragments for mma.m8n8k4 with .f16 floating point type": lanes 4q to 4q + 3 and those 16 above make product
// q.
unsigned quadOf(unsigned lane) { return lane % 16 / 4; }
unsigned upperOf(unsigned lane) { return lane / 16 * 4; }

void fillQuad(Fragment& fragment, Layout layout) {
  const unsigned held = fragment.perRegister;
  fragment.registers = fragment.size() / (warpSize * held);
  fill(fragment, [=](unsigned lane, unsigned r, unsigned e) {
    const unsigned i = r * held + e;
    const unsigned top = quadOf(lane) * 8;
    const unsigned upper = upperOf(lane);
    switch (layout) {
      case Layout::quadA:
        return Cell{top + upper + lane % 4, i};
      case Layout::quadAColumns:
        return Cell{top + upper + i, lane % 4};
      // B's four products lie one above the other, each of 4 rows.
      case Layout::quadB:
        return Cell{quadOf(lane) * 4 + i, upper + lane % 4};
      case Layout::quadBRows:
        return Cell{quadOf(lane) * 4 + lane % 4, upper + i};
      default:
        break;
    }
    if (held == 2) return Cell{top + upper + lane % 4, i};
    return Cell{top + upper + (lane & 1) + (i & 2), (i & 4) + (lane & 2) + (i & 1)};
  });
}

void transpose(Fragment& fragment) {
  for (std::uint16_t& at : fragment.at) {
    at = static_cast<std::uint16_t>(at % fragment.columns * fragment.rows + at / fragment.columns);
  }
  std::swap(fragment.rows, fragment.columns);
}

const Fragment& made(Layout layout, unsigned rows, unsigned columns, unsigned bits, unsigned registers) {
  static std::mutex mutex;
  static std::map<std::array<unsigned, 5>, std::unique_ptr<const Fragment>> all;
  const std::lock_guard lock(mutex);
  auto& slot = all[{static_cast<unsigned>(layout), rows, columns, bits, registers}];
  if (!slot) {
    auto fragment = std::make_unique<Fragment>();
    fragment->rows = rows;
    fragment->columns = columns;
    fragment->bits = bits;
    fragment->registers = registers;
    fragment->perRegister = std::max(1u, 32 / bits);
    if (layout == Layout::a) {
      fillA(*fragment);
    } else if (layout == Layout::b) {
      fillB(*fragment);
    } else if (layout == Layout::c) {
      fillC(*fragment);
    } else if (layout == Layout::bLikeA) {
      fillA(*fragment);
      transpose(*fragment);
    } else if (layout == Layout::transposedC) {
      fillC(*fragment);
      transpose(*fragment);
    } else {
      fillQuad(*fragment, layout);
    }
    slot = std::move(fragment);
  }
  return *slot;
}

template <unsigned bits>
void takeOf(const Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, std::uint32_t* codes) {
  constexpr std::uint32_t mask = bits == 32 ? ~0u : (1u << (bits % 32)) - 1;
  const std::uint16_t* at = fragment.at.data();
  for (unsigned r = 0; r < fragment.registers; ++r) {
    const std::uint32_t* words = warp.in32(slots[r]);
    for (unsigned e = 0; e < 32 / bits; ++e, at += warpSize) {
      for (unsigned lane = 0; lane < warpSize; ++lane) codes[at[lane]] = words[lane] >> (e * bits) & mask;
    }
  }
}

template <unsigned bits>
void putOf(Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, const std::uint32_t* codes) {
  const std::uint16_t* at = fragment.at.data();
  for (unsigned r = 0; r < fragment.registers; ++r) {
    std::uint32_t* words = warp.row(slots[r]);
    for (unsigned e = 0; e < 32 / bits; ++e, at += warpSize) {
      for (unsigned lane = 0; lane < warpSize; ++lane) {
        words[lane] = (e == 0 ? 0 : words[lane]) | codes[at[lane]] << (e * bits);
      }
    }
  }
}

}  // namespace

const Fragment& fragmentOfA(unsigned m, unsigned k, unsigned bits, unsigned registers) {
  return made(Layout::a, m, k, bits, registers);
}
const Fragment& fragmentOfB(unsigned k, unsigned n, unsigned bits, unsigned registers) {
  return made(Layout::b, k, n, bits, registers);
}
const Fragment& fragmentOfC(unsigned m, unsigned n, unsigned bits) { return made(Layout::c, m, n, bits, 0); }
const Fragment& fragmentOfBLikeA(unsigned k, unsigned n, unsigned bits, unsigned registers) {
  return made(Layout::bLikeA, n, k, bits, registers);
}
const Fragment& transposedFragmentOfC(unsigned m, unsigned n, unsigned bits) {
  return made(Layout::transposedC, n, m, bits, 0);
}

const Fragment& quadFragmentOfA(bool columnMajor) {
  return made(columnMajor ? Layout::quadAColumns : Layout::quadA, 32, 4, 16, 0);
}
const Fragment& quadFragmentOfB(bool rowMajor) {
  return made(rowMajor ? Layout::quadBRows : Layout::quadB, 16, 8, 16, 0);
}
const Fragment& quadFragmentOfC(unsigned bits) { return made(Layout::quadC, 32, 8, bits, 0); }

void takeCodes(const Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, std::uint32_t* codes) {
  switch (fragment.bits) {
    case 1:
      return takeOf<1>(warp, slots, fragment, codes);
    case 4:
      return takeOf<4>(warp, slots, fragment, codes);
    case 8:
      return takeOf<8>(warp, slots, fragment, codes);
    case 16:
      return takeOf<16>(warp, slots, fragment, codes);
    default:
      return takeOf<32>(warp, slots, fragment, codes);
  }
}

void putCodes(Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, const std::uint32_t* codes) {
  switch (fragment.bits) {
    case 1:
      return putOf<1>(warp, slots, fragment, codes);
    case 4:
      return putOf<4>(warp, slots, fragment, codes);
    case 8:
      return putOf<8>(warp, slots, fragment, codes);
    case 16:
      return putOf<16>(warp, slots, fragment, codes);
    default:
      return putOf<32>(warp, slots, fragment, codes);
  }
}

void takeDoubles(const Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, double* values) {
  const std::uint16_t* at = fragment.at.data();
  for (unsigned r = 0; r < fragment.registers; ++r, at += warpSize) {
    const std::uint64_t* bits = warp.in64(slots[r]);
    for (unsigned lane = 0; lane < warpSize; ++lane) std::memcpy(&values[at[lane]], &bits[lane], sizeof(double));
  }
}

void putDoubles(Warp& warp, const std::vector<Slot>& slots, const Fragment& fragment, const double* values) {
  const std::uint16_t* at = fragment.at.data();
  for (unsigned r = 0; r < fragment.registers; ++r, at += warpSize) {
    std::uint64_t* bits = warp.row64(slots[r]);
    for (unsigned lane = 0; lane < warpSize; ++lane) std::memcpy(&bits[lane], &values[at[lane]], sizeof(double));
  }
}

}  // namespace warpsmith::sim
