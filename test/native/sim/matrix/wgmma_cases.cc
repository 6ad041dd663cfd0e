#include <memory>

#include "case.h"
#include "numbers.h"
#include "ptx_text.h"

// wgmma.mma_async: the host lays A and B out in an image of shared memory, which the kernel copies there.
namespace {

struct Form {
  unsigned n, k;
  NumberType a, b, d;
  unsigned swizzle = 128;  // bytes
  bool registersOfA = false;
  bool transposedA = false;
  bool transposedB = false;
  bool keeps = true;  // D's old value
  int scaleA = 1;
  int scaleB = 1;
  unsigned any = 0;      // spread of any numbers; 0: small ones
  unsigned kOffset = 0;  // chunks of 16 bytes into a row that is longer than the instruction takes
};

// Where chunks of 16 bytes lie (PTX ISA, Strides; Canonical Layouts): atoms of 8 lines, each line as wide as the
// swizzle, or 16 bytes without one.
struct Place {
  std::uint64_t descriptor = 0;  // without the start
  unsigned lineBytes;            // of an atom
  unsigned alongLines;           // bytes from 8 lines to the next 8
  unsigned alongChunks;          // bytes from one atom's width to the next
  unsigned bytes;

  Place(unsigned lines, unsigned chunks, unsigned swizzle, bool transposed) {
    lineBytes = swizzle == 0 ? 16 : swizzle;
    const unsigned width = lineBytes / 16;
    const unsigned across = (chunks + width - 1) / width;
    alongLines = lineBytes * 8;
    alongChunks = lines / 8 * alongLines;
    bytes = across * alongChunks;
    // K-major: the stride is from 8 rows to the next 8, the leading offset (no swizzle) from chunk to chunk along K.
    // MN-major: lines are along K; with a swizzle the stride is from 8 of them to the next 8 and the leading offset
    // along M or N, without one it is the other way round.
    const bool swapped = transposed && swizzle == 0;
    const std::uint64_t leading = swapped ? alongLines : alongChunks;
    const std::uint64_t stride = swapped ? alongChunks : alongLines;
    const std::uint64_t mode = swizzle == 128 ? 1 : swizzle == 64 ? 2 : swizzle == 32 ? 3 : 0;
    descriptor = leading >> 4 << 16 | stride >> 4 << 32 | mode << 62;
  }

