import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../object.ts';
import { customResourceType } from '../custom-type/custom-type.ts';
import { withCelDeadline } from './cel-deadline.ts';
import { CelError } from './cel-error.ts';
import { compileCel } from './compile-cel.ts';

const object = {
  metadata: { name: 'web', generation: 3, labels: { 'app.kubernetes.io/name': 'web' } },
  spec: { replicas: 5, tags: ['a', 'b'], cpu: '500m', __proto: 1 },
  status: {
    observedGeneration: 3,
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Synced', status: 'False' },
    ],
  },
};
const variables = Object.keys(object);

function evaluate(expression: string): JsonValue {
  // A busy machine must not decide this test; the deadline has its own.
  return compileCel(expression, { variables }).evaluate(object, { deadlineMs: 10_000 });
}

describe('expressions', () => {
  it.each<[string, JsonValue]>([
    ["status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')", true],
    ["status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')", true],
    ['has(status.conditions) && !has(status.missing)', true],
    ['metadata.generation == status.observedGeneration', true],
    ['spec.replicas / 2', 2],
    ['spec.replicas > 2.5', true],
    ["metadata.labels['app.kubernetes.io/name'] == metadata.name", true],
    ["spec.tags.map(t, t + '!')", ['a!', 'b!']],
    ["status.?missing.orValue('none')", 'none'],
    ["metadata.name.matches('^[a-z]+$')", true],
    ["metadata.name . matches ('^[0-9]+$')", false],
    ["'a.matches(b)'.matches('matches')", true],
    ["r'\\d'.size() + r'.matches('.size()", 11],
    ["'x1y22'.findAll('[0-9]+')", ['1', '22']],
    ["'aXbX'.replace('X', '-')", 'a-b-'],
    ["'aXbX'.replace('X', '-', 1)", 'a-bX'],
    ["'abc'.charAt(1) + 'abc'.reverse()", 'bcba'],
    ['[1, 2, 3].sum() + [4, 9].max() + [4, 9].min()', 19],
    ['[1, 3, 2].isSorted()', false],
    ["spec.tags.indexOf('b')", 1],
    ["sets.contains(spec.tags, ['a']) && !sets.intersects(spec.tags, ['z'])", true],
    ["quantity(spec.cpu).isLessThan(quantity('1')) && isQuantity('1Ki')", true],
    ["quantity('1Gi').add(quantity('1')).compareTo(quantity('1Gi'))", 1],
    ["duration('1h') > duration('59m') && timestamp('2026-01-01T00:00:00Z').getFullYear() == 2026", true],
    ['cel.bind(n, spec.replicas, n * n)', 25],
    ["has(status.constructor) || 'toString' in status", false],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it.each([
    ['status.missing == 1', 'No such key: missing'],
    ['status.constructor == 1', 'No such key: constructor'],
    ["spec.tags[7] == 'x'", 'out of'],
    ["'x'.matches('(')", 'invalid regular expression'],
    ["'x'.matches('(?=x)')", 'invalid regular expression'],
    ['1 / 0', 'ivi'],
  ])('%s fails on its input', (expression, message) => {
    const program = compileCel(expression, { variables });
    expect(() => program.evaluate(object)).toThrow(CelError);
    expect(() => program.evaluate(object)).toThrow(message);
  });

  it.each([
    ['1 +', 'nexpected'],
    ['unknown == 1', 'unknown'],
    ["'a' + 1", 'no such overload: string + int'],
    ["'a'.nothing()", 'nothing'],
    ["'a'.// c\nmatches('x')", 'comment'],
  ])('%s is refused before it runs', (expression, message) => {
    expect(() => compileCel(expression, { variables })).toThrow(message);
    expect(() => compileCel(expression, { variables })).toThrow(
      expect.objectContaining({ name: 'CelError', kind: 'compile' }),
    );
  });

  it('must be conditions where that is asked', () => {
    expect(() => compileCel('1 + 1', { variables, isCondition: true })).toThrow('must be a condition');
    expect(compileCel('spec.replicas > 1', { variables, isCondition: true }).evaluate(object)).toBe(true);
  });

  it('tell floats from integers by the schema', () => {
    const schema = customResourceType({
      type: 'object',
      properties: { ratio: { type: 'number' }, count: { type: 'integer' } },
    });
    const program = compileCel('self.ratio / 2.0 + double(self.count / 2)', { variables: ['self'] });
    expect(program.evaluate({ self: { ratio: 3, count: 3 } }, { schemas: { self: schema } })).toBe(2.5);
  });
});

describe('hostile expressions', () => {
  const list = Array.from({ length: 1000 }, (_, index) => index);

  it('are stopped at their deadline', () => {
    const program = compileCel('l.all(a, l.all(b, l.all(c, a + b + c >= 0)))', { variables: ['l'] });
    const start = performance.now();
    expect(() => program.evaluate({ l: list }, { deadlineMs: 50 })).toThrow(
      expect.objectContaining({ kind: 'deadline' }),
    );
    expect(performance.now() - start).toBeLessThan(2000);
    expect(program.evaluate({ l: [1] })).toBe(true);
  });

  it('match patterns in linear time', () => {
    const program = compileCel("s.matches('^(a+)+$')", { variables: ['s'] });
    expect(program.evaluate({ s: `${'a'.repeat(5000)}b` })).toBe(false);
  });

  it('share one deadline when they run together', () => {
    const program = compileCel('l.all(a, l.all(b, l.all(c, a + b + c >= 0)))', { variables: ['l'] });
    const run = (): unknown =>
      withCelDeadline(50, () => [1, 2].map(() => program.evaluate({ l: list }, { deadlineMs: 60_000 })));
    expect(run).toThrow(expect.objectContaining({ kind: 'deadline' }));
  });

  it('do not reach prototypes', () => {
    const data = JSON.parse('{"__proto__":{"polluted":1}}') as JsonValue;
    expect(
      compileCel("has(m.__proto__) && m['__proto__'].polluted == 1", { variables: ['m'] }).evaluate({ m: data }),
    ).toBe(true);
    expect(compileCel('has(m.__proto__) || has(m.constructor)', { variables: ['m'] }).evaluate({ m: {} })).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
