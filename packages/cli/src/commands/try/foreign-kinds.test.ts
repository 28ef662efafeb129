import { describe, expect, it } from 'vitest';
import { foreignKinds } from './foreign-kinds.ts';

const object = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`;
const found = (text: string) =>
  foreignKinds(new Map([['a.yaml', Buffer.from(text)]])).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

describe('foreignKinds', () => {
  it.each([
    [
      'a kind of another controller',
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease'),
      ['helm.toolkit.fluxcd.io/v2 HelmRelease'],
    ],
    ['not a kind of ours', object('source.toolkit.fluxcd.io/v1', 'GitRepository'), []],
    ['not a built-in kind', object('apps/v1', 'Deployment'), []],
    ['not a mistaken version of a built-in group', object('apps/v2', 'Deployment'), []],
    ["not kustomize's own files", object('kustomize.config.k8s.io/v1beta1', 'Kustomization'), []],
    [
      'what a List holds',
      `apiVersion: v1\nkind: List\nmetadata: {}\nitems: [{apiVersion: x.example/v1, kind: Thing, metadata: {name: a}}]\n`,
      ['x.example/v1 Thing'],
    ],
    ['nothing in a template', '{{ broken', []],
  ])('finds %s', (_title, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
