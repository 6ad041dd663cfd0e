#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace warpsmith::nvrtc {

// A file in memory with headers as one copy of NVRTC has compiled them. Only that copy can use it: it is an image of
// memory, with addresses in it. The compiler finds it under a name that nobody can guess, and once only.
class PrecompiledFile {
 public:
  // An empty one, to be written. Throws Error("native").
  PrecompiledFile();
  ~PrecompiledFile();
  PrecompiledFile(const PrecompiledFile&) = delete;
  PrecompiledFile& operator=(const PrecompiledFile&) = delete;

  const std::string& name() const noexcept { return name_; }
  std::size_t bytes() const noexcept { return bytes_; }
  // From now on nothing can write to it.
  void seal();
  // A descriptor of its own for whoever reads it, or writes it before it was sealed; -1 when there is none.
  int open() const noexcept;
  bool isSealed() const noexcept { return sealed_; }
  // As stat.
  int look(struct stat* found) const noexcept;

 private:
  std::string name_;
  int descriptor_;
  bool sealed_ = false;
  std::size_t bytes_ = 0;
};

// Which headers the copies of one NVRTC have met. Those that were met once aren't worth the work.
class MetHeaders {
 public:
  // Counts a meeting; whether they are worth compiling for themselves by now.
  bool meet(const std::string& key);
  // As if they had been met often; false when they were refused.
  bool expect(const std::string& key);
  // Whether a source could use them as they were compiled. They are refused when most can't.
  void note(const std::string& key, bool used);
  bool isRefused(const std::string& key);
  // They can't be compiled for themselves.
  void refuse(const std::string& key);

 private:
  struct Met {
    std::string key;
    int times = 0;
    int used = 0;
    int unused = 0;
  };
  Met& of(const std::string& key);

  std::mutex mutex_;
  // The one that was met last first.
  std::list<Met> met_;
};

// What one copy of NVRTC keeps of such files; what was not used for longest goes first.
class PrecompiledFiles {
 public:
  // Null when there is none for this key.
  std::shared_ptr<const PrecompiledFile> find(const std::string& key);
  bool has(const std::string& key) const noexcept;
  // Keeps at most `mostBytes` of all, this one among them; one that is larger is not kept.
  void keep(const std::string& key, std::shared_ptr<const PrecompiledFile> file, std::size_t mostBytes);
  void clear() { kept_.clear(); }

 private:
  struct Kept {
    std::string key;
    std::shared_ptr<const PrecompiledFile> file;
  };
  // The one that was used last first.
  std::list<Kept> kept_;
};

}  // namespace warpsmith::nvrtc