  unsigned at(unsigned line, unsigned chunk) const {
    const unsigned width = lineBytes / 16;
    unsigned inside = chunk % width;
    // Line r of 8 lines of 128 bytes exchanges chunks by r, of 64 bytes by r / 2, of 32 bytes by r / 4.
    if (width > 1) inside ^= line % 8 * width / 8;
    return chunk / width * alongChunks + line / 8 * alongLines + line % 8 * lineBytes + inside * 16;
  }
};

struct Data {
  Matrix a, b, c;
};

std::string opcodeOf(const Form& form) {
  return "wgmma.mma_async.sync.aligned.m64n" + std::to_string(form.n) + "k" + std::to_string(form.k) + "." +
         form.d.name + "." + form.a.name + "." + form.b.name;
}

std::string nameOf(const Form& form) {
  std::string name = opcodeOf(form) + " swizzle " + std::to_string(form.swizzle);
  if (form.registersOfA) name += " registers";
  if (form.transposedA) name += " trans-a";
  if (form.transposedB) name += " trans-b";
  if (!form.keeps) name += " zero";
  if (form.scaleA < 0) name += " -a";
  if (form.scaleB < 0) name += " -b";
  if (form.any != 0) name += " any " + std::to_string(form.any);
  if (form.kOffset != 0) name += " offset " + std::to_string(form.kOffset);
  return name;
}

// rows x k elements; lines are rows, or steps along K when transposed.
void lay(std::vector<std::uint8_t>& bytes, std::size_t from, const Place& place, Matrix& matrix, bool byRows,
         bool transposed, unsigned chunkOffset) {
  const unsigned unit = 128 / matrix.type.bits;
  const unsigned rows = byRows ? matrix.rows : matrix.columns;
  const unsigned depth = byRows ? matrix.columns : matrix.rows;
  for (unsigned row = 0; row < rows; ++row) {
    for (unsigned step = 0; step < depth; ++step) {
      const unsigned line = transposed ? step : row;
      const unsigned along = transposed ? row : step;
      const std::size_t at = from + place.at(line, along / unit + chunkOffset);
      const std::uint64_t code = byRows ? matrix.at(row, step) : matrix.at(step, row);
      putBits(bytes, (at + along % unit * matrix.type.bits / 8) * 8, matrix.type.bits, code);
    }
  }
}

Case caseOf(const Form& form) {
  Case made;
  made.name = nameOf(form);
  made.threads = 128;
  Random random(made.name);
  auto data = std::make_shared<Data>(Data{{64, form.k, form.a}, {form.k, form.n, form.b}, {64, form.n, form.d}});
  for (Matrix* matrix : {&data->a, &data->b}) {
    if (form.any != 0) {
      matrix->fillAny(random, form.any);
    } else {
      matrix->fillSmall(random);
    }
  }
  if (form.any != 0) {
    data->c.fillAny(random, form.any == wild ? wild : 2 * form.any);
  } else {
    data->c.fillSmall(random);
  }
  // Lines are rows of K, or steps along K of M or N.
  const unsigned unit = 128 / form.a.bits;
  const auto placeOf = [&](unsigned rows, bool transposed) {
    const unsigned chunks = form.k / unit + form.kOffset;
    return transposed ? Place(form.k, rows / unit, form.swizzle, true) : Place(rows, chunks, form.swizzle, false);
  };
  const Place placeA = placeOf(64, form.transposedA);
  const Place placeB = placeOf(form.n, form.transposedB);
  const unsigned fromB = (placeA.bytes + 1023) & ~1023u;
  const unsigned image = fromB + ((placeB.bytes + 1023) & ~1023u);
  const unsigned aCount = 4;
  const unsigned dCount = form.n * form.d.bits / 64;
  const std::size_t fromARegisters = image + 16;
  const std::size_t fromD = fromARegisters + std::size_t(aCount) * 512;
  made.shared = image + 1024;
  made.in.resize(fromD + std::size_t(dCount) * 512);
  made.outBytes = std::size_t(dCount) * 512;
  lay(made.in, 0, placeA, data->a, true, form.transposedA, form.kOffset);
  lay(made.in, fromB, placeB, data->b, false, form.transposedB, form.kOffset);
  const std::uint64_t start = form.kOffset;  // in units of 16 bytes
  const std::uint64_t descriptors[2] = {placeA.descriptor | start, (placeB.descriptor | start) + fromB / 16};
  std::memcpy(&made.in[image], descriptors, sizeof descriptors);
  const unsigned perA = 32 / form.a.bits;
  const unsigned perD = 32 / form.d.bits;
  // Warp w has rows 16w and on; "Register Fragments for wgmma.mma_async.m64nNk…".
  const auto placeInD = [=](unsigned thread, unsigned i) {
    const unsigned lane = thread % 32;
    return std::pair<unsigned, unsigned>(thread / 32 * 16 + lane / 4 + i / 2 % 2 * 8, i / 4 * 8 + lane % 4 * 2 + i % 2);
  };
  for (unsigned thread = 0; thread < 128; ++thread) {
    const unsigned lane = thread % 32;
    for (unsigned r = 0; r < aCount; ++r) {
      for (unsigned e = 0; e < perA; ++e) {
        const std::uint64_t code =
            data->a.at(thread / 32 * 16 + lane / 4 + r % 2 * 8, r / 2 * 4 * perA + lane % 4 * perA + e);
        putBits(made.in, fromARegisters * 8 + (std::size_t(r) * 128 + thread) * 32 + e * form.a.bits, form.a.bits,
                code);
      }
    }
    for (unsigned i = 0; i < form.n / 2; ++i) {
      const auto at = placeInD(thread, i);
      putBits(made.in, fromD * 8 + (std::size_t(i / perD) * 128 + thread) * 32 + i % perD * form.d.bits, form.d.bits,
              data->c.at(at.first, at.second));
    }
  }
  const std::string copy =
      "mov.u32 %r2, image;\nadd.u32 %r2, %r2, 1023;\nand.b32 %r2, %r2, 0xfffffc00;\n"
      "mov.u32 %r3, %r1;\n"
      "copy:\nmul.wide.u32 %rd9, %r3, 4;\nadd.u64 %rd10, %rd1, %rd9;\nld.global.b32 %r4, [%rd10];\n"
      "shl.b32 %r5, %r3, 2;\nadd.u32 %r5, %r5, %r2;\nst.shared.b32 [%r5], %r4;\nadd.u32 %r3, %r3, 128;\n"
      "setp.lt.u32 %p1, %r3, " +
      std::to_string(image / 4) +
      ";\n@%p1 bra copy;\n"
      "fence.proxy.async;\nbar.sync 0;\n"
      "shr.u32 %r6, %r2, 4;\ncvt.u64.u32 %rd11, %r6;\nld.global.b64 %rd12, [%rd1+" +
      std::to_string(image) + "];\nadd.u64 %rd12, %rd12, %rd11;\nld.global.b64 %rd13, [%rd1+" +
      std::to_string(image + 8) + "];\nadd.u64 %rd13, %rd13, %rd11;\n";
  std::string last;
  if (isFloat(form.a)) last += ", " + std::to_string(form.scaleA) + ", " + std::to_string(form.scaleB);
  if (form.a.bits == 16) {
    if (!form.registersOfA) last += form.transposedA ? ", 1" : ", 0";
    last += form.transposedB ? ", 1" : ", 0";
  }
  made.ptx = kernelText(".extern .shared .align 1024 .b8 image[];\n",
                        copy + loadRegisters("a", aCount, 32, fromARegisters, 128) +
                            loadRegisters("c", dCount, 32, fromD, 128) + "setp.ne.u32 %p2, " + std::string("%r2, ") +
                            (form.keeps ? "0xffffffff" : "%r2") + ";\n" + "wgmma.fence.sync.aligned;\n" +
                            opcodeOf(form) + " " + registers("c", dCount) + ", " +
                            (form.registersOfA ? registers("a", aCount) : "%rd12") + ", %rd13, %p2" + last + ";\n" +
                            "wgmma.commit_group.sync.aligned;\nwgmma.wait_group.sync.aligned 0;\n" +
                            storeRegisters("c", dCount, 32, 0, 128));
  if (form.any != 0) return made;
  made.check = [=](const std::vector<std::uint8_t>& out) -> std::string {
    Matrix zero = data->c;
    if (!form.keeps) std::fill(zero.codes.begin(), zero.codes.end(), 0u);
    for (unsigned thread = 0; thread < 128; ++thread) {
      for (unsigned i = 0; i < form.n / 2; ++i) {
        const auto at = placeInD(thread, i);
        const double found = decode(
            form.d, getBits(out, (std::size_t(i / perD) * 128 + thread) * 32 + i % perD * form.d.bits, form.d.bits));
        const double own = zero.value(at.first, at.second);
        const double product = productAt(data->a, data->b, zero, at.first, at.second) - own;
        const double expected = product * form.scaleA * form.scaleB + own;
        if (found != expected) return difference("D", at.first, at.second, expected, found);
      }
    }
    return "";
  };
  return made;
}

}  // namespace

