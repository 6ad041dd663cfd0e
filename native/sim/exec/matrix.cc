#include "sim/exec/matrix.h"

#include "sim/exec/families.h"

namespace warpsmith::sim {

bool decodeMatrix(Decoder& decoder, Op& op) {
  const std::string_view root = decoder.root();
  if (root == "mma") return decodeMma(decoder, op);
  if (root == "wmma") return decodeWmma(decoder, op);
  if (root == "ldmatrix") return decodeLdmatrix(decoder, op);
  if (root == "stmatrix") return decodeStmatrix(decoder, op);
  return root == "movmatrix" && decodeMovmatrix(decoder, op);
}

}  // namespace warpsmith::sim
