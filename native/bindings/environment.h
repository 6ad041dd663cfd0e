#pragma once

#include <napi.h>

#include <string>

#include "error.h"
#include "work_queue.h"

namespace warpsmith::bindings {

// Constructors of the classes that stand for one kind of device and what it makes.
struct DeviceClasses {
  Napi::FunctionReference device;
  Napi::FunctionReference buffer;
  Napi::FunctionReference module;
  Napi::FunctionReference kernel;
};

// What one JavaScript environment (main thread or worker thread) keeps of the addon.
struct Environment {
  Napi::FunctionReference errorClass;
  Napi::FunctionReference driver;
  DeviceClasses gpu;
  DeviceClasses simulator;
  Napi::FunctionReference graph;
  Napi::FunctionReference pin;
  Napi::FunctionReference compiler;
  // Opens libraries and devices, which takes up to a few hundred milliseconds.
  WorkQueue opener;
  // Reads and rewrites PTX, and asks NVML.
  WorkQueue readers{coreThreads()};

  static Environment& of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }
};

// The script's error class, or a plain Error before the script has handed its class over.
Napi::Value toJavaScript(Napi::Env env, const Error& error);

}  // namespace warpsmith::bindings
