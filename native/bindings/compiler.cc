#include "bindings/compiler.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <utility>

#include "bindings/cancel.h"
#include "bindings/promise.h"
#include "bindings/read.h"
#include "bindings/wrap.h"
#include "nvrtc/compile.h"

namespace warpsmith::bindings {

namespace {

const char* nameOf(nvrtc::CompileOutput::Status status) {
  switch (status) {
    case nvrtc::CompileOutput::Status::Compiled:
      return "compiled";
    case nvrtc::CompileOutput::Status::Failed:
      return "failed";
    case nvrtc::CompileOutput::Status::DeadlinePassed:
      return "deadline-passed";
    case nvrtc::CompileOutput::Status::MemoryExceeded:
      return "memory-exceeded";
    case nvrtc::CompileOutput::Status::Crashed:
      return "crashed";
    case nvrtc::CompileOutput::Status::Cancelled:
      return "cancelled";
  }
  return "failed";
}

Napi::Value convertOutput(Napi::Env env, nvrtc::CompileOutput output) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("status", nameOf(output.status));
  result.Set("abandoned", output.abandoned);
  result.Set("log", output.log);
  result.Set("ptx", output.ptx);
  result.Set("cubin", Napi::Buffer<unsigned char>::Copy(env, output.cubin.data(), output.cubin.size()));
  Napi::Object lowered = Napi::Object::New(env);
  for (const auto& [expression, symbol] : output.loweredNames) lowered.Set(expression, symbol);
  result.Set("loweredNames", lowered);
  return result;
}

void readCommon(const Napi::Object& options, nvrtc::CompileJob& job) {
  job.options = readStrings(options, "options");
  job.minimal = options.Get("minimal").IsBoolean() && options.Get("minimal").As<Napi::Boolean>();
  const Napi::Object headers = readObject(options, "headers");
  for (const auto& entry : headers) {
    job.headers[entry.first.ToString().Utf8Value()] = Napi::Value(entry.second).ToString().Utf8Value();
  }
}

}  // namespace

Napi::Function Compiler::define(Napi::Env env) {
  return DefineClass(
      env, "Compiler",
      {InstanceAccessor<&Compiler::version>("version"), InstanceAccessor<&Compiler::abandoned>("abandoned"),
       InstanceAccessor<&Compiler::copies>("copies"), InstanceMethod<&Compiler::compile>("compile"),
       InstanceMethod<&Compiler::prepare>("prepare")});
}

Napi::Value Compiler::open(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  const std::size_t copies = options.Get("copies").IsUndefined() ? 1 : readSize(options, "copies");
  const std::size_t headerBytes =
      options.Get("headerBytes").IsUndefined() ? std::size_t{1} << 30 : readSize(options, "headerBytes");
  if (copies < 1) throw Napi::RangeError::New(info.Env(), "Expected at least 1 for `copies` but found 0.");
  return runOn(
      Environment::of(info.Env()).opener, info.Env(), {},
      [path = readString(options, "library"), companions = readStrings(options, "companions"),
       includes = readStrings(options, "includes"), copies, headerBytes] {
        auto compiler = std::make_shared<nvrtc::Compiler>(path, companions, includes, copies, headerBytes);
        const std::string version = compiler->version();
        return State{std::move(compiler), version, copies};
      },
      [](Napi::Env env, State state) -> Napi::Value {
        return construct(Environment::of(env).compiler, std::move(state));
      });
}

Compiler::Compiler(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Compiler>(info),
      state_(takeState<State>(info)),
      queue_(std::min(state_.mostCopies, nvrtc::mostCopies)) {}

// The queue's own destructor waits for the compiles that run.
Compiler::~Compiler() {
  if (state_.compiler) state_.compiler->close();
}

Napi::Value Compiler::version(const Napi::CallbackInfo& info) { return Napi::String::New(info.Env(), state_.version); }

Napi::Value Compiler::abandoned(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), state_.compiler->abandoned());
}

Napi::Value Compiler::copies(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(state_.compiler->copies()));
}

Napi::Value Compiler::prepare(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  nvrtc::CompileJob job;
  job.fileName = readString(options, "fileName");
  job.leading = readString(options, "leading");
  readCommon(options, job);
  return runOn(
      preparing_, info.Env(), {}, [compiler = state_.compiler, job = std::move(job)] { return compiler->prepare(job); },
      [](Napi::Env env, bool done) -> Napi::Value { return Napi::Boolean::New(env, done); }, EventLoop::MayEnd);
}

Napi::Value Compiler::compile(const Napi::CallbackInfo& info) {
  const Napi::Object options = asObject(info[0], "options");
  nvrtc::CompileJob job;
  job.source = readString(options, "source");
  job.fileName = readString(options, "fileName");
  job.leading = options.Get("leading").IsUndefined() ? "" : readString(options, "leading");
  readCommon(options, job);
  job.nameExpressions = readStrings(options, "nameExpressions");
  job.deadline = std::chrono::milliseconds(readSize(options, "deadlineMs"));
  job.memoryBytes = static_cast<std::int64_t>(readSize(options, "memoryBytes"));
  Held held;
  job.cancel = readCancel(options, held);
  return runOn(
      queue_, info.Env(), std::move(held),
      [compiler = state_.compiler, job = std::move(job)] { return compiler->compile(job); }, convertOutput);
}

}  // namespace warpsmith::bindings
