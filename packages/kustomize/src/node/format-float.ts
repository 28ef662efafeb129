/**
 * A float64 as Go's YAML encoder prints it: shortest digits, exponent form below 1e-4 and from 1e6 on (`1e+06`). A
 * resource that went through a JSON patch carries its numbers in this form.
 */
export function formatFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
