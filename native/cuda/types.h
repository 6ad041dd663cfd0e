#pragma once

// The part of the CUDA driver's binary interface that warpsmith uses, in our own words. test/native/declarations.cc
// compares it with the real cuda.h where that is installed.

#include <cstddef>
#include <cstdint>

namespace warpsmith::cuda {

using DeviceOrdinal = int;
using DeviceAddress = unsigned long long;
using ContextHandle = struct ContextOpaque*;
using ModuleHandle = struct ModuleOpaque*;
using FunctionHandle = struct FunctionOpaque*;
// What the driver's linker has been given so far.
using LinkHandle = struct LinkOpaque*;
using StreamHandle = struct StreamOpaque*;
using EventHandle = struct EventOpaque*;
// Launches that were recorded, and the same made ready to be launched together.
using GraphHandle = struct GraphOpaque*;
using GraphExecHandle = struct GraphExecOpaque*;
// Of cuMemCreate: physical memory, which has no address before it is mapped.
using PhysicalHandle = unsigned long long;

struct Uuid {
  char bytes[16];
};

enum Result : int {
  Success = 0,
  InvalidValue = 1,
  OutOfMemory = 2,
  NotInitialized = 3,
  Deinitialized = 4,
  NoDevice = 100,
  InvalidDevice = 101,
  InvalidImage = 200,
  NoBinaryForGpu = 209,
  EccUncorrectable = 214,
  InvalidPtx = 218,
  UnsupportedPtxVersion = 222,
  Contained = 226,
  InvalidSource = 300,
  NotFound = 500,
  NotReady = 600,
  IllegalAddress = 700,
  LaunchOutOfResources = 701,
  LaunchTimeout = 702,
  ContextIsDestroyed = 709,
  AssertFailed = 710,
  HostMemoryAlreadyRegistered = 712,
  HardwareStackError = 714,
  IllegalInstruction = 715,
  MisalignedAddress = 716,
  InvalidAddressSpace = 717,
  InvalidProgramCounter = 718,
  LaunchFailed = 719,
  CooperativeLaunchTooLarge = 720,
  NotSupported = 801,
  Unknown = 999,
};

enum DeviceAttribute : int {
  MaxThreadsPerBlock = 1,
  MaxBlockDimX = 2,
  MaxGridDimX = 5,
  MaxSharedPerBlock = 8,
  WarpSize = 10,
  MaxRegistersPerBlock = 12,
  ClockRateKhz = 13,
  MultiprocessorCount = 16,
  MemoryClockRateKhz = 36,
  GlobalMemoryBusWidthBits = 37,
  L2CacheBytes = 38,
  MaxThreadsPerMultiprocessor = 39,
  ComputeCapabilityMajor = 75,
  ComputeCapabilityMinor = 76,
  MaxSharedPerMultiprocessor = 81,
  MaxSharedPerBlockOptIn = 97,
};

enum FunctionAttribute : int {
  FunctionMaxThreadsPerBlock = 0,
  FunctionStaticShared = 1,
  FunctionConstantBytes = 2,
  FunctionLocalBytes = 3,
  FunctionRegisters = 4,
  FunctionMaxDynamicShared = 8,
  FunctionNonPortableClusterAllowed = 14,
};

enum EventFlags : unsigned { EventDefault = 0, EventDisableTiming = 2 };
enum StreamFlags : unsigned { StreamNonBlocking = 1 };
enum HostRegisterFlags : unsigned { HostRegisterPortable = 1 };
enum HostAllocFlags : unsigned { HostAllocMapped = 2 };
enum WaitValueFlags : unsigned { WaitValueAtLeast = 0 };
enum CaptureMode : int { CaptureRelaxed = 2 };
enum GraphFlags : unsigned long long { GraphDefault = 0 };
enum ProcAddressFlags : unsigned long long { ProcAddressDefault = 0 };

enum JitOption : int { JitErrorLogBuffer = 5, JitErrorLogBufferBytes = 6, JitTarget = 9 };
// What is added to a compute capability (90 for 9.0) for its architecture-specific target (sm_90a).
enum JitTargetBase : unsigned { JitSpecificTarget = 0x10000 };
enum JitInput : int { JitInputPtx = 1 };

enum MemoryKind : int { MemoryPinned = 1 };
enum MemoryHandleKind : int { MemoryHandleNone = 0, MemoryHandleDescriptor = 1 };
enum MemoryPlaceKind : int { MemoryOnDevice = 1 };
enum MemoryAccess : int { MemoryReadWrite = 3 };
enum MemoryGranularity : int { GranularityMinimum = 0 };

struct MemoryPlace {
  MemoryPlaceKind kind;
  int id;
};

// What cuMemCreate is asked for.
struct MemoryProperties {
  MemoryKind kind;
  MemoryHandleKind handles;
  MemoryPlace place;
  void* windowsOnly;
  struct {
    unsigned char compression;
    unsigned char directRdma;
    unsigned short usage;
    unsigned char reserved[4];
  } flags;
};

struct MemoryAccessOf {
  MemoryPlace place;
  MemoryAccess access;
};

enum LaunchAttributeId : int { AttributeIgnore = 0, AttributeCooperative = 2, AttributeClusterDimension = 4 };

union LaunchAttributeValue {
  char reserved[64];
  int cooperative;
  struct {
    unsigned x, y, z;
  } clusterDim;
};

struct alignas(8) LaunchAttribute {
  LaunchAttributeId id;
  char padding[4];
  LaunchAttributeValue value;
};

struct LaunchConfig {
  unsigned gridX, gridY, gridZ;
  unsigned blockX, blockY, blockZ;
  unsigned sharedBytes;
  StreamHandle stream;
  LaunchAttribute* attributes;
  unsigned attributeCount;
};

struct alignas(128) TensorMap {
  std::uint64_t opaque[16];
};

enum TensorMapDataType : int {
  TensorUint8 = 0,
  TensorUint16 = 1,
  TensorUint32 = 2,
  TensorInt32 = 3,
  TensorUint64 = 4,
  TensorInt64 = 5,
  TensorFloat16 = 6,
  TensorFloat32 = 7,
  TensorFloat64 = 8,
  TensorBfloat16 = 9,
};
enum TensorMapInterleave : int { InterleaveNone = 0, Interleave16 = 1, Interleave32 = 2 };
enum TensorMapSwizzle : int { SwizzleNone = 0, Swizzle32 = 1, Swizzle64 = 2, Swizzle128 = 3 };
enum TensorMapL2Promotion : int { L2PromotionNone = 0, L2Promotion64 = 1, L2Promotion128 = 2, L2Promotion256 = 3 };
enum TensorMapFill : int { FillZeros = 0, FillNan = 1 };

}  // namespace warpsmith::cuda
