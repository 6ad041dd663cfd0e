#include "nvrtc/precompiled.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <utility>

#include "error.h"

namespace warpsmith::nvrtc {

namespace {

// Sources with the same headers after which these are compiled for themselves.
constexpr int worthIt = 2;
// Sources that look as if they began with headers, and don't.
constexpr int manyUnused = 8;
// Sets of headers that are remembered.
constexpr std::size_t mostMet = 256;

std::string randomName() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw Error("native", std::string("The system gave no random bytes: ") + std::strerror(errno) + ".");
  }
  std::string name = "/warpsmith-";
  for (const unsigned char byte : bytes) {
    name += "0123456789abcdef"[byte >> 4];
    name += "0123456789abcdef"[byte & 15];
  }
  return name + ".pch";
}

}  // namespace

PrecompiledFile::PrecompiledFile()
    : name_(randomName()), descriptor_(memfd_create("warpsmith-headers", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  if (descriptor_ < 0) {
    throw Error("native", std::string("Could not make a file in memory for headers: ") + std::strerror(errno) + ".");
  }
}

PrecompiledFile::~PrecompiledFile() { ::close(descriptor_); }

void PrecompiledFile::seal() {
  fcntl(descriptor_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
  struct stat facts{};
  if (fstat(descriptor_, &facts) == 0) bytes_ = static_cast<std::size_t>(facts.st_size);
  sealed_ = true;
}

int PrecompiledFile::open() const noexcept {
  // Not a duplicate, which would share its place in the file.
  std::array<char, 64> path{};
  std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", descriptor_);
  return ::open(path.data(), (sealed_ ? O_RDONLY : O_RDWR) | O_CLOEXEC);
}

MetHeaders::Met& MetHeaders::of(const std::string& key) {
  const auto found = std::find_if(met_.begin(), met_.end(), [&](const Met& met) { return met.key == key; });
  if (found != met_.end()) {
    met_.splice(met_.begin(), met_, found);
  } else {
    met_.push_front({key});
    if (met_.size() > mostMet) met_.pop_back();
  }
  return met_.front();
}

bool MetHeaders::meet(const std::string& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Met& met = of(key);
  if (met.times >= 0 && met.times < worthIt) ++met.times;
  return met.times >= worthIt;
}

void MetHeaders::note(const std::string& key, bool used) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Met& met = of(key);
  ++(used ? met.used : met.unused);
  if (met.unused >= manyUnused && met.unused > met.used) met.times = -1;
}

bool MetHeaders::expect(const std::string& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Met& met = of(key);
  if (met.times >= 0) met.times = worthIt;
  return met.times >= 0;
}

bool MetHeaders::isRefused(const std::string& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::any_of(met_.begin(), met_.end(), [&](const Met& met) { return met.key == key && met.times < 0; });
}

void MetHeaders::refuse(const std::string& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  of(key).times = -1;
}

int PrecompiledFile::look(struct stat* found) const noexcept { return fstat(descriptor_, found); }

std::shared_ptr<const PrecompiledFile> PrecompiledFiles::find(const std::string& key) {
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.key == key; });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->file;
}

bool PrecompiledFiles::has(const std::string& key) const noexcept {
  return std::any_of(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.key == key; });
}

void PrecompiledFiles::keep(const std::string& key, std::shared_ptr<const PrecompiledFile> file,
                            std::size_t mostBytes) {
  std::size_t bytes = file->bytes();
  if (bytes > mostBytes) return;
  for (auto each = kept_.begin(); each != kept_.end();) {
    bytes += each->file->bytes();
    each = bytes > mostBytes ? kept_.erase(each) : std::next(each);
  }
  kept_.push_front({key, std::move(file)});
}

}  // namespace warpsmith::nvrtc
