#pragma once

// Every NVRTC function that warpsmith calls, once: X(member, symbol, parameter types...). `nvrtcGetErrorString`, the
// only one that does not return a Result, and `nvrtcSetFlowCallback`, which only newer versions have, stand in
// library.h.

#include "nvrtc/types.h"

#define WARPSMITH_NVRTC_FUNCTIONS(X)                                                                  \
  X(version, "nvrtcVersion", int*, int*)                                                              \
  X(createProgram, "nvrtcCreateProgram", Program*, const char*, const char*, int, const char* const*, \
    const char* const*)                                                                               \
  X(destroyProgram, "nvrtcDestroyProgram", Program*)                                                  \
  X(compileProgram, "nvrtcCompileProgram", Program, int, const char* const*)                          \
  X(addNameExpression, "nvrtcAddNameExpression", Program, const char*)                                \
  X(getLoweredName, "nvrtcGetLoweredName", Program, const char*, const char**)                        \
  X(getProgramLogSize, "nvrtcGetProgramLogSize", Program, std::size_t*)                               \
  X(getProgramLog, "nvrtcGetProgramLog", Program, char*)                                              \
  X(getPtxSize, "nvrtcGetPTXSize", Program, std::size_t*)                                             \
  X(getPtx, "nvrtcGetPTX", Program, char*)                                                            \
  X(getCubinSize, "nvrtcGetCUBINSize", Program, std::size_t*)                                         \
  X(getCubin, "nvrtcGetCUBIN", Program, char*)
