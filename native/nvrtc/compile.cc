#include "nvrtc/compile.h"

#include "error.h"

namespace warpsmith::nvrtc {

namespace {

using Clock = std::chrono::steady_clock;

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
  ~ScopedProgram() { library_.destroyProgram(&program_); }
  ScopedProgram(const ScopedProgram&) = delete;
  ScopedProgram& operator=(const ScopedProgram&) = delete;

  Program get() const noexcept { return program_; }

 private:
  const Library& library_;
  Program program_ = nullptr;
};

// What the compiler asks while it compiles, from any of its threads: may it go on? Once the answer is no it stays no.
class Watch {
 public:
  Watch(Clock::time_point end, const std::atomic<int>* cancel) : end_(end), cancel_(cancel) {}

  CompileOutput::Status status() const { return status_; }

  static int ask(void* payload, void*) {
    Watch& watch = *static_cast<Watch*>(payload);
    if (watch.status_ != CompileOutput::Status::Compiled) return 1;
    if (watch.cancel_ != nullptr && watch.cancel_->load() != 0) {
      watch.status_ = CompileOutput::Status::Cancelled;
    } else if (Clock::now() >= watch.end_) {
      watch.status_ = CompileOutput::Status::DeadlinePassed;
    }
    return watch.status_ == CompileOutput::Status::Compiled ? 0 : 1;
  }

 private:
  const Clock::time_point end_;
  const std::atomic<int>* cancel_;
  std::atomic<CompileOutput::Status> status_{CompileOutput::Status::Compiled};
};

std::string readLog(const Library& library, Program program) {
  std::size_t size = 0;
  library.check(library.getProgramLogSize(program, &size), "nvrtcGetProgramLogSize");
  std::string log(size, '\0');
  library.check(library.getProgramLog(program, log.data()), "nvrtcGetProgramLog");
  while (!log.empty() && log.back() == '\0') log.pop_back();
  return log;
}

}  // namespace

CompileOutput compile(const Library& library, const CompileJob& job) {
  CompileOutput output;
  if (job.cancel != nullptr && job.cancel->load() != 0) {
    output.status = CompileOutput::Status::Cancelled;
    return output;
  }
  const ScopedProgram program(library, job);
  for (const std::string& expression : job.nameExpressions) {
    library.check(library.addNameExpression(program.get(), expression.c_str()), "nvrtcAddNameExpression");
  }
  Watch watch(Clock::now() + job.deadline, job.cancel);
  if (library.setFlowCallback != nullptr) {
    library.check(library.setFlowCallback(program.get(), &Watch::ask, &watch), "nvrtcSetFlowCallback");
  }
  std::vector<const char*> options;
  options.reserve(job.options.size());
  for (const std::string& option : job.options) options.push_back(option.c_str());
  const Result result = library.compileProgram(program.get(), static_cast<int>(options.size()), options.data());
  if (result == InvalidOption) {
    throw Error("bad-option", "NVRTC does not know one of the options: " + readLog(library, program.get()));
  }
  if (result == Cancelled) {
    output.status = watch.status();
    return output;
  }
  if (result == CompilationFailed || result == NameExpressionNotValid) {
    output.log = readLog(library, program.get());
    return output;
  }
  library.check(result, "nvrtcCompileProgram");

  output.status = CompileOutput::Status::Compiled;
  output.log = readLog(library, program.get());
  for (const std::string& expression : job.nameExpressions) {
    const char* lowered = nullptr;
    library.check(library.getLoweredName(program.get(), expression.c_str(), &lowered), "nvrtcGetLoweredName");
    output.loweredNames[expression] = lowered;
  }
  std::size_t size = 0;
  library.check(library.getPtxSize(program.get(), &size), "nvrtcGetPTXSize");
  output.ptx.resize(size);
  library.check(library.getPtx(program.get(), output.ptx.data()), "nvrtcGetPTX");
  while (!output.ptx.empty() && output.ptx.back() == '\0') output.ptx.pop_back();
  library.check(library.getCubinSize(program.get(), &size), "nvrtcGetCUBINSize");
  output.cubin.resize(size);
  library.check(library.getCubin(program.get(), reinterpret_cast<char*>(output.cubin.data())), "nvrtcGetCUBIN");
  return output;
}

}  // namespace warpsmith::nvrtc
