#include <memory>

#include "case.h"
#include "numbers.h"
#include "ptx_text.h"

// mma.sync: registers are filled and read by the layouts of the PTX ISA, "Matrix Fragments for mma.…".
namespace {

struct Place {
  unsigned row;
  unsigned column;
};

struct Form {
  unsigned m, n, k;
  NumberType a, b, c, d;
  const char* suffix = "";  // behind the types
  const char* middle = "";  // before them
  bool columnsOfA = false;
  bool rowsOfB = false;
};

bool isQuad(const Form& form) { return form.k == 4 && form.m == 8 && form.a.bits == 16; }
unsigned held(const NumberType& type) { return type.bits == 64 ? 1 : 32 / type.bits; }

// Element i of A that a lane holds.
Place placeOfA(const Form& form, unsigned lane, unsigned i) {
  const unsigned group = lane / 4;
  const unsigned thread = lane % 4;
  const unsigned per = held(form.a);
  const unsigned word = i / per;
  if (form.m == 8) return {group, thread * per + i};
  return {word % 2 == 0 ? group : group + 8, word / 2 * 4 * per + thread * per + i % per};
}

Place placeOfB(const Form& form, unsigned lane, unsigned i) {
  const unsigned per = held(form.b);
  return {i / per * 4 * per + lane % 4 * per + i % per, lane / 4};
}

Place placeOfC(const Form&, unsigned lane, unsigned i) {
  return {i < 2 ? lane / 4 : lane / 4 + 8, lane % 4 * 2 + i % 2};
}

std::string opcodeOf(const Form& form) {
  return "mma.sync.aligned.m" + std::to_string(form.m) + "n" + std::to_string(form.n) + "k" + std::to_string(form.k) +
         (form.columnsOfA ? ".col" : ".row") + (form.rowsOfB ? ".row" : ".col") + form.middle + "." + form.d.name +
         "." + form.a.name + "." + form.b.name + "." + form.c.name + form.suffix;
}

unsigned registersOf(unsigned elements, const NumberType& type) { return elements / 32 / held(type); }

struct Data {
  std::vector<Matrix> a, b, c;  // one, or four of quad pairs
};

template <class At>
void pack(std::vector<std::uint8_t>& bytes, std::size_t from, unsigned elements, const NumberType& type, At at) {
  const unsigned per = held(type);
  for (unsigned lane = 0; lane < 32; ++lane) {
    for (unsigned i = 0; i < elements / 32; ++i) {
      const std::size_t word = std::size_t(i / per) * 32 + lane;
      const unsigned width = type.bits == 64 ? 64 : 32;
      putBits(bytes, from * 8 + word * width + std::size_t(i % per) * type.bits, type.bits, at(lane, i));
    }
  }
}

Case caseOf(const Form& form, bool any, unsigned spread) {
  Case made;
  made.name = opcodeOf(form) + (any ? " any " + std::to_string(spread) : "");
  const unsigned products = isQuad(form) ? 4 : 1;
  Random random(made.name);
  auto data = std::make_shared<Data>();
  for (unsigned i = 0; i < products; ++i) {
    data->a.emplace_back(form.m, form.k, form.a);
    data->b.emplace_back(form.k, form.n, form.b);
    data->c.emplace_back(form.m, form.n, form.c);
    if (any) {
      data->a.back().fillAny(random, spread);
      data->b.back().fillAny(random, spread);
      data->c.back().fillAny(random, isFloat(form.c) && spread != wild ? 2 * spread : spread);
    } else {
      data->a.back().fillSmall(random);
      data->b.back().fillSmall(random);
      data->c.back().fillSmall(random);
    }
  }
  const unsigned ofA = products * form.m * form.k;
  const unsigned ofB = products * form.k * form.n;
  const unsigned ofC = products * form.m * form.n;
  const unsigned width = form.a.bits == 64 ? 64 : 32;
  const std::size_t fromB = std::size_t(registersOf(ofA, form.a)) * 4 * width;
  const std::size_t fromC = fromB + std::size_t(registersOf(ofB, form.b)) * 4 * width;
  made.in.resize(fromC + std::size_t(registersOf(ofC, form.c)) * 4 * width);
  made.outBytes = std::size_t(registersOf(ofC, form.d)) * 4 * width;
  const auto quad = [](unsigned lane) { return lane % 16 / 4; };
  const auto quadC = [form](unsigned lane, unsigned i, const NumberType& type) {
    const unsigned upper = lane / 16 * 4;
    if (type.bits == 16) return Place{upper + lane % 4, i};
    return Place{upper + (lane & 1) + (i & 2), (i & 4) + (lane & 2) + (i & 1)};
  };
  pack(made.in, 0, ofA, form.a, [&](unsigned lane, unsigned i) {
    if (products == 1) {
      const Place at = placeOfA(form, lane, i);
      return data->a[0].at(at.row, at.column);
    }
    const unsigned upper = lane / 16 * 4;
    return form.columnsOfA ? data->a[quad(lane)].at(upper + i, lane % 4) : data->a[quad(lane)].at(upper + lane % 4, i);
  });
  pack(made.in, fromB, ofB, form.b, [&](unsigned lane, unsigned i) {
    if (products == 1) {
      const Place at = placeOfB(form, lane, i);
      return data->b[0].at(at.row, at.column);
    }
    const unsigned upper = lane / 16 * 4;
    return form.rowsOfB ? data->b[quad(lane)].at(lane % 4, upper + i) : data->b[quad(lane)].at(i, upper + lane % 4);
  });
  pack(made.in, fromC, ofC, form.c, [&](unsigned lane, unsigned i) {
    const Place at = products == 1 ? placeOfC(form, lane, i) : quadC(lane, i, form.c);
    return data->c[products == 1 ? 0 : quad(lane)].at(at.row, at.column);
  });
  const std::string x = width == 64 ? "x" : "";
  const unsigned a = registersOf(ofA, form.a);
  const unsigned b = registersOf(ofB, form.b);
  const unsigned c = registersOf(ofC, form.c);
  const unsigned d = registersOf(ofC, form.d);
  // With other registers for D when C takes another number of them.
  const std::string into = c == d ? x + "c" : "d";
  made.ptx = kernelText("", loadRegisters(x + "a", a, width, 0) + loadRegisters(x + "b", b, width, fromB) +
                                loadRegisters(x + "c", c, width, fromC) + opcodeOf(form) + " " + registers(into, d) +
                                ", " + registers(x + "a", a) + ", " + registers(x + "b", b) + ", " +
                                registers(x + "c", c) + ";\n" + storeRegisters(into, d, width, 0));
  if (any) return made;
  const bool exclusiveOr = std::string(form.suffix).find("xor") != std::string::npos;
  made.check = [=](const std::vector<std::uint8_t>& out) -> std::string {
    const unsigned per = held(form.d);
    for (unsigned lane = 0; lane < 32; ++lane) {
      for (unsigned i = 0; i < ofC / 32; ++i) {
        const std::size_t word = std::size_t(i / per) * 32 + lane;
        const double found =
            decode(form.d, getBits(out, word * width + std::size_t(i % per) * form.d.bits, form.d.bits));
        const Place at = products == 1 ? placeOfC(form, lane, i) : quadC(lane, i, form.d);
        const unsigned which = products == 1 ? 0 : quad(lane);
        const double expected =
            productAt(data->a[which], data->b[which], data->c[which], at.row, at.column, exclusiveOr);
        if (found != expected) return difference("D", at.row, at.column, expected, found);
      }
    }
    return "";
  };
  return made;
}

}  // namespace

