/**
 * The lower tail of the standard normal distribution, from the series of erf and the continued fraction of erfc
 * (Abramowitz and Stegun, 7.1.6 and 7.1.14): nothing in common with the generator's rational approximations.
 */
export function normalTail(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const upper = z < 2 ? (1 - erfSeries(z)) / 2 : erfcFraction(z) / 2;
  return x < 0 ? upper : 1 - upper;
}

function erfSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; Math.abs(term) > 1e-18 * sum; n++) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
}

function erfcFraction(z: number): number {
  let fraction = z;
  for (let n = 200; n >= 1; n--) fraction = z + n / 2 / fraction;
  return Math.exp(-z * z) / (Math.sqrt(Math.PI) * fraction);
}
