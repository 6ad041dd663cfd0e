#include <memory>

#include "case.h"
#include "numbers.h"
#include "ptx_text.h"

// wmma.load, wmma.mma and wmma.store: matrices in global memory, in each layout, with lines longer than they need be.
namespace {

struct Form {
  unsigned m, n, k;
  NumberType a, b, c, d;
  const char* after = "";  // of the opcode of wmma.mma
  const char* before = "";
};

// Elements behind each line: 32 bytes' worth.
unsigned strideOf(unsigned length, const NumberType& type) { return length + 256 / type.bits; }

std::size_t bytesOf(const Matrix& matrix, bool byColumns) {
  const unsigned lines = byColumns ? matrix.columns : matrix.rows;
  const unsigned length = byColumns ? matrix.rows : matrix.columns;
  return std::size_t(lines) * strideOf(length, matrix.type) * matrix.type.bits / 8;
}

std::size_t bitOf(const Matrix& matrix, bool byColumns, unsigned row, unsigned column) {
  const unsigned line = byColumns ? column : row;
  const unsigned inLine = byColumns ? row : column;
  const unsigned length = byColumns ? matrix.rows : matrix.columns;
  return (std::size_t(line) * strideOf(length, matrix.type) + inLine) * matrix.type.bits;
}

std::string stride(const Matrix& matrix, bool byColumns) {
  return std::to_string(strideOf(byColumns ? matrix.rows : matrix.columns, matrix.type));
}

void put(std::vector<std::uint8_t>& bytes, std::size_t from, Matrix& matrix, bool byColumns) {
  for (unsigned row = 0; row < matrix.rows; ++row) {
    for (unsigned column = 0; column < matrix.columns; ++column) {
      putBits(bytes, from * 8 + bitOf(matrix, byColumns, row, column), matrix.type.bits, matrix.at(row, column));
    }
  }
}

unsigned registersOf(const Matrix& matrix, bool isFactor) {
  if (matrix.type.bits == 64) return matrix.rows * matrix.columns / 32;
  if (isFactor && std::string(matrix.type.name) == "f16") return 8;
  return matrix.rows * matrix.columns * matrix.type.bits / 32 / 32;
}

Case caseOf(const Form& form, bool columnsOfA, bool columnsOfB, bool columnsOfC) {
  struct Data {
    Matrix a, b, c;
  };
  const std::string shape = ".m" + std::to_string(form.m) + "n" + std::to_string(form.n) + "k" + std::to_string(form.k);
  const auto layout = [](bool byColumns) { return std::string(byColumns ? ".col" : ".row"); };
  const bool halves = std::string(form.a.name) == "f16";
  const std::string opcode =
      std::string("wmma.mma") + form.before + ".sync.aligned" + layout(columnsOfA) + layout(columnsOfB) + shape + "." +
      form.d.name + "." + (halves ? "" : std::string(form.a.name) + "." + form.b.name + ".") + form.c.name + form.after;
  Case made;
  made.name = opcode + layout(columnsOfC);
  Random random(made.name);
  auto data =
      std::make_shared<Data>(Data{{form.m, form.k, form.a}, {form.k, form.n, form.b}, {form.m, form.n, form.c}});
  data->a.fillSmall(random);
  data->b.fillSmall(random);
  data->c.fillSmall(random);
  const std::size_t fromB = bytesOf(data->a, columnsOfA);
  const std::size_t fromC = fromB + bytesOf(data->b, columnsOfB);
  made.in.resize(fromC + bytesOf(data->c, columnsOfC));
  put(made.in, 0, data->a, columnsOfA);
  put(made.in, fromB, data->b, columnsOfB);
  put(made.in, fromC, data->c, columnsOfC);
  const Matrix d(form.m, form.n, form.d);
  const std::size_t result = bytesOf(d, columnsOfC);
  const unsigned a = registersOf(data->a, true);
  const unsigned b = registersOf(data->b, true);
  const unsigned c = registersOf(data->c, false);
  const unsigned dCount = registersOf(d, false);
  const bool wide = form.a.bits == 64;
  const std::string x = wide ? "x" : "";
  const unsigned width = wide ? 64 : 32;
  const std::size_t ofRegister = 4 * width;
  // The fragments too, so that runs on a GPU and here can be held against each other.
  made.outBytes = result + (a + b + c) * ofRegister;
  const std::string address =
      "add.u64 %rd9, %rd1, " + std::to_string(fromB) + ";\nadd.u64 %rd10, %rd1, " + std::to_string(fromC) + ";\n";
  const std::string d0 = c == dCount ? x + "c" : "d";
  made.ptx = kernelText(
      "", address + "wmma.load.a.sync.aligned" + layout(columnsOfA) + shape + ".global." + form.a.name + " " +
              registers(x + "a", a) + ", [%rd1], " + stride(data->a, columnsOfA) + ";\n" + "wmma.load.b.sync.aligned" +
              layout(columnsOfB) + shape + ".global." + form.b.name + " " + registers(x + "b", b) + ", [%rd9], " +
              stride(data->b, columnsOfB) + ";\n" + "wmma.load.c.sync.aligned" + layout(columnsOfC) + shape +
              ".global." + form.c.name + " " + registers(x + "c", c) + ", [%rd10], " + stride(data->c, columnsOfC) +
              ";\n" + storeRegisters(x + "a", a, width, result) +
              storeRegisters(x + "b", b, width, result + a * ofRegister) +
              storeRegisters(x + "c", c, width, result + (a + b) * ofRegister) + opcode + " " + registers(d0, dCount) +
              ", " + registers(x + "a", a) + ", " + registers(x + "b", b) + ", " + registers(x + "c", c) + ";\n" +
              "wmma.store.d.sync.aligned" + layout(columnsOfC) + shape + ".global." + form.d.name + " [%rd2], " +
              registers(d0, dCount) + ", " + stride(d, columnsOfC) + ";\n");
  const bool exclusiveOr = std::string(form.before).find("xor") != std::string::npos;
  made.check = [=](const std::vector<std::uint8_t>& out) -> std::string {
    for (unsigned row = 0; row < form.m; ++row) {
      for (unsigned column = 0; column < form.n; ++column) {
        const double found = decode(form.d, getBits(out, bitOf(d, columnsOfC, row, column), form.d.bits));
        const double expected = productAt(data->a, data->b, data->c, row, column, exclusiveOr);
        if (found != expected) return difference("D", row, column, expected, found);
      }
    }
    return "";
  };
  return made;
}

}  // namespace

