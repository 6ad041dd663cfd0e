#pragma once

namespace warpsmith {

// As long as one exists, exit() waits (ten seconds at most), so that what ends a library never runs beside what begins
// it: another thread may still be opening one when the script's thread is done. Once the process ends, none begins any
// more: its thread is held until then.
class Opening {
 public:
  Opening();
  ~Opening();
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;
};

// Called once on each thread of scripts: when it ends, or ends the process, openings that are under way are waited for.
void awaitOpeningsAtEnd();

}  // namespace warpsmith