std::vector<Case> mmaCases() {
  std::vector<Form> forms;
  for (const unsigned k : {8u, 16u}) {
    forms.push_back({16, 8, k, f16, f16, f32, f32});
    forms.push_back({16, 8, k, f16, f16, f16, f16});
    forms.push_back({16, 8, k, bf16, bf16, f32, f32});
  }
  for (const unsigned k : {4u, 8u}) forms.push_back({16, 8, k, tf32, tf32, f32, f32});
  for (const NumberType& a : {e4m3, e5m2}) {
    for (const NumberType& b : {e4m3, e5m2}) forms.push_back({16, 8, 32, a, b, f32, f32});
  }
  for (const bool columns : {false, true}) {
    for (const bool rows : {false, true}) {
      forms.push_back({8, 8, 4, f16, f16, f32, f32, "", "", columns, rows});
      forms.push_back({8, 8, 4, f16, f16, f16, f16, "", "", columns, rows});
    }
  }
  const std::size_t floats = forms.size();
  forms.push_back({8, 8, 4, f64, f64, f64, f64});
  for (const unsigned k : {4u, 8u, 16u}) forms.push_back({16, 8, k, f64, f64, f64, f64});
  for (const NumberType& a : {s8, u8}) {
    for (const NumberType& b : {s8, u8}) {
      forms.push_back({8, 8, 16, a, b, s32, s32});
      forms.push_back({16, 8, 16, a, b, s32, s32});
      forms.push_back({16, 8, 32, a, b, s32, s32, "", ".satfinite"});
    }
  }
  for (const NumberType& a : {s4, u4}) {
    for (const NumberType& b : {s4, u4}) {
      forms.push_back({8, 8, 32, a, b, s32, s32});
      forms.push_back({16, 8, 32, a, b, s32, s32});
      forms.push_back({16, 8, 64, a, b, s32, s32, "", ".satfinite"});
    }
  }
  for (const char* suffix : {".xor.popc", ".and.popc"}) {
    forms.push_back({8, 8, 128, b1, b1, s32, s32, suffix});
    forms.push_back({16, 8, 128, b1, b1, s32, s32, suffix});
    forms.push_back({16, 8, 256, b1, b1, s32, s32, suffix});
  }
  std::vector<Case> cases;
  for (const Form& form : forms) cases.push_back(caseOf(form, false, 0));
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const bool rounds = i < floats || forms[i].a.bits == 64;
    if (!rounds && forms[i].middle[0] == 0) continue;
    if (!rounds) {
      cases.push_back(caseOf(forms[i], true, 0));
      continue;
    }
    for (const unsigned spread : {2u, 10u, 40u}) cases.push_back(caseOf(forms[i], true, spread));
    // Which of several NaNs a product of f64 hands on is not known.
    if (forms[i].a.bits != 64) cases.push_back(caseOf(forms[i], true, wild));
  }
  return cases;
}
