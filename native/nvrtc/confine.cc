#include "nvrtc/confine.h"

#include <vector>

#include "nvrtc/confined_callbacks.h"
#include "nvrtc/confined_files.h"
#include "nvrtc/confined_memory.h"
#include "nvrtc/confined_process.h"
#include "nvrtc/confined_threads.h"
#include "nvrtc/imports.h"

namespace warpsmith::nvrtc {

bool confine(void* handle) {
  // Every NVRTC reads files with one of the first group and looks for them with one of the second.
  if (replaceImports(handle, openingFunctions()) == 0 || replaceImports(handle, lookingFunctions()) == 0) return false;
  replaceImports(handle, otherFileFunctions());
  replaceImports(handle, processFunctions());
  replaceImports(handle, callbackFunctions());
  replaceImports(handle, threadFunctions());
  return replaceImports(handle, memoryFunctions()) > 0;
}

}  // namespace warpsmith::nvrtc
