/** Tolerances by name, as other harnesses judge. */
import type { Dtype } from '../../format/dtype.js';
import type { TolerancePreset } from '../../problem/schema.js';
import type { Tolerance } from './tolerance.js';

/** `allclose`: |actual - expected| <= atol + rtol * |expected|. */
export function allclose(rtol: number, atol: number): Tolerance {
  return { relative: rtol, absolute: 0, plain: atol };
}

/**
 * What KernelBench takes for right: since November 2025 1e-4 for f32 and 1e-2 for the 16-bit formats, before that 1e-2
 * for all (src/kernelbench/eval.py of github.com/ScalingIntelligence/KernelBench, read at 423217d).
 */
export function presetTolerance(preset: TolerancePreset, dtype: Dtype): Tolerance {
  if (preset === 'kernelbench-2024') return allclose(1e-2, 1e-2);
  return dtype === 'f16' || dtype === 'bf16' ? allclose(1e-2, 1e-2) : allclose(1e-4, 1e-4);
}
