#pragma once

#include <string>

#include "instrument/edits.h"
#include "instrument/module_plan.h"

namespace warpsmith::instrument {

struct RecordRegisters {
  std::string site;     // 32 bits
  std::string address;  // 64 bits
  std::string extra;    // 64 bits
  std::string space;    // 32 bits
};

// Text that writes a record into `warpsmith_report`, before the thread ends. In a screen, all threads of the launch are
// told to leave; otherwise those that remain get the grace to say what they find.
std::string recordText(Edits& edits, Mode mode, const RecordRegisters& registers);

}  // namespace warpsmith::instrument
