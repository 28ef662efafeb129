import { describe, expect, it } from 'vitest';
import {
  allows,
  coreKinds,
  createManager,
  policyRules,
  reconciles,
  type Right,
  silentLogger,
  userRights,
} from './index.ts';
import { openWorld, widgetKind, widgetType } from './test-support/widget-world.ts';

const widget = { group: 'test.example', kind: 'Widget', plural: 'widgets' };
const gadget = { group: 'test.example', kind: 'Gadget', plural: 'gadgets' };

describe('rules of a role', () => {
  it('grant what is declared, together where the verbs are the same', () => {
    const rights: readonly Right[] = [
      ...reconciles(widget),
      ...reconciles(gadget),
      { ...coreKinds.secret, verbs: ['get'], why: 'credentials' },
    ];
    expect(policyRules(rights)).toEqual([
      { apiGroups: ['test.example'], resources: ['widgets', 'gadgets'], verbs: ['get', 'list', 'watch', 'patch'] },
      { apiGroups: ['test.example'], resources: ['widgets/status', 'gadgets/status'], verbs: ['patch'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
    ]);
  });

  it('of users reach no status', () => {
    const resources = (['view', 'edit'] as const).flatMap((role) => policyRules(userRights([widget], role)));
    expect(resources.map((rule) => rule.resources)).toEqual([['widgets'], ['widgets']]);
  });

  it('do not mix up groups, subresources and verbs', () => {
    const rights = reconciles(widget);
    expect(allows(rights, widgetType, 'watch')).toBe(true);
    expect(allows(rights, widgetType, 'delete')).toBe(false);
    expect(allows(rights, { ...widgetType, apiVersion: 'other.example/v1' }, 'watch')).toBe(false);
    expect(allows([{ ...widget, subresource: 'status', verbs: ['patch'], why: '' }], widgetType, 'patch')).toBe(false);
    expect(
      allows([{ ...coreKinds.secret, verbs: ['get'], why: '' }], { apiVersion: 'v1', kind: 'Secret' }, 'get'),
    ).toBe(true);
  });
});

describe('a manager', () => {
  it('refuses at once what its program does not declare', async () => {
    const world = await openWorld();
    const open = (rights: readonly Right[]) =>
      createManager({ name: 'widget-controller', client: world.client, log: silentLogger, rights });
    const add = (rights: readonly Right[]) => {
      const manager = open(rights);
      manager.addController({
        kind: widgetKind({}),
        cache: manager.cache(widgetType),
        concurrency: 1,
        statusFieldManager: 'w',
      });
    };
    expect(() => open([]).cache(widgetType)).toThrow(
      'widget-controller does not declare that it may list,watch Widget',
    );
    expect(() => add([{ ...widget, verbs: ['list', 'watch'], why: '' }])).toThrow('may get,patch Widget');
    expect(() => add(reconciles(widget))).not.toThrow();
    await world.close();
  });
});
