#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "nvrtc/library.h"
#include "nvrtc/precompiled.h"

namespace warpsmith::nvrtc {

struct CompileJob {
  std::string source;
  // What error messages call the source.
  std::string fileName;
  std::vector<std::string> options;
  // Texts that #include finds by name.
  std::map<std::string, std::string> headers;
  // C++ expressions naming kernels or template instances, whose symbols are wanted.
  std::vector<std::string> nameExpressions;
  std::chrono::milliseconds deadline{0};
  // First without what NVRTC leaves out with --minimal, such as textures; when that fails, as always.
  bool minimal = false;
  // Lines of #include that the source begins with, which may be compiled for themselves; empty for none. Only the
  // caller's own words: nothing of a source may stand there.
  std::string leading;
  // What the compiler may hold more than at its beginning, in bytes.
  std::int64_t memoryBytes = 0;
  // Headers that the compiler may use as it compiled them before, or is to write; may be null. The option that says so
  // is among the others.
  std::shared_ptr<const PrecompiledFile> precompiled;
  // Set to anything but 0 by whoever wants the compile to end; may be null.
  const std::atomic<int>* cancel = nullptr;
};

struct CompileOutput {
  enum class Status { Compiled, Failed, DeadlinePassed, MemoryExceeded, Crashed, Cancelled };
  Status status = Status::Failed;
  // The compiler did not end by itself: the call was left, and the library with it.
  bool abandoned = false;
  // Cut after some hundred thousand characters, with a note.
  std::string log;
  std::string ptx;
  std::vector<unsigned char> cubin;
  std::map<std::string, std::string> loweredNames;
};

// Compiles for a real architecture (sm_…), which gives both PTX and cubin, or for a virtual one (compute_…), which
// gives PTX alone. A program that does not compile is an output, not an error; Error("native") means that NVRTC itself
// failed, Error("bad-option") that it knows no such option. NVRTC asks between functions whether `stop` was set to
// anything but Compiled, which then is the status; `job.deadline` and `job.cancel` are the caller's to watch.
CompileOutput compile(Library& library, const CompileJob& job, std::atomic<CompileOutput::Status>& stop);

}  // namespace warpsmith::nvrtc
