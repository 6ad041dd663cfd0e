#pragma once

#include <napi.h>

#include "sim/device.h"

namespace warpsmith::bindings {

// SimulatedRun of lib/native/types.ts.
Napi::Value convertRun(Napi::Env env, const sim::RunReport& report);

}  // namespace warpsmith::bindings
