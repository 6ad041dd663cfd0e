#pragma once

#include "sim/decoder.h"

// The forms that decodeMatrix tells apart.
namespace warpsmith::sim {

bool decodeMma(Decoder&, Op&);
bool decodeWmma(Decoder&, Op&);
bool decodeLdmatrix(Decoder&, Op&);
bool decodeStmatrix(Decoder&, Op&);
bool decodeMovmatrix(Decoder&, Op&);

}  // namespace warpsmith::sim