std::vector<Case> wmmaCases() {
  std::vector<Form> forms;
  struct Shape {
    unsigned m, n;
  };
  for (const Shape& shape : {Shape{16, 16}, Shape{32, 8}, Shape{8, 32}}) {
    for (const NumberType& c : {f16, f32}) {
      for (const NumberType& d : {f16, f32}) forms.push_back({shape.m, shape.n, 16, f16, f16, c, d});
    }
    forms.push_back({shape.m, shape.n, 16, bf16, bf16, f32, f32});
    forms.push_back({shape.m, shape.n, 16, s8, s8, s32, s32, ".satfinite"});
    forms.push_back({shape.m, shape.n, 16, u8, u8, s32, s32});
  }
  forms.push_back({16, 16, 8, tf32, tf32, f32, f32});
  forms.push_back({8, 8, 4, f64, f64, f64, f64});
  std::vector<Case> cases;
  for (const Form& form : forms) {
    for (unsigned layouts = 0; layouts < 8; ++layouts) {
      cases.push_back(caseOf(form, (layouts & 1) != 0, (layouts & 2) != 0, (layouts & 4) != 0));
    }
  }
  cases.push_back(caseOf({8, 8, 32, s4, s4, s32, s32}, false, true, false));
  cases.push_back(caseOf({8, 8, 32, u4, u4, s32, s32}, false, true, true));
  cases.push_back(caseOf({8, 8, 128, b1, b1, s32, s32, "", ".xor.popc"}, false, true, false));
  cases.push_back(caseOf({8, 8, 128, b1, b1, s32, s32, "", ".and.popc"}, false, true, true));
  return cases;
}
