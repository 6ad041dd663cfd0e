#include "bindings/simulated_run.h"

#include <array>
#include <utility>

namespace warpsmith::bindings {

namespace {

using Field = std::pair<const char*, std::uint64_t sim::Counters::*>;

constexpr std::array<Field, 34> counterFields{{
    {"integer", &sim::Counters::integer},
    {"bits", &sim::Counters::bits},
    {"float16", &sim::Counters::float16},
    {"float32", &sim::Counters::float32},
    {"float64", &sim::Counters::float64},
    {"conversion", &sim::Counters::conversion},
    {"special", &sim::Counters::special},
    {"matrix", &sim::Counters::matrix},
    {"load", &sim::Counters::load},
    {"store", &sim::Counters::store},
    {"atomic", &sim::Counters::atomic},
    {"control", &sim::Counters::control},
    {"synchronisation", &sim::Counters::synchronisation},
    {"exchange", &sim::Counters::exchange},
    {"move", &sim::Counters::move},
    {"warpInstructions", &sim::Counters::warpInstructions},
    {"globalLoadRequests", &sim::Counters::globalLoadRequests},
    {"globalLoadBytes", &sim::Counters::globalLoadBytes},
    {"globalLoadSectors", &sim::Counters::globalLoadSectors},
    {"globalStoreRequests", &sim::Counters::globalStoreRequests},
    {"globalStoreBytes", &sim::Counters::globalStoreBytes},
    {"globalStoreSectors", &sim::Counters::globalStoreSectors},
    {"sharedLoadRequests", &sim::Counters::sharedLoadRequests},
    {"sharedLoadBytes", &sim::Counters::sharedLoadBytes},
    {"sharedStoreRequests", &sim::Counters::sharedStoreRequests},
    {"sharedStoreBytes", &sim::Counters::sharedStoreBytes},
    {"sharedBankConflicts", &sim::Counters::sharedBankConflicts},
    {"localBytes", &sim::Counters::localBytes},
    {"asyncCopyBytes", &sim::Counters::asyncCopyBytes},
    {"branches", &sim::Counters::branches},
    {"divergentBranches", &sim::Counters::divergentBranches},
    {"globalAtomics", &sim::Counters::globalAtomics},
    {"sharedAtomics", &sim::Counters::sharedAtomics},
    {"barriers", &sim::Counters::barriers},
}};

const char* nameOf(sim::Access access) {
  switch (access) {
    case sim::Access::none:
      return "none";
    case sim::Access::read:
      return "read";
    case sim::Access::write:
      return "write";
    case sim::Access::atomic:
      return "atomic";
  }
  return "none";
}

Napi::Array toArray(Napi::Env env, const sim::Index3& index) {
  Napi::Array array = Napi::Array::New(env, index.size());
  for (uint32_t i = 0; i < index.size(); ++i) array.Set(i, Napi::Number::New(env, index[i]));
  return array;
}

Napi::Object toObject(Napi::Env env, const sim::Place& place, sim::Access access) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("block", toArray(env, place.block));
  object.Set("thread", toArray(env, place.thread));
  object.Set("file", place.file);
  object.Set("line", place.line);
  object.Set("access", nameOf(access));
  return object;
}

Napi::Object toObject(Napi::Env env, const sim::Finding& finding) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("kind", sim::nameOf(finding.kind));
  object.Set("kernel", finding.kernel);
  object.Set("at", toObject(env, finding.at, finding.access));
  object.Set("other", finding.hasOther ? Napi::Value(toObject(env, finding.other, finding.otherAccess)) : env.Null());
  object.Set("instruction", finding.instruction);
  object.Set("space", finding.space);
  object.Set("buffer", finding.buffer);
  object.Set("offset", static_cast<double>(finding.offset));
  object.Set("bytes", finding.bytes);
  object.Set("bufferBytes", static_cast<double>(finding.bufferBytes));
  object.Set("message", finding.message);
  return object;
}

Napi::Object toObject(Napi::Env env, const sim::LaunchReport& launch) {
  Napi::Object counters = Napi::Object::New(env);
  for (const auto& [name, field] : counterFields) counters.Set(name, static_cast<double>(launch.counters.*field));
  Napi::Object object = Napi::Object::New(env);
  object.Set("kernel", launch.kernel);
  object.Set("guarded", launch.guarded);
  object.Set("counters", counters);
  return object;
}

template <typename T>
Napi::Array toArray(Napi::Env env, const std::vector<T>& list) {
  Napi::Array array = Napi::Array::New(env, list.size());
  for (std::size_t i = 0; i < list.size(); ++i) array.Set(static_cast<uint32_t>(i), toObject(env, list[i]));
  return array;
}

}  // namespace

Napi::Value convertRun(Napi::Env env, const sim::RunReport& report) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("findings", toArray(env, report.findings));
  result.Set("launches", toArray(env, report.launches));
  result.Set("output", report.output);
  return result;
}

}  // namespace warpsmith::bindings
