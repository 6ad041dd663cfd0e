#pragma once

#include <vector>

#include "nvrtc/imports.h"

namespace warpsmith::nvrtc {

class Library;

// A process has 1024 keys for what each thread keeps of its own. NVRTC takes some forty, gives none back, and does not
// look whether it got them: without one it writes to the key of somebody else, whose destructor then gets its data.
std::vector<Import> threadFunctions();

// Gives back the keys that a library has taken since it was confined, so that nothing of it is called at a thread's end
// either.
void deleteKeys(const Library& library);

// Whether there are keys enough to open another library.
bool keysLeft();

}  // namespace warpsmith::nvrtc
