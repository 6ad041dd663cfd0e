#include "shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "descriptor.h"
#include "error.h"

namespace warpsmith {

namespace {

[[noreturn]] void refuse(const std::string& what, std::size_t bytes) {
  const std::string reason = std::strerror(errno);
  throw Error("native", "Expected " + std::to_string(bytes) + " bytes of memory to share between processes, but " +
                            what + " failed: " + reason + ".");
}

}  // namespace

SharedMemory SharedMemory::create(std::size_t bytes) {
  Descriptor file(memfd_create("warpsmith", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file.number() < 0) refuse("memfd_create", bytes);
  if (ftruncate(file.number(), static_cast<off_t>(bytes)) != 0) refuse("ftruncate", bytes);
  if (fcntl(file.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) refuse("sealing", bytes);
  SharedMemory memory(file.number(), bytes);
  file.release();
  return memory;
}

SharedMemory SharedMemory::open(const std::string& path, std::size_t bytes) {
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (file.number() < 0) refuse("opening " + path, bytes);
  struct stat facts{};
  if (fstat(file.number(), &facts) != 0) refuse("fstat", bytes);
  if (static_cast<std::size_t>(facts.st_size) != bytes) {
    throw Error("native", "Expected " + std::to_string(bytes) + " bytes of shared memory in " + path + " but found " +
                              std::to_string(facts.st_size) + ".");
  }
  SharedMemory memory(file.number(), bytes);
  // The mapping stays without its descriptor.
  memory.descriptor_ = -1;
  return memory;
}

SharedMemory::SharedMemory(int descriptor, std::size_t bytes)
    : descriptor_(descriptor),
      data_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)),
      bytes_(bytes) {
  if (data_ == MAP_FAILED) refuse("mmap", bytes);
}

SharedMemory::~SharedMemory() {
  if (data_ != nullptr) munmap(data_, bytes_);
  if (descriptor_ >= 0) close(descriptor_);
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)) {}

}  // namespace warpsmith
