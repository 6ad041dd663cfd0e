// A CUDA driver over host memory, for tests of what surrounds the GPU: handles, errors, order, the end of a process.
// Nothing is computed: launches are checked and noted. It implements what native/cuda/functions.h lists, and is built
// by build.ts when the tests run. Environment variables:
//   FAKE_CUDA_MEMORY      bytes of device memory; 1 GiB by default
//   FAKE_CUDA_PARAMETERS  "name=8,8,4;other=": bytes of the parameters of kernels that are not our own
//   FAKE_CUDA_SHARED      static shared memory of every kernel, bytes
//   FAKE_CUDA_INIT        what cuInit answers
//   FAKE_CUDA_OPENING     milliseconds that the library takes to be opened; it aborts when it is ended meanwhile
//   FAKE_CUDA_WITHOUT     a function that cuGetProcAddress does not find
//   FAKE_CUDA_COMPARED    makes our own kernels `compare` and `differ` say that they looked at every element and found
//                         nothing wrong
//   FAKE_CUDA_LOG         a file that each launch, allocation, mapping, free, load and unload is added to
//   FAKE_CUDA_RECORDS     what launches of kernels of PTX modules note in their `warpsmith_report`, read at each
//   launch:
//                         "MODE KERNEL SITE ADDRESS EXTRA BLOCK THREAD;…". MODE is a word that the module's text
//                         contains, ADDRESS a number or "argN" and perhaps "+bytes", BLOCK and THREAD "x,y,z"
// A kernel whose name contains `fault` makes the next query fail with an illegal address, and everything after it;
// `hang` makes every later query answer "not ready"; `refuse` is refused when it is launched; `missing` is in no
// module, as kernel or as variable; `uncapturable` can be in no graph. In a PTX module, whose launches are noted as
// "checked", kernels neither fault nor hang, but for `stuck`, which hangs there as well, and `spin`, which there ends
// when its report's abort flag is set. PTX is text with ".version" in it; its variables are those that are declared as
// NAME[BYTES].

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "cuda/functions.h"
#include "cuda/types.h"

using namespace warpsmith::cuda;

