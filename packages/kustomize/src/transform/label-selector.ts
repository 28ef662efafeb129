/** Tells whether labels (or annotations) match. */
export type LabelMatcher = (labels: ReadonlyMap<string, string>) => boolean;

const forms: readonly { readonly form: RegExp; readonly compile: (match: RegExpExecArray) => LabelMatcher }[] = [
  {
    form: /^!\s*([\w./-]+)$/,
    compile:
      ([, name = '']) =>
      (labels) =>
        !labels.has(name),
  },
  {
    form: /^([\w./-]+)$/,
    compile:
      ([, name = '']) =>
      (labels) =>
        labels.has(name),
  },
  {
    form: /^([\w./-]+)\s*==?\s*([^\s,()=!<>]*)$/,
    compile:
      ([, name = '', wanted = '']) =>
      (labels) =>
        labels.get(name) === wanted,
  },
  {
    form: /^([\w./-]+)\s*!=\s*([^\s,()=!<>]*)$/,
    compile:
      ([, name = '', unwanted = '']) =>
      (labels) =>
        labels.get(name) !== unwanted,
  },
  {
    form: /^([\w./-]+)\s*([<>])\s*(-?\d+)$/,
    compile:
      ([, name = '', operator, bound = '0']) =>
      (labels) =>
        compareNumbers(labels.get(name), operator === '>' ? 1 : -1, Number(bound)),
  },
  {
    form: /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/,
    compile: ([, name = '', operator, list = '']) =>
      membership(
        name,
        operator === 'in',
        list.split(',').map((item) => item.trim()),
      ),
  },
];

/**
 * Reads a label selector in its text form: `a=b,c!=d,e in (f,g),!h`. An empty one matches everything.
 *
 * @throws Error that shows the part that is no requirement.
 */
export function parseLabelSelector(text: string): LabelMatcher {
  if (text.trim() === '') return () => true;
  const requirements = splitRequirements(text).map(parseRequirement);
  return (labels) => requirements.every((matches) => matches(labels));
}

/** At commas outside of parentheses. */
function splitRequirements(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}

function parseRequirement(text: string): LabelMatcher {
  for (const { form, compile } of forms) {
    const match = form.exec(text);
    if (match !== null) return compile(match);
  }
  throw new Error(`unable to parse requirement: ${JSON.stringify(text.slice(0, 100))}`);
}

function compareNumbers(text: string | undefined, sign: number, bound: number): boolean {
  return text !== undefined && /^-?\d+$/.test(text) && (Number(text) - bound) * sign > 0;
}

function membership(name: string, isIn: boolean, values: readonly string[]): LabelMatcher {
  return (labels) => {
    const label = labels.get(name);
    return isIn ? label !== undefined && values.includes(label) : label === undefined || !values.includes(label);
  };
}