std::vector<Case> wgmmaCases() {
  std::vector<Form> forms;
  for (const unsigned swizzle : {0u, 32u, 64u, 128u}) {
    for (const unsigned n : {8u, 64u, 256u}) {
      for (const bool inRegisters : {false, true}) {
        forms.push_back({n, 16, f16, f16, f32, swizzle, inRegisters});
        forms.push_back({n, 16, f16, f16, f16, swizzle, inRegisters});
        forms.push_back({n, 8, tf32, tf32, f32, swizzle, inRegisters});
        forms.push_back({n, 32, e4m3, e5m2, f32, swizzle, inRegisters});
        forms.push_back({n, 32, e5m2, e4m3, f16, swizzle, inRegisters});
        forms.push_back({n, 32, s8, u8, s32, swizzle, inRegisters});
      }
    }
    for (const unsigned n : {64u, 128u}) {
      forms.push_back({n, 16, bf16, bf16, f32, swizzle, false, true, false, true, -1, 1});
      forms.push_back({n, 16, bf16, bf16, f32, swizzle, false, false, true, false, 1, -1});
      forms.push_back({n, 16, f16, f16, f32, swizzle, false, true, true, true, -1, -1});
      forms.push_back({n, 16, f16, f16, f32, swizzle, true, false, true});
    }
  }
  for (const unsigned offset : {2u, 4u, 6u}) {
    forms.push_back({32, 16, bf16, bf16, f32, 128, false, false, false, true, 1, 1, 0, offset});
  }
  for (const unsigned any : {2u, 10u, 40u, wild}) {
    forms.push_back({32, 16, f16, f16, f32, 128, false, false, false, true, 1, 1, any});
    forms.push_back({32, 16, f16, f16, f16, 128, false, false, false, true, 1, 1, any});
    forms.push_back({32, 16, bf16, bf16, f32, 128, false, false, false, true, 1, 1, any});
    forms.push_back({32, 8, tf32, tf32, f32, 128, false, false, false, true, 1, 1, any});
    forms.push_back({32, 32, e4m3, e4m3, f32, 128, false, false, false, true, 1, 1, any});
    forms.push_back({32, 32, e5m2, e5m2, f32, 128, false, false, false, true, 1, 1, any});
    forms.push_back({32, 32, e4m3, e5m2, f16, 128, false, false, false, true, 1, 1, any});
  }
  std::vector<Case> cases;
  for (const Form& form : forms) cases.push_back(caseOf(form));
  return cases;
}