namespace {

// Results that the project has no use for.
constexpr Result invalidHandle = static_cast<Result>(400);
constexpr Result invalidContext = static_cast<Result>(201);
constexpr Result alreadyRegistered = static_cast<Result>(712);
constexpr Result notRegistered = static_cast<Result>(713);
constexpr Result unsupportedCapture = static_cast<Result>(900);

constexpr std::size_t sharedOptIn = 232448;

struct Function {
  std::string name;
  ModuleHandle module;
  std::vector<std::size_t> parameters;
};

// A loaded module; a cubin's text is empty.
struct Module {
  std::string text;
  std::map<std::string, std::pair<void*, std::size_t>> variables;
};

// What the linker was given: its options, and what it makes of its one text.
struct Link {
  std::vector<JitOption> options;
  std::vector<void*> values;
  std::string image;
};

// A launch that a stream recorded, and where a kernel that faults or hangs does so.
struct Recorded {
  std::string line;
  std::string name;
};
using Record = std::vector<Recorded>;

constexpr std::size_t granularity = std::size_t{2} << 20;

struct State {
  std::mutex mutex;
  std::map<DeviceAddress, std::size_t> allocations;
  std::map<DeviceAddress, std::size_t> reservations;
  // Of physical memory that is mapped: where, and how much.
  std::map<DeviceAddress, std::size_t> mappings;
  std::map<PhysicalHandle, std::size_t> physical;
  // Of handles of what is mapped: how much that is.
  std::map<PhysicalHandle, std::size_t> retained;
  std::size_t used = 0;
  std::map<char*, std::size_t> registered;
  std::set<void*> hostAllocations;
  // What the stream waits for before anything behind it is done: a flag and its least value.
  const std::atomic<std::uint32_t>* gate = nullptr;
  std::uint32_t gateValue = 0;
  std::map<ModuleHandle, Module> modules;
  std::map<FunctionHandle, Function> functions;
  std::map<LinkHandle, Link> links;
  std::map<EventHandle, float> events;
  std::set<StreamHandle> streams;
  // What streams record that record their launches, and what was recorded.
  std::map<StreamHandle, Record> recording;
  std::map<GraphHandle, Record> graphs;
  std::map<GraphExecHandle, Record> executables;
  int contexts = 0;
  float clock = 0;
  std::size_t next = 1;
  // The abort flag that a kernel spins on.
  const unsigned char* spinning = nullptr;
  bool faulted = false;
  bool hung = false;
  bool dead = false;
};

State& state() {
  // Never destroyed: threads may still call while the process ends.
  static State* const only = new State;
  return *only;
}

bool isGateClosed() { return state().gate != nullptr && state().gate->load() < state().gateValue; }

thread_local int currentContexts = 0;

std::string setting(const char* name, const char* otherwise = "") {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

std::size_t memorySize() { return std::stoull(setting("FAKE_CUDA_MEMORY", "1073741824")); }

void note(const std::string& line) {
  const std::string path = setting("FAKE_CUDA_LOG");
  if (path.empty()) return;
  if (std::FILE* file = std::fopen(path.c_str(), "a")) {
    std::fprintf(file, "%s\n", line.c_str());
    std::fclose(file);
  }
}

// As what a library does for itself: begun when the loader opens it, ended by exit().
struct Opened {
  Opened() {
    const std::string wait = setting("FAKE_CUDA_OPENING");
    if (wait.empty()) return;
    static std::atomic<bool> ended{false};
    std::atexit([] { ended = true; });
    note("opening");
    std::this_thread::sleep_for(std::chrono::milliseconds(std::stoul(wait)));
    if (ended) std::abort();
    note("opened");
  }
} opened;

template <typename Handle>
Handle newHandle() {
  return reinterpret_cast<Handle>(state().next++ * 16);
}

std::vector<std::size_t> parametersOf(const std::string& name) {
  static const std::map<std::string, std::vector<std::size_t>> own{
      {"fill", {8, 8, 112, 8, 8}},
      {"move", {8, 8, 8, 8}},
      {"measure", {8, 8, 8, 8, 8, 8}},
      {"rootMeanSquare", {8, 8}},
      {"compare", {8, 8, 8, 48, 8, 8, 8, 4, 8}},
      {"locate", {8, 8, 8, 48, 8, 8, 8, 4, 8, 72, 8}},
      {"allowances", {8, 8, 48, 8, 8, 8, 8, 8, 8, 8}},
      {"checksum", {8, 8, 8}},
      {"fingerprint", {8, 8, 8, 8, 8}},
      {"nextFingerprint", {8}},
      {"bands", {8, 4, 8}},
      {"veil", {8, 8, 8, 8}},
      {"differ", {8, 8, 8, 8, 8}},
      {"survey", {8, 8, 8}},
      {"total", {8, 8}},
      {"copy", {8, 8, 8}},
      {"overwrite", {8, 8}},
      {"discard", {8, 8}},
      {"readThrough", {8, 8, 8}},
      {"empty", {}},
  };
  std::stringstream entries(setting("FAKE_CUDA_PARAMETERS"));
  for (std::string entry; std::getline(entries, entry, ';');) {
    const std::size_t equals = entry.find('=');
    if (entry.substr(0, equals) != name) continue;
    std::vector<std::size_t> sizes;
    std::stringstream numbers(entry.substr(equals + 1));
    for (std::string number; std::getline(numbers, number, ',');) sizes.push_back(std::stoull(number));
    return sizes;
  }
  const auto found = own.find(name);
  return found != own.end() ? found->second : std::vector<std::size_t>{};
}

// Whether [address, address + bytes) lies in one living allocation.
bool isMemory(DeviceAddress address, std::size_t bytes) {
  auto found = state().allocations.upper_bound(address);
  if (found == state().allocations.begin()) return false;
  --found;
  return address - found->first + bytes <= found->second;
}

void* host(DeviceAddress address) { return reinterpret_cast<void*>(address); }

using Lock = std::lock_guard<std::mutex>;

// What every call begins with: after a fault nothing works any more.
#define BEGIN                     \
  const Lock lock(state().mutex); \
  if (state().dead) return IllegalAddress

#define IN_CONTEXT \
  BEGIN;           \
  if (currentContexts == 0) return invalidContext

Result init(unsigned) { return static_cast<Result>(std::stoi(setting("FAKE_CUDA_INIT", "0"))); }

Result driverGetVersion(int* version) {
  *version = 13000;
  return Success;
}

Result getErrorName(Result result, const char** name) {
  static const std::map<int, const char*> names{{1, "CUDA_ERROR_INVALID_VALUE"},
                                                {2, "CUDA_ERROR_OUT_OF_MEMORY"},
                                                {100, "CUDA_ERROR_NO_DEVICE"},
                                                {201, "CUDA_ERROR_INVALID_CONTEXT"},
                                                {400, "CUDA_ERROR_INVALID_HANDLE"},
                                                {500, "CUDA_ERROR_NOT_FOUND"},
                                                {700, "CUDA_ERROR_ILLEGAL_ADDRESS"},
                                                {712, "CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED"},
                                                {713, "CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED"},
                                                {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"}};
  const auto found = names.find(result);
  if (found == names.end()) return InvalidValue;
  *name = found->second;
  return Success;
}

Result getErrorString(Result result, const char** text) { return getErrorName(result, text); }

Result deviceGetCount(int* count) {
  *count = 1;
  return Success;
}

Result deviceGet(DeviceOrdinal* device, int ordinal) {
  if (ordinal != 0) return InvalidDevice;
  *device = 0;
  return Success;
}

Result deviceGetName(char* name, int size, DeviceOrdinal) {
  std::snprintf(name, static_cast<std::size_t>(size), "Fake GPU");
  return Success;
}

Result deviceGetAttribute(int* value, DeviceAttribute attribute, DeviceOrdinal) {
  static const std::map<int, int> values{
      {MaxThreadsPerBlock, 1024},  {MaxRegistersPerBlock, 65536},        {ClockRateKhz, 1980000},
      {MultiprocessorCount, 4},    {MemoryClockRateKhz, 2619000},        {GlobalMemoryBusWidthBits, 5120},
      {L2CacheBytes, 1 << 20},     {MaxThreadsPerMultiprocessor, 2048},  {ComputeCapabilityMajor, 9},
      {ComputeCapabilityMinor, 0}, {MaxSharedPerMultiprocessor, 233472}, {MaxSharedPerBlockOptIn, sharedOptIn},
  };
  const auto found = values.find(attribute);
  if (found == values.end()) return InvalidValue;
  *value = found->second;
  return Success;
}

Result deviceGetPciBusId(char* text, int size, DeviceOrdinal) {
  std::snprintf(text, static_cast<std::size_t>(size), "0000:1b:00.0");
  return Success;
}

Result deviceGetUuid(Uuid* uuid, DeviceOrdinal) {
  for (std::size_t i = 0; i < sizeof uuid->bytes; ++i) uuid->bytes[i] = static_cast<char>(i * 17);
  return Success;
}

Result deviceTotalMem(std::size_t* bytes, DeviceOrdinal) {
  *bytes = memorySize();
  return Success;
}

Result primaryCtxRetain(ContextHandle* context, DeviceOrdinal) {
  BEGIN;
  state().contexts++;
  *context = reinterpret_cast<ContextHandle>(8);
  note("retain");
  return Success;
}

Result primaryCtxRelease(DeviceOrdinal) {
  BEGIN;
  if (--state().contexts < 0) return invalidContext;
  note("release");
  return Success;
}

Result ctxPushCurrent(ContextHandle) {
  BEGIN;
  currentContexts++;
  return Success;
}

Result ctxPopCurrent(ContextHandle* context) {
  // Also after a fault, as the real one.
  if (currentContexts == 0) return invalidContext;
  currentContexts--;
  *context = reinterpret_cast<ContextHandle>(8);
  return Success;
}

Result memGetInfo(std::size_t* free, std::size_t* total) {
  IN_CONTEXT;
  *total = memorySize();
  *free = *total - state().used;
  return Success;
}

Result memAlloc(DeviceAddress* address, std::size_t bytes) {
  IN_CONTEXT;
  if (bytes == 0) return InvalidValue;
  if (bytes > memorySize() - state().used) return OutOfMemory;
  void* const memory = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  if (memory == nullptr) return OutOfMemory;
  *address = reinterpret_cast<DeviceAddress>(memory);
  state().allocations[*address] = bytes;
  state().used += bytes;
  note("alloc " + std::to_string(bytes));
  return Success;
}

Result memFree(DeviceAddress address) {
  IN_CONTEXT;
  const auto found = state().allocations.find(address);
  if (found == state().allocations.end()) return InvalidValue;
  note("free " + std::to_string(found->second));
  state().used -= found->second;
  state().allocations.erase(found);
  std::free(host(address));
  return Success;
}

Result memGetGranularity(std::size_t* bytes, const MemoryProperties* properties, MemoryGranularity) {
  if (properties->kind != MemoryPinned || properties->place.kind != MemoryOnDevice) return InvalidValue;
  *bytes = granularity;
  return Success;
}

Result memAddressReserve(DeviceAddress* address, std::size_t bytes, std::size_t, DeviceAddress, unsigned long long) {
  IN_CONTEXT;
  if (bytes == 0 || bytes % granularity != 0) return InvalidValue;
  void* const start = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) return OutOfMemory;
  *address = reinterpret_cast<DeviceAddress>(start);
  state().reservations[*address] = bytes;
  note("reserve");
  return Success;
}

Result memAddressFree(DeviceAddress address, std::size_t bytes) {
  IN_CONTEXT;
  const auto found = state().reservations.find(address);
  if (found == state().reservations.end() || found->second != bytes) return InvalidValue;
  for (const auto& [mapped, size] : state().mappings) {
    if (mapped >= address && mapped + size <= address + bytes) return InvalidValue;
  }
  munmap(host(address), bytes);
  state().reservations.erase(found);
  note("unreserve");
  return Success;
}

Result memCreate(PhysicalHandle* handle, std::size_t bytes, const MemoryProperties*, unsigned long long) {
  IN_CONTEXT;
  if (bytes == 0 || bytes % granularity != 0) return InvalidValue;
  if (bytes > memorySize() - state().used) return OutOfMemory;
  *handle = state().next++;
  state().physical[*handle] = bytes;
  state().used += bytes;
  return Success;
}

// Gives back the memory unless it is mapped; then unmapping does.
Result memRelease(PhysicalHandle handle) {
  IN_CONTEXT;
  const auto found = state().physical.find(handle);
  if (found == state().physical.end()) return InvalidValue;
  state().used -= found->second;
  state().physical.erase(found);
  return Success;
}

// One more handle of what is mapped there; it takes no memory.
Result memRetainHandle(PhysicalHandle* handle, void* address) {
  IN_CONTEXT;
  const auto found = state().mappings.find(reinterpret_cast<DeviceAddress>(address));
  if (found == state().mappings.end()) return InvalidValue;
  *handle = state().next++;
  state().physical[*handle] = 0;
  state().retained[*handle] = found->second;
  return Success;
}

// A file as long as the memory stands for it.
Result memExport(void* descriptor, PhysicalHandle handle, MemoryHandleKind kind, unsigned long long) {
  IN_CONTEXT;
  const auto found = state().retained.find(handle);
  if (found == state().retained.end() || kind != MemoryHandleDescriptor) return InvalidValue;
  const int file = memfd_create("fake", MFD_CLOEXEC);
  if (file < 0 || ftruncate(file, static_cast<off_t>(found->second)) != 0) return OutOfMemory;
  *static_cast<int*>(descriptor) = file;
  note("export " + std::to_string(found->second));
  return Success;
}

Result memMap(DeviceAddress address, std::size_t bytes, std::size_t, PhysicalHandle handle, unsigned long long) {
  IN_CONTEXT;
  const auto found = state().physical.find(handle);
  if (found == state().physical.end() || found->second != bytes) return InvalidValue;
  auto reserved = state().reservations.upper_bound(address);
  if (reserved == state().reservations.begin()) return InvalidValue;
  --reserved;
  if (address + bytes > reserved->first + reserved->second) return InvalidValue;
  state().mappings[address] = bytes;
  state().used += bytes;
  note("map " + std::to_string(bytes));
  return Success;
}

Result memSetAccess(DeviceAddress address, std::size_t bytes, const MemoryAccessOf* access, std::size_t count) {
  IN_CONTEXT;
  const auto found = state().mappings.find(address);
  if (found == state().mappings.end() || found->second != bytes) return InvalidValue;
  if (count != 1 || access->access != MemoryReadWrite) return InvalidValue;
  mprotect(host(address), bytes, PROT_READ | PROT_WRITE);
  state().allocations[address] = bytes;
  return Success;
}

Result memUnmap(DeviceAddress address, std::size_t bytes) {
  IN_CONTEXT;
  const auto found = state().mappings.find(address);
  if (found == state().mappings.end() || found->second != bytes) return InvalidValue;
  mprotect(host(address), bytes, PROT_NONE);
  state().allocations.erase(address);
  state().mappings.erase(found);
  state().used -= bytes;
  note("unmap " + std::to_string(bytes));
  return Success;
}

Result memsetD8Async(DeviceAddress address, unsigned char value, std::size_t bytes, StreamHandle) {
  IN_CONTEXT;
  if (!isMemory(address, bytes)) return InvalidValue;
  std::memset(host(address), value, bytes);
  return Success;
}

Result memsetD32Async(DeviceAddress address, unsigned word, std::size_t words, StreamHandle) {
  IN_CONTEXT;
  if (address % sizeof word != 0 || !isMemory(address, words * sizeof word)) return InvalidValue;
  for (std::size_t i = 0; i < words; ++i) std::memcpy(host(address + i * sizeof word), &word, sizeof word);
  return Success;
}

Result memcpyHtoDAsync(DeviceAddress to, const void* from, std::size_t bytes, StreamHandle) {
  IN_CONTEXT;
  if (!isMemory(to, bytes)) return InvalidValue;
  std::memcpy(host(to), from, bytes);
  return Success;
}

Result memcpyDtoHAsync(void* to, DeviceAddress from, std::size_t bytes, StreamHandle) {
  IN_CONTEXT;
  if (!isMemory(from, bytes)) return InvalidValue;
  std::memcpy(to, host(from), bytes);
  return Success;
}

Result memcpyDtoDAsync(DeviceAddress to, DeviceAddress from, std::size_t bytes, StreamHandle) {
  IN_CONTEXT;
  if (!isMemory(from, bytes) || !isMemory(to, bytes)) return InvalidValue;
  std::memmove(host(to), host(from), bytes);
  return Success;
}

Result memHostRegister(void* start, std::size_t bytes, unsigned) {
  IN_CONTEXT;
  char* const first = static_cast<char*>(start);
  for (const auto& [other, size] : state().registered) {
    if (first < other + size && other < first + bytes) return alreadyRegistered;
  }
  state().registered[first] = bytes;
  note("pin " + std::to_string(bytes));
  return Success;
}

Result memHostUnregister(void* start) {
  IN_CONTEXT;
  if (state().registered.erase(static_cast<char*>(start)) == 0) return notRegistered;
  note("unpin");
  return Success;
}

Result memHostAlloc(void** memory, std::size_t bytes, unsigned) {
  IN_CONTEXT;
  *memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  state().hostAllocations.insert(*memory);
  return Success;
}

Result memFreeHost(void* memory) {
  IN_CONTEXT;
  if (state().hostAllocations.erase(memory) == 0) return InvalidValue;
  std::free(memory);
  return Success;
}

Result streamWaitValue32(StreamHandle stream, DeviceAddress address, std::uint32_t value, unsigned) {
  IN_CONTEXT;
  if (state().streams.count(stream) == 0) return invalidHandle;
  if (state().hostAllocations.count(host(address)) == 0) return InvalidValue;
  state().gate = static_cast<const std::atomic<std::uint32_t>*>(host(address));
  state().gateValue = value;
  note("gate");
  return Success;
}

// What the fake linker puts before the text that it was given.
const std::string assembledMark = "\177ELF from ptx: ";

void addVariables(Module& module);

Result moduleLoadData(ModuleHandle* module, const void* image) {
  IN_CONTEXT;
  if (std::memcmp(image, "\177ELF", 4) != 0) return NoBinaryForGpu;
  *module = newHandle<ModuleHandle>();
  Module& loaded = state().modules[*module];
  const char* const text = static_cast<const char*>(image);
  if (std::strncmp(text, assembledMark.c_str(), assembledMark.size()) == 0) {
    loaded.text = text + assembledMark.size();
    addVariables(loaded);
    note("load assembled");
  } else {
    note("load");
  }
  return Success;
}

// Memory for each NAME[BYTES] of a text.
void addVariables(Module& module) {
  const std::string& text = module.text;
  for (std::size_t open = text.find('['); open != std::string::npos; open = text.find('[', open + 1)) {
    std::size_t start = open;
    while (start > 0 && (std::isalnum(static_cast<unsigned char>(text[start - 1])) || text[start - 1] == '_')) --start;
    const std::size_t bytes = std::strtoull(text.c_str() + open + 1, nullptr, 10);
    const std::string name = text.substr(start, open - start);
    if (name.empty() || bytes == 0 || module.variables.count(name) > 0) continue;
    void* const memory = std::calloc(1, bytes);
    module.variables[name] = {memory, bytes};
    state().allocations[reinterpret_cast<DeviceAddress>(memory)] = bytes;
  }
}

// Says in the log that the options name why a text is none.
bool isPtx(const char* text, unsigned count, const JitOption* options, void* const* values) {
  if (std::strstr(text, ".version") != nullptr) return true;
  const std::string said = "ptxas fatal : Missing .version directive";
  for (unsigned i = 0; i < count; ++i) {
    if (options[i] == JitErrorLogBuffer) std::memcpy(values[i], said.c_str(), said.size() + 1);
  }
  return false;
}

Result linkCreate(unsigned count, JitOption* options, void** values, LinkHandle* link) {
  IN_CONTEXT;
  *link = newHandle<LinkHandle>();
  Link& made = state().links[*link];
  made.options.assign(options, options + count);
  made.values.assign(values, values + count);
  return Success;
}

Result linkAddData(LinkHandle link, JitInput kind, void* data, std::size_t bytes, const char*, unsigned, JitOption*,
                   void**) {
  IN_CONTEXT;
  const auto found = state().links.find(link);
  if (found == state().links.end()) return invalidHandle;
  const char* const text = static_cast<const char*>(data);
  if (kind != JitInputPtx || bytes == 0 || text[bytes - 1] != '\0') return InvalidValue;
  Link& made = found->second;
  const auto count = static_cast<unsigned>(made.options.size());
  if (!isPtx(text, count, made.options.data(), made.values.data())) return InvalidPtx;
  made.image = assembledMark + text;
  return Success;
}

Result linkComplete(LinkHandle link, void** cubin, std::size_t* bytes) {
  IN_CONTEXT;
  const auto found = state().links.find(link);
  if (found == state().links.end()) return invalidHandle;
  *cubin = found->second.image.data();
  *bytes = found->second.image.size() + 1;
  note("assemble");
  return Success;
}

Result linkDestroy(LinkHandle link) {
  IN_CONTEXT;
  return state().links.erase(link) == 1 ? Success : invalidHandle;
}

Result moduleLoadDataEx(ModuleHandle* module, const void* image, unsigned count, JitOption* options, void** values) {
  IN_CONTEXT;
  const char* const text = static_cast<const char*>(image);
  if (!isPtx(text, count, options, values)) return InvalidPtx;
  *module = newHandle<ModuleHandle>();
  Module& loaded = state().modules[*module];
  loaded.text = text;
  addVariables(loaded);
  note("load ptx");
  return Success;
}

Result moduleGetGlobal(DeviceAddress* address, std::size_t* bytes, ModuleHandle module, const char* name) {
  IN_CONTEXT;
  const auto loaded = state().modules.find(module);
  if (loaded == state().modules.end()) return invalidHandle;
  const auto found = loaded->second.variables.find(name);
  if (found == loaded->second.variables.end()) return NotFound;
  *address = reinterpret_cast<DeviceAddress>(found->second.first);
  *bytes = found->second.second;
  return Success;
}

Result moduleUnload(ModuleHandle module) {
  IN_CONTEXT;
  const auto found = state().modules.find(module);
  if (found == state().modules.end()) return invalidHandle;
  for (const auto& [name, variable] : found->second.variables) {
    state().allocations.erase(reinterpret_cast<DeviceAddress>(variable.first));
    std::free(variable.first);
  }
  state().modules.erase(found);
  note("unload");
  return Success;
}

Result moduleGetFunction(FunctionHandle* function, ModuleHandle module, const char* name) {
  IN_CONTEXT;
  if (state().modules.count(module) == 0) return invalidHandle;
  if (std::strstr(name, "missing") != nullptr) return NotFound;
  *function = newHandle<FunctionHandle>();
  state().functions[*function] = {name, module, parametersOf(name)};
  return Success;
}

// The function behind a handle, or null when its module was unloaded.
const Function* find(FunctionHandle handle) {
  const auto found = state().functions.find(handle);
  if (found == state().functions.end() || state().modules.count(found->second.module) == 0) return nullptr;
  return &found->second;
}

int staticShared() { return std::stoi(setting("FAKE_CUDA_SHARED", "0")); }

Result funcGetAttribute(int* value, FunctionAttribute attribute, FunctionHandle function) {
  BEGIN;
  if (find(function) == nullptr) return invalidHandle;
  *value = attribute == FunctionMaxThreadsPerBlock ? 1024
           : attribute == FunctionRegisters        ? 32
           : attribute == FunctionStaticShared     ? staticShared()
                                                   : 0;
  return Success;
}

Result funcSetAttribute(FunctionHandle function, FunctionAttribute attribute, int value) {
  BEGIN;
  if (find(function) == nullptr) return invalidHandle;
  if (attribute == FunctionMaxDynamicShared && value + staticShared() > static_cast<int>(sharedOptIn)) {
    return InvalidValue;
  }
  return Success;
}

Result funcGetParamInfo(FunctionHandle function, std::size_t index, std::size_t* offset, std::size_t* bytes) {
  BEGIN;
  const Function* const found = find(function);
  if (found == nullptr) return invalidHandle;
  if (index >= found->parameters.size()) return InvalidValue;
  *offset = 0;
  for (std::size_t i = 0; i < index; ++i) *offset += found->parameters[i];
  *bytes = found->parameters[index];
  return Success;
}

Result occupancyMaxActiveBlocks(int* blocks, FunctionHandle function, int threads, std::size_t) {
  IN_CONTEXT;
  if (find(function) == nullptr) return invalidHandle;
  *blocks = 2048 / threads;
  return Success;
}

std::uint64_t addressOf(const std::string& word, void** arguments) {
  if (word.compare(0, 3, "arg") != 0) return std::stoull(word);
  std::uint64_t base = 0;
  std::memcpy(&base, arguments[std::stoul(word.substr(3))], sizeof base);
  const std::size_t plus = word.find('+');
  return plus == std::string::npos ? base : base + std::stoull(word.substr(plus + 1));
}

void readIndex(const std::string& word, unsigned char* to) {
  std::stringstream numbers(word);
  std::string number;
  for (int i = 0; i < 3 && std::getline(numbers, number, ','); ++i) {
    const std::uint32_t value = static_cast<std::uint32_t>(std::stoul(number));
    std::memcpy(to + 4 * i, &value, sizeof value);
  }
}

// Notes in the module's report what FAKE_CUDA_RECORDS says of this kernel.
void addRecords(const Module& module, const std::string& kernel, void** arguments) {
  const auto report = module.variables.find("warpsmith_report");
  if (report == module.variables.end()) return;
  auto* const bytes = static_cast<unsigned char*>(report->second.first);
  const std::size_t capacity = (report->second.second - 64) / 64;
  std::stringstream entries(setting("FAKE_CUDA_RECORDS"));
  for (std::string entry; std::getline(entries, entry, ';');) {
    std::stringstream words(entry);
    std::string mode, name, address, block, thread;
    std::uint32_t site = 0;
    std::int64_t extra = 0;
    words >> mode >> name >> site >> address >> extra >> block >> thread;
    if (name != kernel || module.text.find(mode) == std::string::npos) continue;
    std::uint32_t count = 0;
    std::memcpy(&count, bytes + 20, sizeof count);
    if (count < capacity) {
      unsigned char* const record = bytes + 64 + 64 * count;
      const std::uint64_t where = addressOf(address, arguments);
      std::memcpy(record, &site, sizeof site);
      std::memcpy(record + 8, &where, sizeof where);
      std::memcpy(record + 16, &extra, sizeof extra);
      readIndex(block, record + 24);
      readIndex(thread, record + 36);
    }
    ++count;
    std::memcpy(bytes + 20, &count, sizeof count);
    const std::uint32_t abort = 1;
    std::memcpy(bytes + 16, &abort, sizeof abort);
  }
}

// Hung streams and faults, as a kernel of a cubin brings them about.
void runKernel(const std::string& name) {
  if (name.find("fault") != std::string::npos) state().faulted = true;
  if (name.find("hang") != std::string::npos) state().hung = true;
  state().clock += 0.01f;
}

Result launchKernelEx(const LaunchConfig* config, FunctionHandle handle, void** arguments, void**) {
  IN_CONTEXT;
  const Function* const function = find(handle);
  if (function == nullptr) return invalidHandle;
  if (state().streams.count(config->stream) == 0) return invalidHandle;
  // As with CUDA_LAUNCH_BLOCKING: the work is done before the call returns, and it waits for what was enqueued before.
  while (std::getenv("FAKE_CUDA_BLOCKING") != nullptr && isGateClosed()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  // Reads each argument, as the real one does.
  volatile unsigned char sum = 0;
  for (std::size_t i = 0; i < function->parameters.size(); ++i) {
    const auto* const bytes = static_cast<const unsigned char*>(arguments[i]);
    for (std::size_t b = 0; b < function->parameters[i]; ++b) sum = static_cast<unsigned char>(sum + bytes[b]);
  }
  const std::string& name = function->name;
  std::ostringstream line;
  line << "launch " << name << " grid " << config->gridX << "," << config->gridY << "," << config->gridZ << " block "
       << config->blockX << "," << config->blockY << "," << config->blockZ << " shared " << config->sharedBytes;
  for (unsigned i = 0; i < config->attributeCount; ++i) {
    const LaunchAttribute& attribute = config->attributes[i];
    if (attribute.id == AttributeCooperative) line << " cooperative " << attribute.value.cooperative;
    if (attribute.id == AttributeClusterDimension) {
      line << " cluster " << attribute.value.clusterDim.x << "," << attribute.value.clusterDim.y << ","
           << attribute.value.clusterDim.z;
    }
  }
  const bool refused = name.find("refuse") != std::string::npos;
  const auto recording = state().recording.find(config->stream);
  if (recording != state().recording.end()) {
    if (refused) return InvalidValue;
    if (name.find("uncapturable") != std::string::npos) return unsupportedCapture;
    recording->second.push_back({line.str(), name});
    return Success;
  }
  const Module& module = state().modules[function->module];
  const bool checked = !module.text.empty();
  note(line.str() + (checked ? " checked" : ""));
  if (name == "compare" && std::getenv("FAKE_CUDA_COMPARED") != nullptr) {
    // Its third argument is the count of elements, its last one the summary, with the field `compared`.
    unsigned char* summary = nullptr;
    std::memcpy(&summary, arguments[8], sizeof summary);
    std::memcpy(summary + 88, arguments[2], sizeof(std::uint64_t));
  }
  if (name == "differ" && std::getenv("FAKE_CUDA_COMPARED") != nullptr) {
    // The same of repeats: the last argument begins with how many elements were looked at.
    unsigned char* spread = nullptr;
    std::memcpy(&spread, arguments[4], sizeof spread);
    std::memcpy(spread, arguments[2], sizeof(std::uint64_t));
  }
  if (refused) return InvalidValue;
  if (checked) addRecords(module, name, arguments);
  if (checked) {
    state().clock += 0.01f;
  } else {
    runKernel(name);
  }
  if (name.find("stuck") != std::string::npos) state().hung = true;
  const auto report = module.variables.find("warpsmith_report");
  if (report != module.variables.end() && name.find("spin") != std::string::npos) {
    state().spinning = static_cast<const unsigned char*>(report->second.first) + 16;
  }
  return Success;
}

Result streamBeginCapture(StreamHandle stream, CaptureMode) {
  IN_CONTEXT;
  if (state().streams.count(stream) == 0 || state().recording.count(stream) > 0) return invalidHandle;
  state().recording[stream];
  return Success;
}

Result streamEndCapture(StreamHandle stream, GraphHandle* graph) {
  IN_CONTEXT;
  const auto found = state().recording.find(stream);
  if (found == state().recording.end()) return invalidHandle;
  *graph = newHandle<GraphHandle>();
  state().graphs[*graph] = std::move(found->second);
  state().recording.erase(found);
  return Success;
}

Result graphInstantiate(GraphExecHandle* executable, GraphHandle graph, unsigned long long) {
  IN_CONTEXT;
  const auto found = state().graphs.find(graph);
  if (found == state().graphs.end()) return invalidHandle;
  *executable = newHandle<GraphExecHandle>();
  state().executables[*executable] = found->second;
  note("graph of " + std::to_string(found->second.size()));
  return Success;
}

Result graphLaunch(GraphExecHandle executable, StreamHandle stream) {
  IN_CONTEXT;
  const auto found = state().executables.find(executable);
  if (found == state().executables.end() || state().streams.count(stream) == 0) return invalidHandle;
  for (const Recorded& recorded : found->second) {
    note(recorded.line + " in graph");
    runKernel(recorded.name);
  }
  return Success;
}

Result graphExecDestroy(GraphExecHandle executable) {
  IN_CONTEXT;
  if (state().executables.erase(executable) == 0) return invalidHandle;
  note("graph freed");
  return Success;
}

Result graphDestroy(GraphHandle graph) {
  IN_CONTEXT;
  return state().graphs.erase(graph) == 1 ? Success : invalidHandle;
}

Result ctxResetPersistingL2Cache() {
  IN_CONTEXT;
  note("reset persisting");
  return Success;
}

Result streamCreate(StreamHandle* stream, unsigned) {
  IN_CONTEXT;
  *stream = newHandle<StreamHandle>();
  state().streams.insert(*stream);
  return Success;
}

Result streamDestroy(StreamHandle stream) {
  IN_CONTEXT;
  if (state().recording.count(stream) > 0) return unsupportedCapture;
  return state().streams.erase(stream) == 1 ? Success : invalidHandle;
}

Result eventCreate(EventHandle* event, unsigned) {
  IN_CONTEXT;
  *event = newHandle<EventHandle>();
  state().events[*event] = -1;
  return Success;
}

Result eventDestroy(EventHandle event) {
  IN_CONTEXT;
  return state().events.erase(event) == 1 ? Success : invalidHandle;
}

Result eventRecord(EventHandle event, StreamHandle) {
  IN_CONTEXT;
  const auto found = state().events.find(event);
  if (found == state().events.end()) return invalidHandle;
  found->second = state().clock += 0.001f;
  return Success;
}

Result eventQuery(EventHandle event) {
  IN_CONTEXT;
  if (state().events.count(event) == 0) return invalidHandle;
  if (state().faulted) {
    state().dead = true;
    return IllegalAddress;
  }
  if (isGateClosed()) return NotReady;
  if (state().spinning != nullptr && *state().spinning == 0) return NotReady;
  state().spinning = nullptr;
  return state().hung ? NotReady : Success;
}

Result eventElapsedTime(float* ms, EventHandle from, EventHandle to) {
  IN_CONTEXT;
  if (state().events.count(from) == 0 || state().events.count(to) == 0) return invalidHandle;
  *ms = state().events[to] - state().events[from];
  return Success;
}

Result tensorMapEncodeTiled(TensorMap* map, TensorMapDataType type, std::uint32_t rank, void* address,
                            const std::uint64_t* shape, const std::uint64_t*, const std::uint32_t* box,
                            const std::uint32_t*, TensorMapInterleave, TensorMapSwizzle, TensorMapL2Promotion,
                            TensorMapFill) {
  if (rank == 0 || rank > 5 || reinterpret_cast<std::uintptr_t>(map) % 64 != 0) return InvalidValue;
  for (std::uint32_t i = 0; i < rank; ++i) {
    if (shape[i] == 0 || box[i] == 0 || box[i] > 256) return InvalidValue;
  }
  map->opaque[0] = reinterpret_cast<std::uint64_t>(address);
  map->opaque[1] = static_cast<std::uint64_t>(type);
  return Success;
}

}  // namespace

extern "C" Result cuGetProcAddress_v2(const char* symbol, void** function, int, std::uint64_t, int*) {
  if (setting("FAKE_CUDA_WITHOUT") == symbol) return NotFound;
#define FIND(member, name, since, ...)              \
  if (std::strcmp(symbol, name) == 0) {             \
    Result (*const address)(__VA_ARGS__) = &member; \
    *function = reinterpret_cast<void*>(address);   \
    return Success;                                 \
  }
  WARPSMITH_CUDA_FUNCTIONS(FIND)
#undef FIND
  return NotFound;
}
