#include "nvrtc/confined_threads.h"

#include <pthread.h>

#include <cerrno>
#include <map>
#include <mutex>

#include "nvrtc/escape.h"

namespace warpsmith::nvrtc {

namespace {

// Which of a library's instructions asked for which key or used it first: that tells the library.
struct Keys {
  std::mutex mutex;
  std::map<pthread_key_t, const void*> takers;
};

Keys& keys() {
  static auto& all = *new Keys;
  return all;
}

int createKey(pthread_key_t* key, void (*atEnd)(void*)) {
  const void* taker = __builtin_return_address(0);
  Call* call = currentCall();
  enterLibc(call);
  const int failed = pthread_key_create(key, atEnd);
  if (failed == 0) {
    const std::lock_guard<std::mutex> lock(keys().mutex);
    keys().takers[*key] = taker;
  }
  exitLibc(call);
  if (failed != 0 && call != nullptr) leave(*call, Ending::Crashed);
  return failed;
}

// Also the keys that a library took before it was confined become known.
int setValue(pthread_key_t key, const void* value) {
  const void* user = __builtin_return_address(0);
  Call* call = currentCall();
  enterLibc(call);
  if (value != nullptr) {
    const std::lock_guard<std::mutex> lock(keys().mutex);
    keys().takers.emplace(key, user);
  }
  const int failed = pthread_setspecific(key, value);
  exitLibc(call);
  return failed;
}

int deleteKey(pthread_key_t key) {
  Call* call = currentCall();
  enterLibc(call);
  {
    const std::lock_guard<std::mutex> lock(keys().mutex);
    keys().takers.erase(key);
  }
  const int failed = pthread_key_delete(key);
  exitLibc(call);
  return failed;
}

template <typename Function>
void* address(Function* function) {
  return reinterpret_cast<void*>(function);
}

}  // namespace

std::vector<Import> threadFunctions() {
  return {{"pthread_key_create", address(createKey)},
          {"__pthread_key_create", address(createKey)},
          {"pthread_setspecific", address(setValue)},
          {"pthread_key_delete", address(deleteKey)}};
}

void deleteKeys(const Library& library) {
  const std::lock_guard<std::mutex> lock(keys().mutex);
  for (auto taken = keys().takers.begin(); taken != keys().takers.end();) {
    if (library.isCode(taken->second)) {
      pthread_key_delete(taken->first);
      taken = keys().takers.erase(taken);
    } else {
      ++taken;
    }
  }
}

bool keysLeft() {
  constexpr std::size_t enough = 64;
  std::vector<pthread_key_t> taken;
  pthread_key_t key{};
  while (taken.size() < enough && pthread_key_create(&key, nullptr) == 0) taken.push_back(key);
  for (const pthread_key_t each : taken) pthread_key_delete(each);
  return taken.size() == enough;
}

}  // namespace warpsmith::nvrtc
