#include "nvrtc/copies.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>

namespace warpsmith::nvrtc {

namespace {

// How often who waits looks whether it was cancelled.
constexpr std::chrono::milliseconds tick{10};

// Never taken down: a thread may still be in a library at the process's end.
struct Opened {
  std::mutex mutex;
  std::map<std::string, Copies*> byPath;
};

Opened& opened() {
  static auto& all = *new Opened;
  return all;
}

}  // namespace

Copies& Copies::of(const std::string& path, const std::vector<std::string>& companions) {
  const std::lock_guard<std::mutex> lock(opened().mutex);
  Copies*& copies = opened().byPath[path];
  if (copies == nullptr) {
    std::unique_ptr<Copies> made(new Copies(path));
    Library& first = Library::open(path, companions);
    made->version_ = first.versionText();
    made->recent_ = first.isAtLeast(12, 8);
    made->copies_.push_back({&first});
    copies = made.release();
    // Runs before what the library registered, which was earlier.
    on_exit(&atEnd, copies);
  }
  return *copies;
}

// What the first library would do at the end of the process it can't do in the middle of a call, nor once one was left.
// The others have nothing to do then.
void Copies::atEnd(int status, void* copies) {
  if (static_cast<Copies*>(copies)->closeFirst()) return;
  std::fflush(nullptr);
  _exit(status);
}

bool Copies::closeFirst() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found =
      std::find_if(copies_.begin(), copies_.end(), [](const Copy& copy) { return !copy.library->isCopy(); });
  if (found == copies_.end() || found->inUse) return false;
  found->inUse = true;
  return true;
}

// A place in the row of those who wait, as long as the lock is held around its beginning and its end.
class Copies::Waiting {
 public:
  explicit Waiting(Copies& copies) : copies_(copies), place_(copies.waiting_.insert(copies.waiting_.end(), 0)) {}
  ~Waiting() {
    copies_.waiting_.erase(place_);
    copies_.changed_.notify_all();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  bool isFirst() const noexcept { return place_ == copies_.waiting_.begin(); }

 private:
  Copies& copies_;
  const std::list<int>::iterator place_;
};

Copies::Copy* Copies::best(const std::function<int(Library&)>& worth) {
  Copy* found = nullptr;
  int most = 0;
  for (Copy& copy : copies_) {
    if (copy.inUse) continue;
    const int value = worth(*copy.library);
    if (found == nullptr || value > most) {
      found = &copy;
      most = value;
    }
  }
  return found;
}

Copies::Lent Copies::take(std::size_t most, const std::function<int(Library&)>& worth,
                          const std::function<bool()>& cancelled) {
  std::unique_lock<std::mutex> lock(mutex_);
  const Waiting place(*this);
  while (!cancelled()) {
    Copy* copy = place.isFirst() ? best(worth) : nullptr;
    if (copy != nullptr) {
      copy->inUse = true;
      return Lent(*this, *copy->library);
    }
    if (copies_.empty() && opening_ == 0 && refused_ != nullptr) {
      std::rethrow_exception(std::exchange(refused_, nullptr));
    }
    const bool few = copies_.size() + opening_ < std::clamp<std::size_t>(most, 1, mostCopies);
    if (few && opening_ < waiting_.size() && refused_ == nullptr) openAnother();
    changed_.wait_for(lock, tick);
  }
  return {};
}

Copies::Lent Copies::takeIdle(const std::function<int(Library&)>& worth) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Copy* copy = waiting_.empty() ? best(worth) : nullptr;
  if (copy == nullptr || worth(*copy->library) == 0) return {};
  copy->inUse = true;
  return Lent(*this, *copy->library);
}

void Copies::openAnother() {
  ++opening_;
  const auto open = [this] {
    Library* library = nullptr;
    std::exception_ptr error;
    try {
      library = &Library::openCopy(path_);
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    --opening_;
    if (library != nullptr) copies_.push_back({library});
    refused_ = error;
    changed_.notify_all();
  };
  try {
    std::thread(open).detach();
  } catch (...) {
    --opening_;
    refused_ = std::current_exception();
  }
}

void Copies::giveBack(Library& library) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found =
      std::find_if(copies_.begin(), copies_.end(), [&](const Copy& copy) { return copy.library == &library; });
  if (library.spoiled) {
    copies_.erase(found);
    refused_ = nullptr;
  } else {
    found->inUse = false;
  }
  changed_.notify_all();
}

std::size_t Copies::count() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return copies_.size();
}

}  // namespace warpsmith::nvrtc
