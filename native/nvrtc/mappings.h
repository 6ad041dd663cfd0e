#pragma once

#include <cstddef>
#include <map>

namespace warpsmith::nvrtc {

// The memory that one opened compiler has mapped during its calls, so that it can be given back when one was left.
class Mappings {
 public:
  void add(void* memory, std::size_t bytes) { all_[memory] = bytes; }
  void remove(void* memory) { all_.erase(memory); }
  // Gives all of it back. Nothing may use it any more.
  void unmapAll();

 private:
  std::map<void*, std::size_t> all_;
};

}  // namespace warpsmith::nvrtc
