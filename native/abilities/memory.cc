#include "abilities/memory.h"

#include <algorithm>
#include <utility>

namespace warpsmith::abilities {

namespace {

using instrument::Window;

// Places of one variable that are told apart.
constexpr std::size_t mostPlaces = 256;

bool isOwn(const Base& base) { return base.kind == BaseKind::variable && !base.varies; }

}  // namespace

Region Memory::regionOf(Window window, const Value& address) const {
  const Base& base = bases_[address.base];
  if (isOwn(base)) return Region::own;
  if (window == Window::shared || window == Window::cluster || window == Window::local) return Region::shared;
  if (address.base == fixedBase) return Region::shared;
  if (window == Window::generic && (address.base == lostBase || address.base == noBase)) return Region::anywhere;
  return Region::global;
}

void Memory::add(Value& place, const Value& value) {
  Value joined = bases_.join(place, value);
  if (joined.base == noBase) joined.stride = 1;
  if (joined == place) return;
  place = joined;
  changed_ = true;
}

Value Memory::loadCell(Cell& cell, const Value& address, std::uint32_t bytes) {
  Value found = cell.anywhere;
  const bool isSomewhere = bytes == 0 || address.base == noBase;
  for (const auto& [place, part] : cell.places) {
    const auto stride = static_cast<std::int64_t>(commonStride(address.stride, place.first));
    // How far behind what is loaded it lies, at the least.
    std::int64_t behind = place.second - address.offset;
    if (stride != 0) behind = ((behind % stride) + stride) % stride;
    // Of a row of places the one before it may reach into what is loaded.
    const bool reaches = stride != 0 && behind - stride + part.bytes > 0;
    const bool meets = behind < bytes && behind + part.bytes > 0;
    if (!isSomewhere && !meets && !reaches) continue;
    if (isSomewhere || (behind == 0 && bytes >= part.bytes)) {
      found = bases_.join(found, part.value);
      continue;
    }
    // A part of what was stored there.
    Value piece = bases_.bits(part.value);
    if ((piece.marks & addressMark) != 0) piece.cleanBits = 0;
    found = bases_.join(found, piece);
  }
  return found;
}

void Memory::storeCell(Cell& cell, const Value& address, std::uint32_t bytes, const Value& value) {
  const bool isNew = address.base != noBase && cell.places.count({address.stride, address.offset}) == 0;
  if (address.base == noBase || bytes == 0 || address.stride == 1 || (isNew && cell.places.size() >= mostPlaces)) {
    add(cell.anywhere, value);
    return;
  }
  Part& part = cell.places[{address.stride, address.offset}];
  if (part.bytes < bytes) changed_ = true;
  part.bytes = std::max(part.bytes, bytes);
  add(part.value, value);
}

Value Memory::load(Region region, const Value& address, std::uint32_t bytes) {
  const Base& base = bases_[address.base];
  Value found = number();
  const auto take = [&](const Value& value) { found = bases_.join(found, value); };
  if (region == Region::own) {
    take(loadCell(cells_[base.variable], address, bytes));
    if (base.variable->space == ptx::Space::shared || base.merged) take(shared_);
    return found;
  }
  // Addresses that stand in the module's own tables.
  const bool isModules = base.variable != nullptr && base.varies;
  if (isModules) take(loadCell(cells_[base.variable], address, bytes));
  if (address.base <= lostBase) {
    for (const ptx::Variable* table : tables_) take(loadCell(cells_[table], number(), 0));
  }
  if (region != Region::shared) take(global_);
  if (region != Region::global) return bases_.join(found, region == Region::shared ? loadShared() : shared_);
  return found;
}

void Memory::store(Region region, const Value& address, std::uint32_t bytes, const Value& value) {
  if (region == Region::own) {
    storeCell(cells_[bases_[address.base].variable], address, bytes, value);
    return;
  }
  if (region != Region::shared) add(global_, value);
  if (region != Region::global) add(shared_, value);
}

namespace {

// An address in a variable that needs no base: it is known.
Value at(std::int64_t offset) {
  Value address;
  address.base = fixedBase;
  address.offset = offset;
  return address;
}

}  // namespace

Value Memory::loadAt(const ptx::Variable& variable, std::int64_t offset, std::uint32_t bytes) {
  return bases_.join(number(), loadCell(cells_[&variable], at(offset), bytes));
}

void Memory::storeAt(const ptx::Variable& variable, std::int64_t offset, std::uint32_t bytes, const Value& value) {
  storeCell(cells_[&variable], at(offset), bytes, value);
}

void Memory::hold(const ptx::Variable& table, std::int64_t offset, const Value& pointer) {
  constexpr std::uint32_t pointerBytes = 8;
  storeAt(table, offset, pointerBytes, pointer);
  if (tables_.empty() || tables_.back() != &table) tables_.push_back(&table);
}

void Memory::copy(const ptx::Variable& from, const ptx::Variable& to) {
  if (&from == &to) return;
  const Cell source = cells_[&from];
  Cell& target = cells_[&to];
  if (source.anywhere.known) add(target.anywhere, source.anywhere);
  for (const auto& [place, part] : source.places) {
    Value there = at(place.second);
    there.stride = place.first;
    storeCell(target, there, part.bytes, part.value);
  }
}

Value Memory::loadShared() {
  Value found = bases_.join(number(), shared_);
  for (auto& [variable, cell] : cells_) {
    if (variable->space == ptx::Space::param) continue;
    found = bases_.join(found, loadCell(cell, number(), 0));
  }
  return found;
}

bool Memory::takeChanged() { return std::exchange(changed_, false); }

}  // namespace warpsmith::abilities
