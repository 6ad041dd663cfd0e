#pragma once

// Every driver function that warpsmith calls, once: X(member, name for cuGetProcAddress, CUDA version whose form of it
// is meant, parameter types...). All of them return a Result.

#include "cuda/types.h"

#define WARPSMITH_CUDA_FUNCTIONS(X)                                                                                  \
  X(init, "cuInit", 2000, unsigned)                                                                                  \
  X(driverGetVersion, "cuDriverGetVersion", 2020, int*)                                                              \
  X(getErrorName, "cuGetErrorName", 6000, Result, const char**)                                                      \
  X(getErrorString, "cuGetErrorString", 6000, Result, const char**)                                                  \
  X(deviceGetCount, "cuDeviceGetCount", 2000, int*)                                                                  \
  X(deviceGet, "cuDeviceGet", 2000, DeviceOrdinal*, int)                                                             \
  X(deviceGetName, "cuDeviceGetName", 2000, char*, int, DeviceOrdinal)                                               \
  X(deviceGetAttribute, "cuDeviceGetAttribute", 2000, int*, DeviceAttribute, DeviceOrdinal)                          \
  X(deviceGetPciBusId, "cuDeviceGetPCIBusId", 4010, char*, int, DeviceOrdinal)                                       \
  X(deviceGetUuid, "cuDeviceGetUuid", 11040, Uuid*, DeviceOrdinal)                                                   \
  X(deviceTotalMem, "cuDeviceTotalMem", 3020, std::size_t*, DeviceOrdinal)                                           \
  X(primaryCtxRetain, "cuDevicePrimaryCtxRetain", 7000, ContextHandle*, DeviceOrdinal)                               \
  X(primaryCtxRelease, "cuDevicePrimaryCtxRelease", 11000, DeviceOrdinal)                                            \
  X(ctxPushCurrent, "cuCtxPushCurrent", 4000, ContextHandle)                                                         \
  X(ctxPopCurrent, "cuCtxPopCurrent", 4000, ContextHandle*)                                                          \
  X(memGetInfo, "cuMemGetInfo", 3020, std::size_t*, std::size_t*)                                                    \
  X(memAlloc, "cuMemAlloc", 3020, DeviceAddress*, std::size_t)                                                       \
  X(memFree, "cuMemFree", 3020, DeviceAddress)                                                                       \
  X(memGetGranularity, "cuMemGetAllocationGranularity", 10020, std::size_t*, const MemoryProperties*,                \
    MemoryGranularity)                                                                                               \
  X(memAddressReserve, "cuMemAddressReserve", 10020, DeviceAddress*, std::size_t, std::size_t, DeviceAddress,        \
    unsigned long long)                                                                                              \
  X(memAddressFree, "cuMemAddressFree", 10020, DeviceAddress, std::size_t)                                           \
  X(memCreate, "cuMemCreate", 10020, PhysicalHandle*, std::size_t, const MemoryProperties*, unsigned long long)      \
  X(memExport, "cuMemExportToShareableHandle", 10020, void*, PhysicalHandle, MemoryHandleKind, unsigned long long)   \
  X(memRetainHandle, "cuMemRetainAllocationHandle", 11000, PhysicalHandle*, void*)                                   \
  X(memRelease, "cuMemRelease", 10020, PhysicalHandle)                                                               \
  X(memMap, "cuMemMap", 10020, DeviceAddress, std::size_t, std::size_t, PhysicalHandle, unsigned long long)          \
  X(memUnmap, "cuMemUnmap", 10020, DeviceAddress, std::size_t)                                                       \
  X(memSetAccess, "cuMemSetAccess", 10020, DeviceAddress, std::size_t, const MemoryAccessOf*, std::size_t)           \
  X(memsetD8Async, "cuMemsetD8Async", 3020, DeviceAddress, unsigned char, std::size_t, StreamHandle)                 \
  X(memsetD32Async, "cuMemsetD32Async", 3020, DeviceAddress, unsigned, std::size_t, StreamHandle)                    \
  X(memcpyHtoDAsync, "cuMemcpyHtoDAsync", 3020, DeviceAddress, const void*, std::size_t, StreamHandle)               \
  X(memcpyDtoHAsync, "cuMemcpyDtoHAsync", 3020, void*, DeviceAddress, std::size_t, StreamHandle)                     \
  X(memcpyDtoDAsync, "cuMemcpyDtoDAsync", 3020, DeviceAddress, DeviceAddress, std::size_t, StreamHandle)             \
  X(memHostRegister, "cuMemHostRegister", 6050, void*, std::size_t, unsigned)                                        \
  X(memHostUnregister, "cuMemHostUnregister", 4000, void*)                                                           \
  X(memHostAlloc, "cuMemHostAlloc", 2020, void**, std::size_t, unsigned)                                             \
  X(memFreeHost, "cuMemFreeHost", 2000, void*)                                                                       \
  X(streamWaitValue32, "cuStreamWaitValue32", 11070, StreamHandle, DeviceAddress, std::uint32_t, unsigned)           \
  X(moduleLoadData, "cuModuleLoadData", 2000, ModuleHandle*, const void*)                                            \
  X(moduleLoadDataEx, "cuModuleLoadDataEx", 2010, ModuleHandle*, const void*, unsigned, JitOption*, void**)          \
  X(linkCreate, "cuLinkCreate", 6050, unsigned, JitOption*, void**, LinkHandle*)                                     \
  X(linkAddData, "cuLinkAddData", 6050, LinkHandle, JitInput, void*, std::size_t, const char*, unsigned, JitOption*, \
    void**)                                                                                                          \
  X(linkComplete, "cuLinkComplete", 5050, LinkHandle, void**, std::size_t*)                                          \
  X(linkDestroy, "cuLinkDestroy", 5050, LinkHandle)                                                                  \
  X(moduleGetGlobal, "cuModuleGetGlobal", 3020, DeviceAddress*, std::size_t*, ModuleHandle, const char*)             \
  X(moduleUnload, "cuModuleUnload", 2000, ModuleHandle)                                                              \
  X(moduleGetFunction, "cuModuleGetFunction", 2000, FunctionHandle*, ModuleHandle, const char*)                      \
  X(funcGetAttribute, "cuFuncGetAttribute", 2020, int*, FunctionAttribute, FunctionHandle)                           \
  X(funcSetAttribute, "cuFuncSetAttribute", 9000, FunctionHandle, FunctionAttribute, int)                            \
  X(funcGetParamInfo, "cuFuncGetParamInfo", 12040, FunctionHandle, std::size_t, std::size_t*, std::size_t*)          \
  X(occupancyMaxActiveBlocks, "cuOccupancyMaxActiveBlocksPerMultiprocessor", 6050, int*, FunctionHandle, int,        \
    std::size_t)                                                                                                     \
  X(launchKernelEx, "cuLaunchKernelEx", 11060, const LaunchConfig*, FunctionHandle, void**, void**)                  \
  X(streamBeginCapture, "cuStreamBeginCapture", 10010, StreamHandle, CaptureMode)                                    \
  X(streamEndCapture, "cuStreamEndCapture", 10000, StreamHandle, GraphHandle*)                                       \
  X(graphInstantiate, "cuGraphInstantiateWithFlags", 11040, GraphExecHandle*, GraphHandle, unsigned long long)       \
  X(graphLaunch, "cuGraphLaunch", 10000, GraphExecHandle, StreamHandle)                                              \
  X(graphExecDestroy, "cuGraphExecDestroy", 10000, GraphExecHandle)                                                  \
  X(graphDestroy, "cuGraphDestroy", 10000, GraphHandle)                                                              \
  X(ctxResetPersistingL2Cache, "cuCtxResetPersistingL2Cache", 11000, void)                                           \
  X(streamCreate, "cuStreamCreate", 2000, StreamHandle*, unsigned)                                                   \
  X(streamDestroy, "cuStreamDestroy", 4000, StreamHandle)                                                            \
  X(eventCreate, "cuEventCreate", 2000, EventHandle*, unsigned)                                                      \
  X(eventDestroy, "cuEventDestroy", 4000, EventHandle)                                                               \
  X(eventRecord, "cuEventRecord", 2000, EventHandle, StreamHandle)                                                   \
  X(eventQuery, "cuEventQuery", 2000, EventHandle)                                                                   \
  X(eventElapsedTime, "cuEventElapsedTime", 2000, float*, EventHandle, EventHandle)                                  \
  X(tensorMapEncodeTiled, "cuTensorMapEncodeTiled", 12000, TensorMap*, TensorMapDataType, std::uint32_t, void*,      \
    const std::uint64_t*, const std::uint64_t*, const std::uint32_t*, const std::uint32_t*, TensorMapInterleave,     \
    TensorMapSwizzle, TensorMapL2Promotion, TensorMapFill)
