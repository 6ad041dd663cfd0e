#include "sim/exec/families.h"

#include <string_view>
#include <unordered_map>

namespace warpsmith::sim {

namespace {

const std::unordered_map<std::string_view, FamilyDecoder>& families() {
  static const std::unordered_map<std::string_view, FamilyDecoder> byRoot{
      {"bra", decodeControl},
      {"brx", decodeControl},
      {"call", decodeControl},
      {"ret", decodeControl},
      {"exit", decodeControl},
      {"trap", decodeControl},
      {"nanosleep", decodeControl},
      {"pmevent", decodeControl},
      {"brkpt", decodeControl},
      {"setmaxnreg", decodeControl},
      {"griddepcontrol", decodeControl},
      {"discard", decodeControl},
      {"mov", decodeMove},
      {"cvta", decodeMove},
      {"isspacep", decodeMove},
      {"selp", decodeMove},
      {"alloca", decodeMove},
      {"istypep", decodeMove},
      {"setp", decodeCompare},
      {"set", decodeCompare},
      {"ld", decodeLoadStore},
      {"st", decodeLoadStore},
      {"ldu", decodeLoadStore},
      {"prefetch", decodeLoadStore},
      {"prefetchu", decodeLoadStore},
      {"applypriority", decodeLoadStore},
      {"createpolicy", decodeLoadStore},
      {"atom", decodeAtomic},
      {"red", decodeAtomic},
      {"fence", decodeAtomic},
      {"membar", decodeAtomic},
      {"shfl", decodeExchange},
      {"vote", decodeExchange},
      {"match", decodeExchange},
      {"redux", decodeExchange},
      {"activemask", decodeExchange},
      {"elect", decodeExchange},
      {"bar", decodeBarrier},
      {"barrier", decodeBarrier},
      {"mma", decodeMatrix},
      {"wmma", decodeMatrix},
      {"ldmatrix", decodeMatrix},
      {"stmatrix", decodeMatrix},
      {"movmatrix", decodeMatrix},
      {"wgmma", decodeWarpgroup},
      {"stacksave", decodeStack},
      {"mapa", decodeCluster},
      {"getctarank", decodeCluster},
      {"mbarrier", decodeMemoryBarrier},
      {"cp", decodeAsyncCopy},
      {"tensormap", decodeBulkCopy},
  };
  return byRoot;
}

}  // namespace

bool decodeInstruction(Decoder& decoder, Op& op) {
  const auto found = families().find(decoder.root());
  return found == families().end() ? decodeArithmetic(decoder, op) : found->second(decoder, op);
}

}  // namespace warpsmith::sim
