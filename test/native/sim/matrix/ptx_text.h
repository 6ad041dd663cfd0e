#pragma once

#include <string>

// PTX of a kernel (in, out): %rd1 and %rd2 hold the two, %r1 the thread's index, %rd5 and %rd6 in and out with
// 4 * %r1 added, %rd7 and %rd8 with 8 * %r1.
inline std::string kernelText(const std::string& declarations, const std::string& body) {
  return ".version 8.4\n.target sm_90a\n.address_size 64\n" + declarations +
         ".visible .entry kernel(.param .u64 in, .param .u64 out)\n{\n"
         ".reg .pred %p<4>;\n.reg .b32 %r<16>;\n.reg .b64 %rd<32>;\n"
         ".reg .b32 %a<64>;\n.reg .b32 %b<64>;\n.reg .b32 %c<256>;\n.reg .b32 %d<16>;\n"
         ".reg .b64 %xa<16>;\n.reg .b64 %xb<16>;\n.reg .b64 %xc<16>;\n"
         "ld.param.u64 %rd1, [in];\nld.param.u64 %rd2, [out];\n"
         "mov.u32 %r1, %tid.x;\nmul.wide.u32 %rd3, %r1, 4;\nmul.wide.u32 %rd4, %r1, 8;\n"
         "add.u64 %rd5, %rd1, %rd3;\nadd.u64 %rd6, %rd2, %rd3;\n"
         "add.u64 %rd7, %rd1, %rd4;\nadd.u64 %rd8, %rd2, %rd4;\n" +
         body + "ret;\n}\n";
}

// {%a0, %a1, …}
inline std::string registers(const std::string& name, unsigned count) {
  std::string text = "{";
  for (unsigned i = 0; i < count; ++i) text += (i ? ", %" : "%") + name + std::to_string(i);
  return text + "}";
}

// Register i of every thread lies `threads` elements behind register i - 1, from byte `from` on.
inline std::string loadRegisters(const std::string& name, unsigned count, unsigned bits, std::size_t from,
                                 unsigned threads = 32) {
  std::string text;
  for (unsigned i = 0; i < count; ++i) {
    text += "ld.global.b" + std::to_string(bits) + " %" + name + std::to_string(i) + ", [" +
            (bits == 64 ? "%rd7" : "%rd5") + "+" + std::to_string(from + std::size_t(i) * threads * bits / 8) + "];\n";
  }
  return text;
}
inline std::string storeRegisters(const std::string& name, unsigned count, unsigned bits, std::size_t from,
                                  unsigned threads = 32) {
  std::string text;
  for (unsigned i = 0; i < count; ++i) {
    text += "st.global.b" + std::to_string(bits) + " [" + (bits == 64 ? "%rd8" : "%rd6") + "+" +
            std::to_string(from + std::size_t(i) * threads * bits / 8) + "], %" + name + std::to_string(i) + ";\n";
  }
  return text;
}
