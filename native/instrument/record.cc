#include "instrument/record.h"

#include "instrument/report.h"

namespace warpsmith::instrument {

namespace {

std::string at(const std::string& base, unsigned offset) { return "[" + base + "+" + std::to_string(offset) + "]"; }

}  // namespace

std::string recordText(Edits& edits, Mode mode, const RecordRegisters& registers) {
  const std::string report = edits.fresh(RegisterClass::b64);
  const std::string index = edits.fresh(RegisterClass::b32);
  const std::string word = edits.fresh(RegisterClass::b32);
  const std::string now = edits.fresh(RegisterClass::b64);
  const std::string old = edits.fresh(RegisterClass::b64);
  const std::string full = edits.fresh(RegisterClass::pred);
  const std::string end = edits.freshLabel();
  std::string text = "mov.u64 " + report + ", " + reportName + ";\n\t";
  if (mode == Mode::screen) {
    text += "mov.u32 " + word + ", 1;\n\tst.volatile.global.u32 " + at(report, abortOffset) + ", " + word + ";\n\t";
  } else {
    // The first thread that looked may not have come yet.
    text += "mov.u64 " + now + ", %globaltimer;\n\tld.global.u64 " + old + ", " + at(report, graceOffset) +
            ";\n\tadd.u64 " + now + ", " + now + ", " + old + ";\n\tatom.global.cas.b64 " + old + ", " +
            at(report, deadlineOffset) + ", 0, " + now + ";\n\tatom.global.min.u64 " + old + ", " +
            at(report, deadlineOffset) + ", " + now + ";\n\t";
  }
  text += "atom.global.add.u32 " + index + ", " + at(report, countOffset) + ", 1;\n\tsetp.ge.u32 " + full + ", " +
          index + ", " + std::to_string(mostRecords) + ";\n\t@" + full + " bra " + end + ";\n\tmul.wide.u32 " + old +
          ", " + index + ", " + std::to_string(recordBytes) + ";\n\tadd.u64 " + report + ", " + report + ", " + old +
          ";\n\tadd.u64 " + report + ", " + report + ", " + std::to_string(headerBytes) + ";\n\tst.global.u32 " +
          at(report, siteOffset) + ", " + registers.site + ";\n\tst.global.u32 " + at(report, spaceOffset) + ", " +
          registers.space + ";\n\tst.global.u64 " + at(report, addressOffset) + ", " + registers.address +
          ";\n\tst.global.u64 " + at(report, extraOffset) + ", " + registers.extra + ";\n\t";
  constexpr unsigned wordBytes = 4;
  unsigned offset = 0;
  for (const char* axis : {"x", "y", "z"}) {
    text += "mov.u32 " + word + ", %ctaid." + axis + ";\n\tst.global.u32 " + at(report, blockOffset + offset) + ", " +
            word + ";\n\tmov.u32 " + word + ", %tid." + axis + ";\n\tst.global.u32 " +
            at(report, threadOffset + offset) + ", " + word + ";\n\t";
    offset += wordBytes;
  }
  return text + end + ":\n\t";
}

}  // namespace warpsmith::instrument
