#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "nvrtc/library.h"

namespace warpsmith::nvrtc {

// A process has 1024 keys for data of threads, and each copy takes 38 of them.
constexpr std::size_t mostCopies = 20;

// The opened copies of one libnvrtc, which all compilers of the process share. A copy serves one compile at a time, and
// nobody else is in it: one that leaves a call spoils its copy for all.
class Copies {
 public:
  // Those of the library at `path`; the first one is open when this returns. Throws Error("no-compiler"),
  // Error("compiler-stuck").
  static Copies& of(const std::string& path, const std::vector<std::string>& companions);

  Copies(const Copies&) = delete;
  Copies& operator=(const Copies&) = delete;

  // A copy for one compile, given back at the end of the scope.
  class Lent {
   public:
    Lent() = default;
    Lent(Copies& owner, Library& library) : owner_(&owner), library_(&library) {}
    Lent(Lent&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), library_(std::exchange(other.library_, nullptr)) {}
    Lent& operator=(Lent&&) = delete;
    ~Lent() {
      if (owner_ != nullptr) owner_->giveBack(*library_);
    }

    // Null when the wait was cancelled.
    Library* get() const noexcept { return library_; }

   private:
    Copies* owner_ = nullptr;
    Library* library_ = nullptr;
  };

  // Waits for a free copy, in the order of the calls. While all are in use another one is opened beside, as long as
  // there are fewer than `most`; whoever waits gets what is free first. Of several the one is given that `worth` says
  // the most of. Throws what opening the only copy threw, and what `cancelled` throws.
  Lent take(std::size_t most, const std::function<int(Library&)>& worth, const std::function<bool()>& cancelled);

  // A free copy that is worth something, when nobody waits for one; else null at once.
  Lent takeIdle(const std::function<int(Library&)>& worth);

  // Such as "13.0".
  const std::string& version() const noexcept { return version_; }
  // Whether this NVRTC knows precompiled headers and --minimal, which came with 12.8.
  bool isRecent() const noexcept { return recent_; }
  MetHeaders& metHeaders() noexcept { return metHeaders_; }
  // How many are open and in order.
  std::size_t count();

 private:
  struct Copy {
    Library* library;
    bool inUse = false;
  };

  class Waiting;

  explicit Copies(std::string path) : path_(std::move(path)) {}
  static void atEnd(int status, void* copies);
  // Whether nothing is or was left in the library that is no copy; from then on nothing begins there.
  bool closeFirst();
  void giveBack(Library& library) noexcept;
  void openAnother();
  Copy* best(const std::function<int(Library&)>& worth);

  const std::string path_;
  std::string version_;
  bool recent_ = false;
  MetHeaders metHeaders_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Copy> copies_;
  std::size_t opening_ = 0;
  // Why the last one could not be opened; then it is not tried again before one is lost.
  std::exception_ptr refused_;
  // Who waits, the first one first.
  std::list<int> waiting_;
};

}  // namespace warpsmith::nvrtc
