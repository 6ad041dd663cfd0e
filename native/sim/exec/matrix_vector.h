#pragma once

#include <cstdint>

// Vectors for loops over matrices. Functions with WARPSMITH_WIDE are also compiled for AVX2, which
// the loader picks where the host has it.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WARPSMITH_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WARPSMITH_WIDE
#endif

namespace warpsmith::sim {

constexpr unsigned lanesWide = 8;
typedef float Floats __attribute__((vector_size(4 * lanesWide), aligned(4), may_alias));
typedef std::int32_t Ints __attribute__((vector_size(4 * lanesWide), aligned(4), may_alias));
typedef std::uint32_t Words __attribute__((vector_size(4 * lanesWide), aligned(4), may_alias));

// For elements of 64 bits. (Vectors wider than the machine's are made of single elements by the compiler.)
constexpr unsigned lanesHalf = 4;
typedef float HalfFloats __attribute__((vector_size(4 * lanesHalf), aligned(4), may_alias));
typedef std::int32_t HalfInts __attribute__((vector_size(4 * lanesHalf), aligned(4), may_alias));
typedef double Doubles __attribute__((vector_size(8 * lanesHalf), aligned(8), may_alias));
typedef std::int64_t Longs __attribute__((vector_size(8 * lanesHalf), aligned(8), may_alias));

}  // namespace warpsmith::sim
