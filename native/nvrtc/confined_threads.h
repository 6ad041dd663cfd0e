#pragma once

#include <vector>

#include "nvrtc/imports.h"

namespace warpsmith::nvrtc {

class Library;

// A process has 1024 keys for what each thread keeps of its own. NVRTC takes some forty, gives none back, and does not
// look whether it got them: without one it writes to the key of somebody else, whose destructor then gets its data.
std::vector<Import> threadFunctions();

// Gives back the keys of a library that nothing may call any more: all of a copy's, those in use of another's. So
// nothing of it runs at the end of a thread either.
void deleteKeys(const Library& library);

// Whether there are keys enough to open another library.
bool keysLeft();

}  // namespace warpsmith::nvrtc
