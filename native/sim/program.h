#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ptx/flow_graph.h"
#include "ptx/module.h"
#include "sim/allocation.h"
#include "sim/op.h"

namespace warpsmith::sim {

// Rows of registers that all frames of a warp may take: 128 KB a thread.
constexpr std::uint32_t mostRows = 1u << 15;

// A variable of a space that each thread or block has its own copy of.
struct PlacedVariable {
  const ptx::Variable* variable = nullptr;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  // A parameter or result of a function that is a register: its row.
  Slot slot = -1;
};

// A decoded function. Program counters index `ops`, one for each PTX instruction; ops.size() is the end.
struct FunctionCode {
  const ptx::Function* function = nullptr;
  std::vector<Op> ops;
  std::uint32_t rows = 0;        // of a frame
  std::uint32_t predicates = 0;  // of a frame
  // Local variables and the parameters of calls, in the thread's frame of local memory.
  std::vector<PlacedVariable> locals;
  std::uint32_t localBytes = 0;
  // Parameters: of a kernel in the launch's block of parameters, of a function in the frame.
  std::vector<PlacedVariable> parameters;
  std::vector<PlacedVariable> returns;
  std::uint32_t parameterBytes = 0;
  // Functions that it calls by name, and whether it calls through pointers, which may be to any.
  std::vector<std::uint32_t> callees;
  bool callsAny = false;
};

// A module's code and the memory of its variables.
class Program {
 public:
  Program(std::shared_ptr<const ptx::Module> module, std::shared_ptr<AddressSpace> space);
  ~Program();

  const ptx::Module& module() const noexcept { return *module_; }

  // The code of a function, decoded on first use, and of all it calls. Used from one thread at a time.
  const FunctionCode& code(std::uint32_t function);
  const FunctionCode& decoded(std::uint32_t function) const { return *codes_[function]; }
  bool isDecoded(std::uint32_t function) const { return codes_[function] != nullptr; }
  // Whether any decoded function makes calls.
  bool callsFunctions() const noexcept { return callsFunctions_; }
  void noteCall() noexcept { callsFunctions_ = true; }
  std::uint32_t functionIndex(std::string_view name) const;  // noIndex: none defined

  // Rows of constants; slot s < 0 is at row -1 - s.
  const std::uint32_t* constants() const noexcept { return constants_; }
  Slot constant32(std::uint32_t value);
  Slot constant64(std::uint64_t value);
  Slot constant128(std::uint64_t low, std::uint64_t high);

  // Module-scope variables of global and constant memory.
  struct GlobalVariable {
    const ptx::Variable* variable = nullptr;
    std::shared_ptr<Allocation> memory;
    bool constant = false;
  };
  const std::vector<GlobalVariable>& globals() const noexcept { return globals_; }
  const GlobalVariable* global(std::string_view name) const;

  // Shared variables of module scope and of all functions; offsets in the block's shared memory. `extern` arrays lie
  // behind all others.
  const std::vector<PlacedVariable>& shared() const noexcept { return shared_; }
  const PlacedVariable* sharedVariable(const ptx::Variable* variable) const;
  // Bytes of all of them with the gaps: where the dynamic part begins.
  std::uint32_t staticShared() const noexcept { return staticShared_; }
  // What a GPU would reserve for one kernel: the variables that it and its callees name, without gaps.
  std::uint32_t staticSharedOf(std::uint32_t function) const;

  // The narrowest accesses of the code that was decoded, in bytes: what races are watched by.
  std::uint32_t narrowestShared() const noexcept { return narrowestShared_; }
  std::uint32_t narrowestGlobal() const noexcept { return narrowestGlobal_; }
  // Whether blocks may wait for or answer one another: atomics, volatile and ordered accesses to global memory. What
  // such a launch does depends on the order in which blocks run.
  bool communicates() const noexcept { return communicates_; }
  void noteCommunication() noexcept { communicates_ = true; }
  void noteAccess(bool shared, bool global, std::uint32_t bytes) noexcept;

  // An address that stands for a function in function pointers, and back.
  static std::uint64_t addressOf(std::uint32_t function);
  std::uint32_t functionAt(std::uint64_t address) const;  // noIndex: no function there

  // Where the instruction with an Op::id stands.
  struct OpPlace {
    const FunctionCode* code = nullptr;
    std::uint32_t instruction = 0;
  };
  const OpPlace* place(std::uint32_t id) const { return id < places_.size() ? &places_[id] : nullptr; }

  template <class Detail>
  Detail* keep(std::unique_ptr<Detail> detail) {
    Detail* raw = detail.get();
    details_.push_back(std::move(detail));
    return raw;
  }

 private:
  void decode(std::uint32_t function);
  void addCallees(const FunctionCode& code, std::vector<bool>& queued, std::vector<std::uint32_t>& to) const;
  void placeShared();
  void makeGlobals(const std::shared_ptr<AddressSpace>& space);

  std::shared_ptr<const ptx::Module> module_;
  std::vector<std::unique_ptr<FunctionCode>> codes_;
  std::unordered_map<std::string_view, std::uint32_t> functions_;
  std::unordered_map<std::string_view, std::size_t> globalByName_;
  std::vector<GlobalVariable> globals_;
  std::vector<PlacedVariable> shared_;
  std::unordered_map<const ptx::Variable*, std::size_t> sharedByVariable_;
  std::uint32_t staticShared_ = 0;
  std::vector<std::unique_ptr<OpDetail>> details_;
  std::vector<OpPlace> places_;
  Mapped constantMemory_;
  std::uint32_t* constants_ = nullptr;
  std::uint32_t constantRows_ = 0;
  bool callsFunctions_ = false;
  bool communicates_ = false;
  std::uint32_t narrowestShared_ = 16;
  std::uint32_t narrowestGlobal_ = 16;
  std::unordered_map<std::uint64_t, Slot> known32_;
  std::unordered_map<std::uint64_t, Slot> known64_;
};

}  // namespace warpsmith::sim
