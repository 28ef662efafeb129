import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { deepEqual } from '../json/deep-equal.ts';
import { addQuantities, compareQuantities, parseQuantity, type Quantity, QuantityError } from '../quantity/quantity.ts';
import { CelError } from './cel-error.ts';
import { addNetwork } from './cel-network.ts';
import { type CelValue, fromCel } from './cel-values.ts';

/** The function that calls of `matches` are renamed to. */
export const linearMatches = 'matchesInLinearTime';

const mostPatterns = 200;
const patterns = new Map<string, RE2JS>();

function compiled(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  if (patterns.size >= mostPatterns) patterns.clear();
  try {
    const compiledPattern = RE2JS.compile(pattern);
    patterns.set(pattern, compiledPattern);
    return compiledPattern;
  } catch (cause) {
    throw new CelError('evaluation', `invalid regular expression: ${pattern.slice(0, 100)}`, { cause });
  }
}

function findAll(text: string, pattern: string, most: number): string[] {
  const matcher = compiled(pattern).matcher(text);
  const found: string[] = [];
  while (found.length < most && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

/** A quantity inside an expression. */
class CelQuantity {
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    this.quantity = quantity;
  }

  toString(): string {
    return this.quantity.text;
  }
}

const nano = 1_000_000_000n;

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

/** An environment with the functions that Kubernetes and Flux add to CEL, as far as they are served here. */
export function kubernetesEnvironment(): Environment {
  // The engine builds its tables on first use, which must not count against somebody's deadline.
  compiled('^$').matcher('').find();
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  addText(environment);
  addLists(environment);
  addSets(environment);
  addQuantity(environment);
  addNetwork(environment);
  return environment;
}

function addText(environment: Environment): void {
  const replaceSome = (text: string, from: string, to: string, most: bigint): string =>
    most < 0n
      ? text.replaceAll(from, () => to)
      : text.split(from).reduce((joined, part, index) => joined + (index <= Number(most) ? to : from) + part);
  environment
    .registerFunction(`string.${linearMatches}(string): bool`, (text: string, pattern: string) =>
      compiled(pattern).matcher(text).find(),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      findAll(text, pattern, Infinity),
    )
    .registerFunction('string.findAll(string, int): list<string>', (text: string, pattern: string, most: bigint) =>
      findAll(text, pattern, most < 0n ? Infinity : Number(most)),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      replaceSome(text, from, to, -1n),
    )
    .registerFunction('string.replace(string, string, int): string', replaceSome)
    .registerFunction('string.charAt(int): string', (text: string, index: bigint) => charAt(text, Number(index)))
    .registerFunction('string.reverse(): string', (text: string) => Array.from(text).toReversed().join(''));
}

function charAt(text: string, index: number): string {
  const characters = Array.from(text);
  if (index < 0 || index > characters.length) throw new CelError('evaluation', `index out of range: ${index}`);
  return characters[index] ?? '';
}

type Ordered = bigint | number | string;

function addLists(environment: Environment): void {
  environment
    .registerFunction('list<dyn>.isSorted(): bool', (list: Ordered[]) =>
      list.every((item, index) => index === 0 || !((list[index - 1] as Ordered) > item)),
    )
    .registerFunction('list<dyn>.sum(): dyn', (list: CelValue[]) => sum(list))
    .registerFunction('list<dyn>.min(): dyn', (list: Ordered[]) => extreme(list, 'min', (a, b) => a < b))
    .registerFunction('list<dyn>.max(): dyn', (list: Ordered[]) => extreme(list, 'max', (a, b) => a > b))
    .registerFunction('list<dyn>.indexOf(dyn): int', (list: CelValue[], item: CelValue) =>
      BigInt(list.findIndex((own) => same(own, item))),
    )
    .registerFunction('list<dyn>.lastIndexOf(dyn): int', (list: CelValue[], item: CelValue) =>
      BigInt(list.findLastIndex((own) => same(own, item))),
    );
}

function sum(list: readonly CelValue[]): bigint | number {
  if (list.every((item) => typeof item === 'bigint')) return list.reduce((total, item) => total + item, 0n);
  return list.reduce<number>((total, item) => total + Number(item), 0);
}

function extreme(list: readonly Ordered[], name: string, isBetter: (a: Ordered, b: Ordered) => boolean): Ordered {
  const [first, ...rest] = list;
  if (first === undefined) throw new CelError('evaluation', `${name} called on empty list`);
  return rest.reduce((best, item) => (isBetter(item, best) ? item : best), first);
}

function same(a: CelValue, b: CelValue): boolean {
  return a === b || deepEqual(fromCel(a), fromCel(b));
}

/** What the name `sets` stands for. */
class CelSets {
  readonly namespace = 'sets';
}

function addSets(environment: Environment): void {
  const contains = (list: CelValue[], wanted: CelValue[]): boolean =>
    wanted.every((item) => list.some((own) => same(own, item)));
  environment
    .registerType('CelSets', CelSets)
    .registerConstant('sets', 'CelSets', new CelSets())
    .registerFunction(
      'CelSets.contains(list<dyn>, list<dyn>): bool',
      (_sets: CelSets, list: CelValue[], wanted: CelValue[]) => contains(list, wanted),
    )
    .registerFunction(
      'CelSets.equivalent(list<dyn>, list<dyn>): bool',
      (_sets: CelSets, a: CelValue[], b: CelValue[]) => contains(a, b) && contains(b, a),
    )
    .registerFunction(
      'CelSets.intersects(list<dyn>, list<dyn>): bool',
      (_sets: CelSets, a: CelValue[], b: CelValue[]) => a.some((item) => b.some((own) => same(own, item))),
    );
}

function addQuantity(environment: Environment): void {
  const compare = (a: CelQuantity, b: CelQuantity): number => compareQuantities(a.quantity, b.quantity);
  const negated = ({ quantity }: CelQuantity): Quantity => ({ ...quantity, nano: -quantity.nano });
  environment
    .registerType('Quantity', CelQuantity)
    .registerFunction('isQuantity(string): bool', isQuantity)
    .registerFunction('quantity(string): Quantity', (text: string) => new CelQuantity(parseQuantity(text)))
    .registerFunction('Quantity.compareTo(Quantity): int', (a: CelQuantity, b: CelQuantity) => BigInt(compare(a, b)))
    .registerFunction('Quantity.isGreaterThan(Quantity): bool', (a: CelQuantity, b: CelQuantity) => compare(a, b) > 0)
    .registerFunction('Quantity.isLessThan(Quantity): bool', (a: CelQuantity, b: CelQuantity) => compare(a, b) < 0)
    .registerFunction('Quantity.sign(): int', ({ quantity }: CelQuantity) =>
      BigInt(compareQuantities(quantity, parseQuantity('0'))),
    )
    .registerFunction('Quantity.isInteger(): bool', ({ quantity }: CelQuantity) => quantity.nano % nano === 0n)
    .registerFunction('Quantity.asInteger(): int', ({ quantity }: CelQuantity) => quantity.nano / nano)
    .registerFunction(
      'Quantity.asApproximateFloat(): double',
      ({ quantity }: CelQuantity) => Number(quantity.nano) / Number(nano),
    )
    .registerFunction(
      'Quantity.add(Quantity): Quantity',
      (a: CelQuantity, b: CelQuantity) => new CelQuantity(addQuantities(a.quantity, b.quantity)),
    )
    .registerFunction(
      'Quantity.sub(Quantity): Quantity',
      (a: CelQuantity, b: CelQuantity) => new CelQuantity(addQuantities(a.quantity, negated(b))),
    );
}
