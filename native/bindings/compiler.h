#pragma once

#include <napi.h>

#include <memory>
#include <string>

#include "nvrtc/compiler.h"
#include "work_queue.h"

namespace warpsmith::bindings {

// Compiler in lib/native/types.ts: a thread for each copy of the library, which watches over its compiles.
class Compiler : public Napi::ObjectWrap<Compiler> {
 public:
  struct State {
    std::shared_ptr<nvrtc::Compiler> compiler;
    std::string version;
    std::size_t mostCopies = 1;
  };

  static Napi::Function define(Napi::Env env);
  static Napi::Value open(const Napi::CallbackInfo& info);
  explicit Compiler(const Napi::CallbackInfo& info);
  ~Compiler() override;

 private:
  Napi::Value version(const Napi::CallbackInfo& info);
  Napi::Value abandoned(const Napi::CallbackInfo& info);
  Napi::Value copies(const Napi::CallbackInfo& info);
  Napi::Value prepare(const Napi::CallbackInfo& info);
  Napi::Value compile(const Napi::CallbackInfo& info);

  State state_;
  WorkQueue queue_;
  // Work that nobody waits for, on one core.
  WorkQueue preparing_;
};

}  // namespace warpsmith::bindings
