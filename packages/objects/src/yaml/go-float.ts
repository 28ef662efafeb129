/** A float as Go's `FormatFloat(value, 'g', -1, 64)` writes it: the fewest digits that read back as the same number. */
export function goFloat64(value: number): string {
  return goFloat(value, value.toExponential());
}

/** The same for a value that was rounded to 32 bits first, as sigs.k8s.io/yaml does with keys of maps. */
export function goFloat32(value: number): string {
  const single = Math.fround(value);
  return goFloat(single, Number.isFinite(single) ? shortestOfFloat32(single) : '');
}

function goFloat(value: number, exponential: string): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = ''] = exponential.split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(Number(exponential));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function shortestOfFloat32(single: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential();
}
