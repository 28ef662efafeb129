import type { ContractArea } from '../contract-case.ts';
import { apply, configMap, create, get, inNamespace, patch, remove, update } from '../steps.ts';
import { rehearsalsOfKinds } from './kinds.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { a: '1' } };

/** Writes that are checked and answered, and not kept. */
export const dryRun: ContractArea = {
  area: 'dry-run',
  cases: [
    { name: 'create', steps: [create(`${maps}?dryRun=All`, configMap('one')), get(one)] },
    { name: 'create with generateName', steps: [create(`${maps}?dryRun=All`, { metadata: { generateName: 'x-' } })] },
    { name: 'create of what is there', steps: [create(maps, configMap('one')), create(`${maps}?dryRun=All`, configMap('one'))] },
    { name: 'create of what is invalid', steps: [create(`${maps}?dryRun=All`, configMap('Bad Name'))] },
    { name: 'update', steps: [create(maps, configMap('one')), update(`${one}?dryRun=All`, configMap('one', { a: '1' })), get(one)] },
    { name: 'patches', steps: [create(maps, configMap('one')), patch('merge', `${one}?dryRun=All`, { data: { a: '1' } }), patch('json', `${one}?dryRun=All`, [{ op: 'add', path: '/data', value: { b: '1' } }]), get(one)] },
    { name: 'apply', steps: [apply(one, object, 'x', 'dryRun=All'), get(one), apply(one, object, 'x'), apply(one, { ...object, data: { a: '2' } }, 'x', 'dryRun=All'), get(one)] },
    { name: 'delete', steps: [create(maps, configMap('one')), remove(`${one}?dryRun=All`), remove(one, { dryRun: ['All'] }), get(one)] },
    { name: 'delete of a collection', steps: [create(maps, configMap('one')), remove(`${maps}?dryRun=All`), get(maps)] },
    { name: 'delete of what is held', steps: [create(maps, configMap('one', {}, { finalizers: ['example.com/a'] })), remove(`${one}?dryRun=All`), get(one)] },
    { name: 'unknown value', steps: [create(`${maps}?dryRun=Some`, configMap('one')), patch('merge', `${one}?dryRun=Some`, {}), remove(`${one}?dryRun=Some`)] },
    ...rehearsalsOfKinds,
    { name: 'two values', steps: [create(`${maps}?dryRun=All&dryRun=All`, configMap('one'))] },
    { name: 'of status', steps: [create(inNamespace('v1', 'services'), { metadata: { name: 's' }, spec: { clusterIP: 'None' } }), patch('merge', `${inNamespace('v1', 'services', 's', 'status')}?dryRun=All`, { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }), get(inNamespace('v1', 'services', 's'))] },
  ],
};
