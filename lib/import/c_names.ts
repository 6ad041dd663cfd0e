/** Types, constants and PyTorch's names for dtypes, as host code writes them. */
import type { Dtype } from '../format/dtype.js';

const dtypesByType: Record<string, Dtype> = {
  float: 'f32',
  double: 'f64',
  half: 'f16',
  __half: 'f16',
  'at::Half': 'f16',
  'c10::Half': 'f16',
  __nv_bfloat16: 'bf16',
  'at::BFloat16': 'bf16',
  'c10::BFloat16': 'bf16',
  int: 'i32',
  int32_t: 'i32',
  int64_t: 'i64',
  long: 'i64',
  'long long': 'i64',
  int8_t: 'i8',
  uint8_t: 'u8',
  bool: 'bool',
};

const otherBytes: Record<string, number> = {
  char: 1,
  short: 2,
  int16_t: 2,
  uint16_t: 2,
  unsigned: 4,
  'unsigned int': 4,
  uint32_t: 4,
  size_t: 8,
  uint64_t: 8,
  'unsigned long long': 8,
  float2: 8,
  float4: 16,
  double2: 16,
  half2: 4,
  __half2: 4,
  int4: 16,
};
const dtypeBytes: Record<Dtype, number> = { f64: 8, f32: 4, f16: 2, bf16: 2, i64: 8, i32: 4, i8: 1, u8: 1, bool: 1 };

/** The dtype whose elements C++ calls so, or null. */
export function dtypeOfType(type: string): Dtype | null {
  return Object.hasOwn(dtypesByType, type) ? (dtypesByType[type] ?? null) : null;
}

/** What `sizeof` gives, or null for a type that is not known here. */
export function bytesOfType(type: string): number | null {
  const dtype = dtypeOfType(type);
  if (dtype) return dtypeBytes[dtype];
  return Object.hasOwn(otherBytes, type) ? (otherBytes[type] ?? null) : null;
}

/** What device code calls a dtype; PyTorch's own types of 16 bits have another name there. */
export const deviceTypes: Partial<Record<Dtype, string>> = {
  f32: 'float',
  f64: 'double',
  f16: '__half',
  bf16: '__nv_bfloat16',
  i32: 'int',
  i64: 'long long',
  i8: 'signed char',
  u8: 'unsigned char',
  bool: 'bool',
};

const dtypesByTorch: Record<string, Dtype> = {
  Float: 'f32',
  Float32: 'f32',
  float: 'f32',
  float32: 'f32',
  F32: 'f32',
  Double: 'f64',
  Float64: 'f64',
  double: 'f64',
  float64: 'f64',
  Half: 'f16',
  Float16: 'f16',
  half: 'f16',
  float16: 'f16',
  BFloat16: 'bf16',
  bfloat16: 'bf16',
  Int: 'i32',
  Int32: 'i32',
  int: 'i32',
  int32: 'i32',
  Long: 'i64',
  Int64: 'i64',
  long: 'i64',
  int64: 'i64',
  Char: 'i8',
  Int8: 'i8',
  int8: 'i8',
  Byte: 'u8',
  UInt8: 'u8',
  uint8: 'u8',
  Bool: 'bool',
  bool: 'bool',
};

/** Of a name such as "torch::kFloat32", "at::ScalarType::Half" or "torch.float32"; else null. */
export function dtypeOfTorch(name: string): Dtype | null {
  const word =
    /^(?:torch|at|c10)::(?:k|ScalarType::)(\w+)$/.exec(name)?.[1] ??
    /^(?:at|c10)::ScalarType::(\w+)$/.exec(name)?.[1] ??
    /^torch\.(\w+)$/.exec(name)?.[1] ??
    /^k(\w+)$/.exec(name)?.[1] ??
    '';
  return Object.hasOwn(dtypesByTorch, word) ? (dtypesByTorch[word] ?? null) : null;
}

/** The C and CUDA headers' constants, for the host's arithmetic. */
export const hostConstants: Record<string, number> = {
  FLT_MAX: 3.4028234663852886e38,
  FLT_MIN: 1.1754943508222875e-38,
  FLT_EPSILON: 2 ** -23,
  DBL_MAX: Number.MAX_VALUE,
  INFINITY: Infinity,
  'std::numeric_limits<float>::infinity': Infinity,
  'std::numeric_limits<float>::max': 3.4028234663852886e38,
  'std::numeric_limits<float>::lowest': -3.4028234663852886e38,
  M_PI: Math.PI,
  M_SQRT2: Math.SQRT2,
  M_SQRT1_2: Math.SQRT1_2,
  M_E: Math.E,
  'math.pi': Math.PI,
  'math.inf': Infinity,
  INT_MAX: 2 ** 31 - 1,
  INT_MIN: -(2 ** 31),
};
