#pragma once

#include <cstddef>
#include <string>

namespace warpsmith {

// Memory of this process that another one can map: an anonymous file, which ends with its last user. Zero at first.
// Its size is sealed, so that no process can take pages away under another's feet.
class SharedMemory {
 public:
  // Throws Error("native") with what the system said.
  static SharedMemory create(std::size_t bytes);
  // Maps what `path` names, such as "/proc/PID/fd/N" of the process that made it; it must hold exactly `bytes`.
  static SharedMemory open(const std::string& path, std::size_t bytes);

  ~SharedMemory();
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  SharedMemory& operator=(SharedMemory&&) = delete;

  void* data() const noexcept { return data_; }
  std::size_t bytes() const noexcept { return bytes_; }
  // By which others find the memory while this object lives; -1 for memory that was opened.
  int descriptor() const noexcept { return descriptor_; }

 private:
  SharedMemory(int descriptor, std::size_t bytes);

  int descriptor_;
  void* data_;
  std::size_t bytes_;
};

}  // namespace warpsmith
