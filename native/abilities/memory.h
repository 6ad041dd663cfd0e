#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "abilities/value.h"
#include "instrument/touch.h"

namespace warpsmith::abilities {

// Where an access goes, as far as its address tells.
enum class Region : std::uint8_t {
  global,    // tensors, workspaces, the module's variables, and whatever nobody can tell
  own,       // a variable of shared or local memory, or of the parameters of a call
  shared,    // somewhere in shared memory
  anywhere,  // a generic address that may be of all of these
};

// What memory may hold. Tensors' own contents are inputs and outputs of the kernel: only what depends on more than
// inputs is kept.
class Memory {
 public:
  explicit Memory(Bases& bases) : bases_(bases) {}

  Region regionOf(instrument::Window window, const Value& address) const;
  // `bytes` of what the address may point to; 0 for any number of them.
  Value load(Region region, const Value& address, std::uint32_t bytes);
  void store(Region region, const Value& address, std::uint32_t bytes, const Value& value);
  // The same for a variable that is named, at a fixed offset.
  Value loadAt(const ptx::Variable& variable, std::int64_t offset, std::uint32_t bytes);
  void storeAt(const ptx::Variable& variable, std::int64_t offset, std::uint32_t bytes, const Value& value);
  // An address that stands in one of the module's own tables.
  void hold(const ptx::Variable& table, std::int64_t offset, const Value& pointer);
  // A parameter of a call becomes one of the function, and back.
  void copy(const ptx::Variable& from, const ptx::Variable& to);
  // All that shared memory may hold.
  Value loadShared();

  // Whether anything was added since the last time.
  bool takeChanged();

 private:
  struct Part {
    std::uint32_t bytes = 0;
    Value value;
  };
  // At so many bytes from the start, or a multiple of the stride from there.
  using Place = std::pair<std::uint64_t, std::int64_t>;  // stride, offset
  struct Cell {
    std::map<Place, Part> places;
    Value anywhere;
  };

  Value loadCell(Cell& cell, const Value& address, std::uint32_t bytes);
  void storeCell(Cell& cell, const Value& address, std::uint32_t bytes, const Value& value);
  void add(Value& place, const Value& value);

  Bases& bases_;
  std::unordered_map<const ptx::Variable*, Cell> cells_;
  std::vector<const ptx::Variable*> tables_;  // of the module, with addresses in them
  Value shared_;
  Value global_;
  bool changed_ = false;
};

}  // namespace warpsmith::abilities
