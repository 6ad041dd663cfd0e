// Lane arithmetic of the simulator against independent oracles. Prints each difference: operation, operands, got,
// wanted.

#include "oracle.h"

void testConversions();
void testFloats();
void testHalves();
void testIntegers();
void testRecorded();

int main() {
  testConversions();
  testFloats();
  testHalves();
  testIntegers();
  testRecorded();
  if (oracle::failures == 0) std::printf("passed\n");
  return oracle::failures == 0 ? 0 : 1;
}
