#pragma once

// Every NVML function that warpsmith calls, once: X(member, symbol, parameter types...). All of them return a Result
// and none of them sets anything. A driver that lacks one only leaves its value out, but for the first two.

#include "nvml/types.h"

#define WARPSMITH_NVML_FUNCTIONS(X)                                                                        \
  X(init, "nvmlInit_v2")                                                                                   \
  X(deviceByPciBusId, "nvmlDeviceGetHandleByPciBusId_v2", const char*, DeviceHandle*)                      \
  X(clock, "nvmlDeviceGetClockInfo", DeviceHandle, ClockType, unsigned*)                                   \
  X(maxClock, "nvmlDeviceGetMaxClockInfo", DeviceHandle, ClockType, unsigned*)                             \
  X(clockReasons, "nvmlDeviceGetCurrentClocksEventReasons", DeviceHandle, unsigned long long*)             \
  X(clockReasonsBefore535, "nvmlDeviceGetCurrentClocksThrottleReasons", DeviceHandle, unsigned long long*) \
  X(temperature, "nvmlDeviceGetTemperature", DeviceHandle, TemperatureSensor, unsigned*)                   \
  X(power, "nvmlDeviceGetPowerUsage", DeviceHandle, unsigned*)                                             \
  X(powerLimit, "nvmlDeviceGetEnforcedPowerLimit", DeviceHandle, unsigned*)                                \
  X(utilisation, "nvmlDeviceGetUtilizationRates", DeviceHandle, Utilisation*)                              \
  X(computeProcesses, "nvmlDeviceGetComputeRunningProcesses_v3", DeviceHandle, unsigned*, ProcessInfo*)    \
  X(processUtilisation, "nvmlDeviceGetProcessUtilization", DeviceHandle, ProcessSample*, unsigned*, unsigned long long)
