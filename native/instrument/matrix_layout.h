#pragma once

#include <cstdint>
#include <string>

#include "instrument/edits.h"
#include "instrument/touch.h"

namespace warpsmith::instrument {

// Where a matrix in shared memory lies by its descriptor, as registers that text sets while the kernel runs (PTX ISA,
// Asynchronous Warpgroup Level Matrix Shared Memory Layout, Matrix Descriptor). Places are addresses without a rank.
class MatrixLayout {
 public:
  // `descriptor` is a 64-bit register; the text that takes it apart goes to `text`.
  MatrixLayout(Edits& edits, const DescribedMatrix& matrix, const std::string& descriptor, std::string& text);

  // How many pieces of 16 bytes the matrix has.
  std::uint32_t chunks() const noexcept;
  // Where the piece with the number in a 32-bit register lies.
  std::string chunkAt(const std::string& index, std::string& text) const;
  // No byte lies before this place.
  std::string nearest(std::string& text) const;
  // Nor at this one or behind it. Up to an atom's width too far: how a swizzle mixes the last line is left out.
  std::string end(std::string& text) const;

 private:
  std::string make(std::string& text, const char* opcode, const std::string& operands) const;
  // Bytes from atom to atom along M or N, and along K, of a transposed matrix.
  std::string alongRows(std::string& text) const;
  std::string alongColumns(std::string& text) const;

  Edits& edits_;
  DescribedMatrix matrix_;
  // 32-bit registers, in bytes but for the last three.
  std::string start_;
  std::string leading_;
  std::string stride_;
  std::string width_;  // of an atom: 16 bytes without a swizzle
  std::string baseOffset_;
  std::string shift_;  // an atom is 1 << shift chunks of 16 bytes wide
  std::string mask_;   // (1 << shift) - 1
  std::string plain_;  // a predicate: there is no swizzle
};

}  // namespace warpsmith::instrument
