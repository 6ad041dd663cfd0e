#pragma once

#include <napi.h>

#include <memory>

#include "work_queue.h"

namespace warpsmith::bindings {

// Pin in lib/native/types.ts: a typed array's memory, page-locked where the device asks for it. Keeps the array alive.
class Pin : public Napi::ObjectWrap<Pin> {
 public:
  struct State {
    // Declared first: the array's memory must outlive the pin.
    Napi::ObjectReference array;
    // What locks the memory; null when nothing does.
    std::shared_ptr<void> lock;
    std::shared_ptr<WorkQueue> queue;
  };

  static Napi::Function define(Napi::Env env);
  explicit Pin(const Napi::CallbackInfo& info);

 private:
  void free(const Napi::CallbackInfo& info);

  State state_;
};

}  // namespace warpsmith::bindings
