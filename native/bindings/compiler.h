#pragma once

#include <napi.h>

#include <memory>

#include "nvrtc/library.h"
#include "work_queue.h"

namespace warpsmith::bindings {

// Compiler in lib/native/types.ts: one opened libnvrtc with a thread of its own.
class Compiler : public Napi::ObjectWrap<Compiler> {
 public:
  static Napi::Function define(Napi::Env env);
  static Napi::Value open(const Napi::CallbackInfo& info);
  explicit Compiler(const Napi::CallbackInfo& info);

 private:
  Napi::Value version(const Napi::CallbackInfo& info);
  Napi::Value compile(const Napi::CallbackInfo& info);

  std::shared_ptr<const nvrtc::Library> library_;
  WorkQueue queue_;
};

}  // namespace warpsmith::bindings
