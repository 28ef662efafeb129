import type { Option } from 'commander';

/** What help says of a flag: its description, the choices, a default that says something, the environment variable. */
export function describeOption(option: Option): string {
  const { argChoices, envVar, description } = option;
  const value = defaultOf(option);
  const extra = [
    ...(argChoices === undefined ? [] : [`choices: ${argChoices.join(', ')}`]),
    ...(value === undefined ? [] : [`default: ${value}`]),
    ...(envVar === undefined ? [] : [`env: ${envVar}`]),
  ];
  return extra.length === 0 ? description : `${description} (${extra.join('; ')})`;
}

/** Nothing for a flag that is off, a text or a list that is empty. */
function defaultOf({ defaultValue, defaultValueDescription }: Option): string | undefined {
  const value = (defaultValueDescription ?? defaultValue) as unknown;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(',');
  if (value === undefined || value === false || value === '') return undefined;
  return String(value);
}
