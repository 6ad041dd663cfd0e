#pragma once

// The part of NVRTC's binary interface that warpsmith uses, in our own words. test/native/declarations.cc compares it
// with the real nvrtc.h where that is installed.

#include <cstddef>

namespace warpsmith::nvrtc {

using Program = struct ProgramOpaque*;

enum Result : int {
  Success = 0,
  OutOfMemory = 1,
  ProgramCreationFailure = 2,
  InvalidInput = 3,
  InvalidProgram = 4,
  InvalidOption = 5,
  CompilationFailed = 6,
  BuiltinOperationFailure = 7,
  NameExpressionNotValid = 10,
  Cancelled = 16,
};

// Called while a program compiles; anything but 0 ends the compile with Result::Cancelled.
using FlowCallback = int (*)(void* payload, void* reserved);

}  // namespace warpsmith::nvrtc
