#include <algorithm>
#include <array>

#include "instrument/touch_families.h"

// Matrices that a warp loads and stores together (PTX ISA, Warp-level Matrix Load and Store Instructions).
namespace warpsmith::instrument {

namespace {

constexpr std::uint32_t warpSize = 32;

struct Number {
  std::string_view name;
  std::uint32_t bits;
};
constexpr std::array<Number, 11> numbers = {{{"f16", 16},
                                             {"bf16", 16},
                                             {"tf32", 32},
                                             {"f32", 32},
                                             {"s32", 32},
                                             {"f64", 64},
                                             {"s8", 8},
                                             {"u8", 8},
                                             {"s4", 4},
                                             {"u4", 4},
                                             {"b1", 1}}};

struct Shape {
  std::string_view name;
  std::uint32_t m;
  std::uint32_t n;
  std::uint32_t k;
};
constexpr std::array<Shape, 7> shapes = {{{"m16n16k16", 16, 16, 16},
                                          {"m32n8k16", 32, 8, 16},
                                          {"m8n32k16", 8, 32, 16},
                                          {"m16n16k8", 16, 16, 8},
                                          {"m8n8k4", 8, 8, 4},
                                          {"m8n8k32", 8, 8, 32},
                                          {"m8n8k128", 8, 8, 128}}};

template <class Table>
auto takeOf(TouchForm& form, const Table& table) -> decltype(table.data()) {
  for (const auto& entry : table) {
    if (form.take(entry.name)) return &entry;
  }
  return nullptr;
}

struct Matrix {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
};

Matrix matrixOf(const Shape& shape, std::string_view which) {
  if (which == "a") return {shape.m, shape.k};
  if (which == "b") return {shape.k, shape.n};
  return {shape.m, shape.n};
}

// The ISA wants every line aligned to a thread's share of the matrix (Matrix Storage for WMMA). Of shares of 32 bytes
// half is enough: the CUDA Programming Guide lets the stride be a multiple of 16 bytes.
std::uint32_t alignmentOf(const Matrix& matrix, const Number& number, bool isMultiplied) {
  constexpr std::uint32_t enough = 16;
  // Threads hold the halves of a and b twice.
  if (isMultiplied && number.name == "f16") return enough;
  return std::min(enough, matrix.rows * matrix.columns * number.bits / 8 / warpSize);
}

// Each row of a matrix has a thread that says where it is: those of the first matrix in the first lanes.
bool touchRows(TouchForm& form, Touches& touches, Access access) {
  constexpr std::uint32_t rowBytes = 16;
  const bool isTall = form.take("m16n16");
  if (!isTall && form.takeAny({"m8n8", "m8n16", "m16n8"}).empty()) return false;
  const std::string_view count = form.takeAny({"x1", "x2", "x4"});
  form.take("trans");
  const Window window = form.takeWindow();
  const bool isTyped =
      form.take("b16") || form.take("b8") || (form.take("b8x16") && !form.takeAny({"b6x16_p32", "b4x16_p64"}).empty());
  if (count.empty() || (isTall && count == "x4") || !isTyped || !form.take("sync") || !form.take("aligned") ||
      !form.tookAll() || form.operands() != 2) {
    return false;
  }
  const std::uint32_t rows = isTall ? 16 : 8;
  const ptx::Operand* address = form.address(access == Access::read ? 1 : 0);
  if (!addTouch(touches, address, window, access, rowBytes)) return false;
  touches.list.back().lanes = rows * static_cast<std::uint32_t>(count[1] - '0');
  return true;
}

// Lines of consecutive elements, rows or columns, of a matrix whose first element the address is of.
bool touchLines(TouchForm& form, Touches& touches, std::string_view which, Access access) {
  const Shape* shape = takeOf(form, shapes);
  const Number* number = takeOf(form, numbers);
  const bool byColumns = form.take("col");
  if (shape == nullptr || number == nullptr || (!byColumns && !form.take("row"))) return false;
  const Window window = form.takeWindow();
  if (!form.take("sync") || !form.take("aligned") || !form.tookAll()) return false;
  const Matrix matrix = matrixOf(*shape, which);
  const std::uint32_t length = byColumns ? matrix.rows : matrix.columns;
  Touch touch;
  touch.address = form.address(access == Access::read ? 1 : 0);
  touch.window = window;
  touch.access = access;
  touch.bytes = length * number->bits / 8;
  touch.alignment = alignmentOf(matrix, *number, which == "a" || which == "b");
  touch.rows = byColumns ? matrix.columns : matrix.rows;
  touch.elementBytes = std::max(1u, number->bits / 8);
  touch.elementsShare = std::max(1u, 8 / number->bits);
  if (form.operands() == 3) touch.stride = form.number(2);
  if (touch.address == nullptr || touch.bytes == 0 || touch.alignment == 0) return false;
  touches.list.push_back(touch);
  return form.operands() == 2 || touch.stride != nullptr;
}

// Of a and b of wgmma.
struct Element {
  std::string_view name;
  std::uint32_t bits;
  bool isInteger;
};
constexpr std::array<Element, 8> elements = {{{"f16", 16, false},
                                              {"bf16", 16, false},
                                              {"tf32", 32, false},
                                              {"e4m3", 8, false},
                                              {"e5m2", 8, false},
                                              {"s8", 8, true},
                                              {"u8", 8, true},
                                              {"b1", 1, true}}};

const Element* elementNamed(std::string_view name) {
  for (const Element& element : elements) {
    if (element.name == name) return &element;
  }
  return nullptr;
}

// "m64n256k16". False for what is no shape of wgmma's.
bool readShape(std::string_view text, std::uint32_t& n, std::uint32_t& k) {
  constexpr std::string_view start = "m64n";
  constexpr std::uint32_t most = 1024;
  if (text.substr(0, start.size()) != start) return false;
  std::uint32_t* number = &n;
  n = k = 0;
  for (const char letter : text.substr(start.size())) {
    if (letter == 'k' && number == &n) {
      number = &k;
    } else if (letter >= '0' && letter <= '9' && *number <= most) {
      *number = *number * 10 + static_cast<std::uint32_t>(letter - '0');
    } else {
      return false;
    }
  }
  return n >= 8 && n <= 256 && n % 8 == 0 && k > 0;
}

// imm-trans: 0 or 1.
bool readTransposed(const TouchForm& form, std::size_t operand, bool& transposed) {
  const ptx::Operand* number = form.number(operand);
  if (number == nullptr || number->kind != ptx::OperandKind::integer || number->value > 1) return false;
  transposed = number->value == 1;
  return true;
}

// d, a, b, scale-d, then of floats imm-scale-a and -b, and of 16-bit ones imm-trans-a (of A in memory) and -b. The
// matrices are where descriptors say, in the block's own shared memory.
bool touchProduct(TouchForm& form, Touches& touches) {
  if (form.take("sp")) {
    touches.unchecked = "the operands of a sparse wgmma in shared memory";
    return true;
  }
  constexpr std::uint32_t rowBits = 256;
  const bool isAligned = form.take("sync") && form.take("aligned");
  for (const std::string_view part : {"satfinite", "and", "popc"}) form.take(part);
  std::uint32_t n = 0;
  std::uint32_t k = 0;
  if (!isAligned || !readShape(form.takeFirst(), n, k)) return false;
  const std::string_view to = form.takeFirst();
  const Element* element = elementNamed(form.takeFirst());
  const Element* other = elementNamed(form.takeFirst());
  if ((to != "f16" && to != "f32" && to != "s32") || element == nullptr || other == nullptr || !form.tookAll()) {
    return false;
  }
  if (other->bits != element->bits || k * element->bits != rowBits) return false;
  DescribedMatrix a{form.wide(1), 64, false, 'A'};
  DescribedMatrix b{form.wide(2), n, false, 'B'};
  const bool inMemory = !form.isVector(1);
  if ((inMemory && a.descriptor == nullptr) || b.descriptor == nullptr) return false;
  const bool canTranspose = element->bits == 16;
  std::size_t next = element->isInteger ? 4 : 6;
  if (canTranspose && inMemory && !readTransposed(form, next++, a.transposed)) return false;
  if (canTranspose && !readTransposed(form, next++, b.transposed)) return false;
  if (next != form.operands()) return false;
  if (inMemory) touches.matrices.push_back(a);
  touches.matrices.push_back(b);
  return true;
}

}  // namespace

bool touchLoadMatrix(TouchForm& form, Touches& touches) { return touchRows(form, touches, Access::read); }

bool touchStoreMatrix(TouchForm& form, Touches& touches) { return touchRows(form, touches, Access::write); }

bool touchWarpMatrix(TouchForm& form, Touches& touches) {
  if (form.take("mma")) return true;
  if (form.take("store")) return form.take("d") && touchLines(form, touches, "d", Access::write);
  if (!form.take("load")) return false;
  const std::string_view which = form.takeAny({"a", "b", "c"});
  return !which.empty() && touchLines(form, touches, which, Access::read);
}

bool touchWarpgroupMatrix(TouchForm& form, Touches& touches) {
  if (form.take("mma_async")) return touchProduct(form, touches);
  return !form.takeAny({"fence", "commit_group", "wait_group"}).empty();
}

}  // namespace warpsmith::instrument
