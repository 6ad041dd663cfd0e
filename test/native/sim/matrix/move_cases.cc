#include "case.h"
#include "numbers.h"
#include "ptx_text.h"

// ldmatrix, stmatrix and movmatrix, by the tables of their sections of the PTX ISA.
namespace {

// Row r of matrix i lies at row 8i + r of 16 bytes, in the order in which lane 8i + r points to it: reversed.
constexpr unsigned rowBytes = 16;

std::string copyIn() {
  return "mov.u32 %r2, image;\nmul.lo.u32 %r3, %r1, 16;\nadd.u32 %r3, %r3, %r2;\n"
         "mul.wide.u32 %rd9, %r1, 16;\nadd.u64 %rd10, %rd1, %rd9;\n"
         "ld.global.v4.b32 {%c0, %c1, %c2, %c3}, [%rd10];\nst.shared.v4.b32 [%r3], {%c0, %c1, %c2, %c3};\n"
         "bar.sync 0;\nsub.u32 %r4, 31, %r1;\nmul.lo.u32 %r4, %r4, 16;\nadd.u32 %r4, %r4, %r2;\n";
}

const char* declared = ".shared .align 16 .b8 image[512];\n";

std::uint64_t elementOf(const std::vector<std::uint8_t>& in, unsigned matrix, unsigned row, unsigned column) {
  return getBits(in, ((31 - (matrix * 8 + row)) * rowBytes + column * 2) * 8, 16);
}

Case loadCase(unsigned matrices, bool transposed) {
  Case made;
  made.name = "ldmatrix.x" + std::to_string(matrices) + (transposed ? ".trans" : "");
  Random random(made.name);
  made.in.resize(32 * rowBytes);
  for (auto& byte : made.in) byte = static_cast<std::uint8_t>(random.next() >> 40);
  made.outBytes = matrices * 128;
  made.ptx = kernelText(declared, copyIn() + "ldmatrix.sync.aligned.m8n8.x" + std::to_string(matrices) +
                                      (transposed ? ".trans" : "") + ".shared.b16 " + registers("a", matrices) +
                                      ", [%r4];\n" + storeRegisters("a", matrices, 32, 0));
  const auto in = made.in;
  made.check = [=](const std::vector<std::uint8_t>& out) -> std::string {
    for (unsigned i = 0; i < matrices; ++i) {
      for (unsigned lane = 0; lane < 32; ++lane) {
        for (unsigned e = 0; e < 2; ++e) {
          const unsigned row = transposed ? lane % 4 * 2 + e : lane / 4;
          const unsigned column = transposed ? lane / 4 : lane % 4 * 2 + e;
          const std::uint64_t found = getBits(out, (std::size_t(i) * 32 + lane) * 32 + e * 16, 16);
          const std::uint64_t expected = elementOf(in, i, row, column);
          if (found != expected) {
            return difference("a matrix", row, column, static_cast<double>(expected), static_cast<double>(found));
          }
        }
      }
    }
    return "";
  };
  return made;
}

Case storeCase(unsigned matrices, bool transposed) {
  Case made;
  made.name = "stmatrix.x" + std::to_string(matrices) + (transposed ? ".trans" : "");
  Random random(made.name);
  made.in.resize(32 * rowBytes + 4 * 128);
  for (auto& byte : made.in) byte = static_cast<std::uint8_t>(random.next() >> 40);
  made.outBytes = 32 * rowBytes;
  made.ptx =
      kernelText(declared, copyIn() + loadRegisters("a", matrices, 32, 32 * rowBytes) + "stmatrix.sync.aligned.m8n8.x" +
                               std::to_string(matrices) + (transposed ? ".trans" : "") + ".shared.b16 [%r4], " +
                               registers("a", matrices) + ";\nbar.sync 0;\n" +
                               "ld.shared.v4.b32 {%c0, %c1, %c2, %c3}, [%r3];\nadd.u64 %rd11, %rd2, %rd9;\n"
                               "st.global.v4.b32 [%rd11], {%c0, %c1, %c2, %c3};\n");
  const auto in = made.in;
  made.check = [=](const std::vector<std::uint8_t>& out) -> std::string {
    std::vector<std::uint8_t> expected(in.begin(), in.begin() + 32 * rowBytes);
    for (unsigned i = 0; i < matrices; ++i) {
      for (unsigned lane = 0; lane < 32; ++lane) {
        for (unsigned e = 0; e < 2; ++e) {
          const unsigned row = transposed ? lane % 4 * 2 + e : lane / 4;
          const unsigned column = transposed ? lane / 4 : lane % 4 * 2 + e;
          const std::uint64_t code = getBits(in, 32 * rowBytes * 8 + (std::size_t(i) * 32 + lane) * 32 + e * 16, 16);
          putBits(expected, ((31 - (i * 8 + row)) * rowBytes + column * 2) * 8, 16, code);
        }
      }
    }
    return expected == out ? "" : "The rows differ from those expected.";
  };
  return made;
}

Case transposeCase() {
  Case made;
  made.name = "movmatrix";
  Random random(made.name);
  made.in.resize(128);
  for (auto& byte : made.in) byte = static_cast<std::uint8_t>(random.next() >> 40);
  made.outBytes = 128;
  made.ptx = kernelText("", loadRegisters("a", 1, 32, 0) + "movmatrix.sync.aligned.m8n8.trans.b16 %b0, %a0;\n" +
                                storeRegisters("b", 1, 32, 0));
  const auto in = made.in;
  made.check = [=](const std::vector<std::uint8_t>& out) -> std::string {
    for (unsigned row = 0; row < 8; ++row) {
      for (unsigned column = 0; column < 8; ++column) {
        if (getBits(out, (row * 8 + column) * 16, 16) != getBits(in, (column * 8 + row) * 16, 16)) {
          return "Element " + std::to_string(row) + ", " + std::to_string(column) + " is wrong.";
        }
      }
    }
    return "";
  };
  return made;
}

}  // namespace

std::vector<Case> moveCases() {
  std::vector<Case> cases;
  for (const unsigned matrices : {1u, 2u, 4u}) {
    for (const bool transposed : {false, true}) {
      cases.push_back(loadCase(matrices, transposed));
      cases.push_back(storeCase(matrices, transposed));
    }
  }
  cases.push_back(transposeCase());
  return cases;
}
