#include "nvrtc/compile.h"

#include "error.h"
#include "nvrtc/confined_threads.h"
#include "nvrtc/escape.h"

namespace warpsmith::nvrtc {

namespace {

using Status = CompileOutput::Status;

// A log is for reading; some sources make ones of hundreds of megabytes.
constexpr std::size_t longestLog = 256 << 10;
// PTX and cubin together; a large kernel has some megabytes.
constexpr std::size_t largestCode = 256 << 20;

// A program that is destroyed with its scope.
class ScopedProgram {
 public:
  ScopedProgram(const Library& library, const CompileJob& job) : library_(library) {
    std::vector<const char*> texts;
    std::vector<const char*> names;
    for (const auto& [name, text] : job.headers) {
      names.push_back(name.c_str());
      texts.push_back(text.c_str());
    }
    library_.check(library_.createProgram(&program_, job.source.c_str(), job.fileName.c_str(),
                                          static_cast<int>(names.size()), texts.data(), names.data()),
                   "nvrtcCreateProgram");
  }
  ~ScopedProgram() {
    // A spoiled library can't be asked to destroy anything.
    if (!library_.spoiled) library_.destroyProgram(&program_);
  }
  ScopedProgram(const ScopedProgram&) = delete;
  ScopedProgram& operator=(const ScopedProgram&) = delete;

  Program get() const noexcept { return program_; }

 private:
  const Library& library_;
  Program program_ = nullptr;
};

// What the compiler asks while it compiles: may it go on?
struct Watch {
  Call& call;
  std::atomic<Status>& stop;

  static int ask(void* payload, void*) {
    const Watch& watch = *static_cast<Watch*>(payload);
    return watch.call.exceeded != 0 || watch.stop != Status::Compiled ? 1 : 0;
  }
};

// nvrtcCompileProgram alone runs as a call that may be left: nothing of ours stands on the stack above it.
struct CompileCall {
  const Library& library;
  Program program;
  const std::vector<const char*>& options;
  Result result = Success;

  static void run(void* argument) {
    CompileCall& call = *static_cast<CompileCall*>(argument);
    call.result = call.library.compileProgram(call.program, static_cast<int>(call.options.size()), call.options.data());
  }
};

std::string readLog(const Library& library, Program program) {
  std::size_t size = 0;
  library.check(library.getProgramLogSize(program, &size), "nvrtcGetProgramLogSize");
  std::string log(size, '\0');
  library.check(library.getProgramLog(program, log.data()), "nvrtcGetProgramLog");
  while (!log.empty() && log.back() == '\0') log.pop_back();
  if (log.size() <= longestLog) return log;
  const std::size_t line = log.rfind('\n', longestLog);
  const std::size_t kept = line == std::string::npos ? longestLog : line + 1;
  const std::size_t left = log.size() - kept;
  log.resize(kept);
  return log + "[" + std::to_string(left) + " more bytes of the compiler's log are left out]\n";
}

Status statusOf(Ending ending, const Call& call, Status stop) {
  if (ending == Ending::Crashed) return Status::Crashed;
  if (ending == Ending::MemoryExceeded || call.exceeded != 0) return Status::MemoryExceeded;
  return stop == Status::Compiled ? Status::Crashed : stop;
}

void readCode(const Library& library, Program program, CompileOutput& output) {
  std::size_t ptxSize = 0;
  std::size_t cubinSize = 0;
  library.check(library.getPtxSize(program, &ptxSize), "nvrtcGetPTXSize");
  library.check(library.getCubinSize(program, &cubinSize), "nvrtcGetCUBINSize");
  if (ptxSize > largestCode || cubinSize > largestCode - ptxSize) {
    output.status = Status::MemoryExceeded;
    return;
  }
  output.ptx.resize(ptxSize);
  library.check(library.getPtx(program, output.ptx.data()), "nvrtcGetPTX");
  while (!output.ptx.empty() && output.ptx.back() == '\0') output.ptx.pop_back();
  // As for a virtual architecture.
  if (cubinSize == 0) return;
  output.cubin.resize(cubinSize);
  library.check(library.getCubin(program, reinterpret_cast<char*>(output.cubin.data())), "nvrtcGetCUBIN");
}

}  // namespace

CompileOutput compile(Library& library, const CompileJob& job, std::atomic<Status>& stop) {
  CompileOutput output;
  const ScopedProgram program(library, job);
  for (const std::string& expression : job.nameExpressions) {
    library.check(library.addNameExpression(program.get(), expression.c_str()), "nvrtcAddNameExpression");
  }
  Call call(library, job.memoryBytes);
  call.precompiled = job.precompiled.get();
  Watch watch{call, stop};
  if (library.setFlowCallback != nullptr) {
    library.check(library.setFlowCallback(program.get(), &Watch::ask, &watch), "nvrtcSetFlowCallback");
  }
  std::vector<const char*> options;
  options.reserve(job.options.size());
  for (const std::string& option : job.options) options.push_back(option.c_str());
  CompileCall compileCall{library, program.get(), options};
  const Ending ending = runCall(call, &CompileCall::run, &compileCall);
  if (ending != Ending::Returned) {
    library.spoiled = true;
    // On this thread, so that nothing of the library runs when it ends.
    deleteKeys(library);
    output.abandoned = true;
    output.status = statusOf(ending, call, stop);
    return output;
  }
  const Result result = compileCall.result;
  if (result == InvalidOption) {
    throw Error("bad-option", "NVRTC does not know one of the options: " + readLog(library, program.get()));
  }
  if (result == Cancelled) {
    output.status = statusOf(ending, call, stop);
    return output;
  }
  if (result == CompilationFailed || result == NameExpressionNotValid) {
    output.log = readLog(library, program.get());
    return output;
  }
  library.check(result, "nvrtcCompileProgram");

  output.status = Status::Compiled;
  output.log = readLog(library, program.get());
  for (const std::string& expression : job.nameExpressions) {
    const char* lowered = nullptr;
    library.check(library.getLoweredName(program.get(), expression.c_str(), &lowered), "nvrtcGetLoweredName");
    output.loweredNames[expression] = lowered;
  }
  readCode(library, program.get(), output);
  return output;
}

}  // namespace warpsmith::nvrtc
