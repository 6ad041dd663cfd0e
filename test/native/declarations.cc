// Compares what native/cuda and native/nvrtc declare with NVIDIA's own headers. Never built into anything:
// declarations.test.ts has it checked with -fsyntax-only where those headers are installed.

#include <cuda.h>
#include <cudaTypedefs.h>
#include <nvrtc.h>

#include <cstddef>
#include <type_traits>

#include "cuda/functions.h"
#include "cuda/types.h"
#include "nvrtc/functions.h"
#include "nvrtc/types.h"

// Ours in NVIDIA's words: each of our types by the one it stands for, through pointers, const and functions.

template <typename Ours>
struct Translate {
  using Type = Ours;
};
template <typename Ours>
using Translated = typename Translate<Ours>::Type;

template <typename Ours>
struct Translate<const Ours> {
  using Type = const Translated<Ours>;
};
template <typename Ours>
struct Translate<Ours*> {
  using Type = Translated<Ours>*;
};
template <typename Result, typename... Parameters>
struct Translate<Result(Parameters...)> {
  using Type = Translated<Result>(Translated<Parameters>...);
};

#define STANDS_FOR(ours, theirs)      \
  template <>                         \
  struct Translate<warpsmith::ours> { \
    using Type = theirs;              \
  };                                  \
  static_assert(sizeof(warpsmith::ours) == sizeof(theirs), #ours)

// An opaque type has no size, so here its handles are compared.
#define HANDLE_STANDS_FOR(ours, theirs)                      \
  template <>                                                \
  struct Translate<std::remove_pointer_t<warpsmith::ours>> { \
    using Type = std::remove_pointer_t<theirs>;              \
  };                                                         \
  static_assert(std::is_pointer_v<warpsmith::ours> && std::is_pointer_v<theirs>, #ours)

HANDLE_STANDS_FOR(cuda::ContextHandle, CUcontext);
HANDLE_STANDS_FOR(cuda::ModuleHandle, CUmodule);
HANDLE_STANDS_FOR(cuda::FunctionHandle, CUfunction);
HANDLE_STANDS_FOR(cuda::LinkHandle, CUlinkState);
HANDLE_STANDS_FOR(cuda::StreamHandle, CUstream);
HANDLE_STANDS_FOR(cuda::EventHandle, CUevent);
HANDLE_STANDS_FOR(cuda::GraphHandle, CUgraph);
HANDLE_STANDS_FOR(cuda::GraphExecHandle, CUgraphExec);
HANDLE_STANDS_FOR(nvrtc::Program, nvrtcProgram);
STANDS_FOR(cuda::Uuid, CUuuid);
STANDS_FOR(cuda::Result, CUresult);
STANDS_FOR(cuda::DeviceAttribute, CUdevice_attribute);
STANDS_FOR(cuda::FunctionAttribute, CUfunction_attribute);
STANDS_FOR(cuda::LaunchAttributeId, CUlaunchAttributeID);
STANDS_FOR(cuda::LaunchAttributeValue, CUlaunchAttributeValue);
STANDS_FOR(cuda::LaunchAttribute, CUlaunchAttribute);
STANDS_FOR(cuda::LaunchConfig, CUlaunchConfig);
STANDS_FOR(cuda::TensorMap, CUtensorMap);
STANDS_FOR(cuda::TensorMapDataType, CUtensorMapDataType);
STANDS_FOR(cuda::TensorMapInterleave, CUtensorMapInterleave);
STANDS_FOR(cuda::TensorMapSwizzle, CUtensorMapSwizzle);
STANDS_FOR(cuda::TensorMapL2Promotion, CUtensorMapL2promotion);
STANDS_FOR(cuda::TensorMapFill, CUtensorMapFloatOOBfill);
STANDS_FOR(cuda::JitOption, CUjit_option);
STANDS_FOR(cuda::JitInput, CUjitInputType);
STANDS_FOR(cuda::CaptureMode, CUstreamCaptureMode);
STANDS_FOR(cuda::MemoryKind, CUmemAllocationType);
STANDS_FOR(cuda::MemoryHandleKind, CUmemAllocationHandleType);
STANDS_FOR(cuda::MemoryPlaceKind, CUmemLocationType);
STANDS_FOR(cuda::MemoryAccess, CUmemAccess_flags);
STANDS_FOR(cuda::MemoryGranularity, CUmemAllocationGranularity_flags);
STANDS_FOR(cuda::MemoryProperties, CUmemAllocationProp_v1);
STANDS_FOR(cuda::MemoryAccessOf, CUmemAccessDesc_v1);
STANDS_FOR(nvrtc::Result, nvrtcResult);

static_assert(std::is_same_v<warpsmith::cuda::DeviceOrdinal, CUdevice>);
static_assert(std::is_same_v<warpsmith::cuda::DeviceAddress, CUdeviceptr>);
static_assert(std::is_same_v<warpsmith::cuda::PhysicalHandle, CUmemGenericAllocationHandle_v1>);

// Layouts.

#define SAME_MEMBER(ours, member, theirs, theirMember)                                \
  static_assert(offsetof(warpsmith::ours, member) == offsetof(theirs, theirMember) && \
                    sizeof(warpsmith::ours::member) == sizeof(theirs::theirMember),   \
                #ours "::" #member)

static_assert(alignof(warpsmith::cuda::TensorMap) == alignof(CUtensorMap));
static_assert(alignof(warpsmith::cuda::LaunchAttribute) == alignof(CUlaunchAttribute));
SAME_MEMBER(cuda::LaunchAttributeValue, cooperative, CUlaunchAttributeValue, cooperative);
SAME_MEMBER(cuda::LaunchAttributeValue, clusterDim, CUlaunchAttributeValue, clusterDim);
SAME_MEMBER(cuda::LaunchAttributeValue, clusterDim.x, CUlaunchAttributeValue, clusterDim.x);
SAME_MEMBER(cuda::LaunchAttributeValue, clusterDim.y, CUlaunchAttributeValue, clusterDim.y);
SAME_MEMBER(cuda::LaunchAttributeValue, clusterDim.z, CUlaunchAttributeValue, clusterDim.z);
SAME_MEMBER(cuda::LaunchAttribute, id, CUlaunchAttribute, id);
SAME_MEMBER(cuda::LaunchAttribute, value, CUlaunchAttribute, value);
SAME_MEMBER(cuda::LaunchConfig, gridX, CUlaunchConfig, gridDimX);
SAME_MEMBER(cuda::LaunchConfig, gridY, CUlaunchConfig, gridDimY);
SAME_MEMBER(cuda::LaunchConfig, gridZ, CUlaunchConfig, gridDimZ);
SAME_MEMBER(cuda::LaunchConfig, blockX, CUlaunchConfig, blockDimX);
SAME_MEMBER(cuda::LaunchConfig, blockY, CUlaunchConfig, blockDimY);
SAME_MEMBER(cuda::LaunchConfig, blockZ, CUlaunchConfig, blockDimZ);
SAME_MEMBER(cuda::LaunchConfig, sharedBytes, CUlaunchConfig, sharedMemBytes);
SAME_MEMBER(cuda::LaunchConfig, stream, CUlaunchConfig, hStream);
SAME_MEMBER(cuda::LaunchConfig, attributes, CUlaunchConfig, attrs);
SAME_MEMBER(cuda::LaunchConfig, attributeCount, CUlaunchConfig, numAttrs);
SAME_MEMBER(cuda::MemoryProperties, kind, CUmemAllocationProp_v1, type);
SAME_MEMBER(cuda::MemoryProperties, handles, CUmemAllocationProp_v1, requestedHandleTypes);
SAME_MEMBER(cuda::MemoryProperties, place.kind, CUmemAllocationProp_v1, location.type);
SAME_MEMBER(cuda::MemoryProperties, place.id, CUmemAllocationProp_v1, location.id);
SAME_MEMBER(cuda::MemoryProperties, windowsOnly, CUmemAllocationProp_v1, win32HandleMetaData);
SAME_MEMBER(cuda::MemoryProperties, flags, CUmemAllocationProp_v1, allocFlags);
SAME_MEMBER(cuda::MemoryAccessOf, place, CUmemAccessDesc_v1, location);
SAME_MEMBER(cuda::MemoryAccessOf, access, CUmemAccessDesc_v1, flags);

SAME_MEMBER(cuda::Uuid, bytes, CUuuid, bytes);

// Functions. The test passes CUDA_FUNCTIONS and NVRTC_FUNCTIONS, made from our lists with the names no longer strings.

namespace warpsmith::cuda {
struct Declared {
#define DECLARE(member, symbol, since, ...) static Result member(__VA_ARGS__);
  WARPSMITH_CUDA_FUNCTIONS(DECLARE)
#undef DECLARE
};
}  // namespace warpsmith::cuda

namespace warpsmith::nvrtc {
struct Declared {
#define DECLARE(member, symbol, ...) static Result member(__VA_ARGS__);
  WARPSMITH_NVRTC_FUNCTIONS(DECLARE)
#undef DECLARE
};
}  // namespace warpsmith::nvrtc

// NVIDIA's type named after the version is the form that cuGetProcAddress answers with for that version.
#define CUDA_FUNCTION(member, symbol, since)                                                                       \
  static_assert(std::is_same_v<Translated<decltype(&warpsmith::cuda::Declared::member)>, PFN_##symbol##_v##since>, \
                #symbol);
CUDA_FUNCTIONS

#define NVRTC_FUNCTION(member, symbol) \
  static_assert(std::is_same_v<Translated<decltype(&warpsmith::nvrtc::Declared::member)>, decltype(&symbol)>, #symbol);
NVRTC_FUNCTIONS

static_assert(std::is_same_v<decltype(nvrtcGetErrorString(nvrtcResult{})), const char*>);
static_assert(std::is_same_v<decltype(&nvrtcSetFlowCallback),
                             nvrtcResult (*)(nvrtcProgram, warpsmith::nvrtc::FlowCallback, void*)>);

// No entry was lost between our lists and the test's.
#define ONE(...) +1
#define CUDA_FUNCTION_COUNT (0 WARPSMITH_CUDA_FUNCTIONS(ONE))
#define NVRTC_FUNCTION_COUNT (0 WARPSMITH_NVRTC_FUNCTIONS(ONE))
static_assert(CUDA_FUNCTION_COUNT == CUDA_FUNCTIONS_PASSED);
static_assert(NVRTC_FUNCTION_COUNT == NVRTC_FUNCTIONS_PASSED);

// Values.

#define SAME(ours, theirs) \
  static_assert(static_cast<unsigned long long>(warpsmith::ours) == static_cast<unsigned long long>(theirs), #ours)

SAME(cuda::Success, CUDA_SUCCESS);
SAME(cuda::InvalidValue, CUDA_ERROR_INVALID_VALUE);
SAME(cuda::OutOfMemory, CUDA_ERROR_OUT_OF_MEMORY);
SAME(cuda::NotInitialized, CUDA_ERROR_NOT_INITIALIZED);
SAME(cuda::Deinitialized, CUDA_ERROR_DEINITIALIZED);
SAME(cuda::NoDevice, CUDA_ERROR_NO_DEVICE);
SAME(cuda::InvalidDevice, CUDA_ERROR_INVALID_DEVICE);
SAME(cuda::InvalidImage, CUDA_ERROR_INVALID_IMAGE);
SAME(cuda::InvalidPtx, CUDA_ERROR_INVALID_PTX);
SAME(cuda::UnsupportedPtxVersion, CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
SAME(cuda::NoBinaryForGpu, CUDA_ERROR_NO_BINARY_FOR_GPU);
SAME(cuda::EccUncorrectable, CUDA_ERROR_ECC_UNCORRECTABLE);
SAME(cuda::NotFound, CUDA_ERROR_NOT_FOUND);
SAME(cuda::NotReady, CUDA_ERROR_NOT_READY);
SAME(cuda::IllegalAddress, CUDA_ERROR_ILLEGAL_ADDRESS);
SAME(cuda::LaunchOutOfResources, CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
SAME(cuda::LaunchTimeout, CUDA_ERROR_LAUNCH_TIMEOUT);
SAME(cuda::ContextIsDestroyed, CUDA_ERROR_CONTEXT_IS_DESTROYED);
SAME(cuda::AssertFailed, CUDA_ERROR_ASSERT);
SAME(cuda::HostMemoryAlreadyRegistered, CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
SAME(cuda::HardwareStackError, CUDA_ERROR_HARDWARE_STACK_ERROR);
SAME(cuda::IllegalInstruction, CUDA_ERROR_ILLEGAL_INSTRUCTION);
SAME(cuda::MisalignedAddress, CUDA_ERROR_MISALIGNED_ADDRESS);
SAME(cuda::InvalidAddressSpace, CUDA_ERROR_INVALID_ADDRESS_SPACE);
SAME(cuda::InvalidProgramCounter, CUDA_ERROR_INVALID_PC);
SAME(cuda::LaunchFailed, CUDA_ERROR_LAUNCH_FAILED);
SAME(cuda::CooperativeLaunchTooLarge, CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE);
SAME(cuda::NotSupported, CUDA_ERROR_NOT_SUPPORTED);
SAME(cuda::Contained, CUDA_ERROR_CONTAINED);
SAME(cuda::Unknown, CUDA_ERROR_UNKNOWN);

SAME(cuda::MaxThreadsPerBlock, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
SAME(cuda::MaxBlockDimX, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X);
SAME(cuda::MaxGridDimX, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X);
SAME(cuda::MaxSharedPerBlock, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK);
SAME(cuda::WarpSize, CU_DEVICE_ATTRIBUTE_WARP_SIZE);
SAME(cuda::MaxRegistersPerBlock, CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK);
SAME(cuda::ClockRateKhz, CU_DEVICE_ATTRIBUTE_CLOCK_RATE);
SAME(cuda::MultiprocessorCount, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
SAME(cuda::MemoryClockRateKhz, CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE);
SAME(cuda::GlobalMemoryBusWidthBits, CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH);
SAME(cuda::L2CacheBytes, CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE);
SAME(cuda::MaxThreadsPerMultiprocessor, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR);
SAME(cuda::ComputeCapabilityMajor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
SAME(cuda::ComputeCapabilityMinor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
SAME(cuda::MaxSharedPerMultiprocessor, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR);
SAME(cuda::MaxSharedPerBlockOptIn, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);

SAME(cuda::FunctionMaxThreadsPerBlock, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
SAME(cuda::FunctionStaticShared, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES);
SAME(cuda::FunctionConstantBytes, CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES);
SAME(cuda::FunctionLocalBytes, CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES);
SAME(cuda::FunctionRegisters, CU_FUNC_ATTRIBUTE_NUM_REGS);
SAME(cuda::FunctionMaxDynamicShared, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES);
SAME(cuda::FunctionNonPortableClusterAllowed, CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED);

SAME(cuda::EventDefault, CU_EVENT_DEFAULT);
SAME(cuda::EventDisableTiming, CU_EVENT_DISABLE_TIMING);
SAME(cuda::StreamNonBlocking, CU_STREAM_NON_BLOCKING);
SAME(cuda::HostRegisterPortable, CU_MEMHOSTREGISTER_PORTABLE);
SAME(cuda::HostAllocMapped, CU_MEMHOSTALLOC_DEVICEMAP);
SAME(cuda::WaitValueAtLeast, CU_STREAM_WAIT_VALUE_GEQ);
SAME(cuda::CaptureRelaxed, CU_STREAM_CAPTURE_MODE_RELAXED);
SAME(cuda::GraphDefault, 0);
SAME(cuda::ProcAddressDefault, CU_GET_PROC_ADDRESS_DEFAULT);

SAME(cuda::JitErrorLogBuffer, CU_JIT_ERROR_LOG_BUFFER);
SAME(cuda::JitTarget, CU_JIT_TARGET);
SAME(cuda::JitSpecificTarget + 90, CU_TARGET_COMPUTE_90A);
SAME(cuda::InvalidSource, CUDA_ERROR_INVALID_SOURCE);
SAME(cuda::JitErrorLogBufferBytes, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES);
SAME(cuda::JitInputPtx, CU_JIT_INPUT_PTX);
SAME(cuda::MemoryPinned, CU_MEM_ALLOCATION_TYPE_PINNED);
SAME(cuda::MemoryHandleNone, CU_MEM_HANDLE_TYPE_NONE);
SAME(cuda::MemoryHandleDescriptor, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR);
SAME(cuda::MemoryOnDevice, CU_MEM_LOCATION_TYPE_DEVICE);
SAME(cuda::MemoryReadWrite, CU_MEM_ACCESS_FLAGS_PROT_READWRITE);
SAME(cuda::GranularityMinimum, CU_MEM_ALLOC_GRANULARITY_MINIMUM);

SAME(cuda::AttributeIgnore, CU_LAUNCH_ATTRIBUTE_IGNORE);
SAME(cuda::AttributeCooperative, CU_LAUNCH_ATTRIBUTE_COOPERATIVE);
SAME(cuda::AttributeClusterDimension, CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION);

SAME(cuda::TensorUint8, CU_TENSOR_MAP_DATA_TYPE_UINT8);
SAME(cuda::TensorUint16, CU_TENSOR_MAP_DATA_TYPE_UINT16);
SAME(cuda::TensorUint32, CU_TENSOR_MAP_DATA_TYPE_UINT32);
SAME(cuda::TensorInt32, CU_TENSOR_MAP_DATA_TYPE_INT32);
SAME(cuda::TensorUint64, CU_TENSOR_MAP_DATA_TYPE_UINT64);
SAME(cuda::TensorInt64, CU_TENSOR_MAP_DATA_TYPE_INT64);
SAME(cuda::TensorFloat16, CU_TENSOR_MAP_DATA_TYPE_FLOAT16);
SAME(cuda::TensorFloat32, CU_TENSOR_MAP_DATA_TYPE_FLOAT32);
SAME(cuda::TensorFloat64, CU_TENSOR_MAP_DATA_TYPE_FLOAT64);
SAME(cuda::TensorBfloat16, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16);
SAME(cuda::InterleaveNone, CU_TENSOR_MAP_INTERLEAVE_NONE);
SAME(cuda::Interleave16, CU_TENSOR_MAP_INTERLEAVE_16B);
SAME(cuda::Interleave32, CU_TENSOR_MAP_INTERLEAVE_32B);
SAME(cuda::SwizzleNone, CU_TENSOR_MAP_SWIZZLE_NONE);
SAME(cuda::Swizzle32, CU_TENSOR_MAP_SWIZZLE_32B);
SAME(cuda::Swizzle64, CU_TENSOR_MAP_SWIZZLE_64B);
SAME(cuda::Swizzle128, CU_TENSOR_MAP_SWIZZLE_128B);
SAME(cuda::L2PromotionNone, CU_TENSOR_MAP_L2_PROMOTION_NONE);
SAME(cuda::L2Promotion64, CU_TENSOR_MAP_L2_PROMOTION_L2_64B);
SAME(cuda::L2Promotion128, CU_TENSOR_MAP_L2_PROMOTION_L2_128B);
SAME(cuda::L2Promotion256, CU_TENSOR_MAP_L2_PROMOTION_L2_256B);
SAME(cuda::FillZeros, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
SAME(cuda::FillNan, CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA);

SAME(nvrtc::Success, NVRTC_SUCCESS);
SAME(nvrtc::OutOfMemory, NVRTC_ERROR_OUT_OF_MEMORY);
SAME(nvrtc::ProgramCreationFailure, NVRTC_ERROR_PROGRAM_CREATION_FAILURE);
SAME(nvrtc::InvalidInput, NVRTC_ERROR_INVALID_INPUT);
SAME(nvrtc::InvalidProgram, NVRTC_ERROR_INVALID_PROGRAM);
SAME(nvrtc::InvalidOption, NVRTC_ERROR_INVALID_OPTION);
SAME(nvrtc::CompilationFailed, NVRTC_ERROR_COMPILATION);
SAME(nvrtc::BuiltinOperationFailure, NVRTC_ERROR_BUILTIN_OPERATION_FAILURE);
SAME(nvrtc::NameExpressionNotValid, NVRTC_ERROR_NAME_EXPRESSION_NOT_VALID);
SAME(nvrtc::Cancelled, NVRTC_ERROR_CANCELLED);

// NVML's header comes with a whole toolkit only.
#if __has_include(<nvml.h>)

#include <nvml.h>

#include "nvml/functions.h"
#include "nvml/types.h"

HANDLE_STANDS_FOR(nvml::DeviceHandle, nvmlDevice_t);
STANDS_FOR(nvml::Result, nvmlReturn_t);
STANDS_FOR(nvml::ClockType, nvmlClockType_t);
STANDS_FOR(nvml::TemperatureSensor, nvmlTemperatureSensors_t);
STANDS_FOR(nvml::Utilisation, nvmlUtilization_t);
STANDS_FOR(nvml::ProcessInfo, nvmlProcessInfo_t);
STANDS_FOR(nvml::ProcessSample, nvmlProcessUtilizationSample_t);
SAME_MEMBER(nvml::Utilisation, gpu, nvmlUtilization_t, gpu);
SAME_MEMBER(nvml::Utilisation, memory, nvmlUtilization_t, memory);
SAME_MEMBER(nvml::ProcessInfo, pid, nvmlProcessInfo_t, pid);
SAME_MEMBER(nvml::ProcessInfo, usedMemory, nvmlProcessInfo_t, usedGpuMemory);
SAME_MEMBER(nvml::ProcessInfo, gpuInstance, nvmlProcessInfo_t, gpuInstanceId);
SAME_MEMBER(nvml::ProcessInfo, computeInstance, nvmlProcessInfo_t, computeInstanceId);
SAME_MEMBER(nvml::ProcessSample, pid, nvmlProcessUtilizationSample_t, pid);
SAME_MEMBER(nvml::ProcessSample, timeStamp, nvmlProcessUtilizationSample_t, timeStamp);
SAME_MEMBER(nvml::ProcessSample, sm, nvmlProcessUtilizationSample_t, smUtil);
SAME_MEMBER(nvml::ProcessSample, memory, nvmlProcessUtilizationSample_t, memUtil);
SAME_MEMBER(nvml::ProcessSample, encoder, nvmlProcessUtilizationSample_t, encUtil);
SAME_MEMBER(nvml::ProcessSample, decoder, nvmlProcessUtilizationSample_t, decUtil);

namespace warpsmith::nvml {
struct Declared {
#define DECLARE(member, symbol, ...) static Result member(__VA_ARGS__);
  WARPSMITH_NVML_FUNCTIONS(DECLARE)
#undef DECLARE
};
}  // namespace warpsmith::nvml

#define NVML_FUNCTION(member, symbol) \
  static_assert(std::is_same_v<Translated<decltype(&warpsmith::nvml::Declared::member)>, decltype(&symbol)>, #symbol);
NVML_FUNCTIONS
static_assert((0 WARPSMITH_NVML_FUNCTIONS(ONE)) == NVML_FUNCTIONS_PASSED);
static_assert(std::is_same_v<decltype(nvmlErrorString(nvmlReturn_t{})), const char*>);

SAME(nvml::Success, NVML_SUCCESS);
SAME(nvml::InvalidArgument, NVML_ERROR_INVALID_ARGUMENT);
SAME(nvml::NotSupported, NVML_ERROR_NOT_SUPPORTED);
SAME(nvml::NotFound, NVML_ERROR_NOT_FOUND);
SAME(nvml::InsufficientSize, NVML_ERROR_INSUFFICIENT_SIZE);
SAME(nvml::ClockSm, NVML_CLOCK_SM);
SAME(nvml::ClockMemory, NVML_CLOCK_MEM);
SAME(nvml::TemperatureGpu, NVML_TEMPERATURE_GPU);

#endif
