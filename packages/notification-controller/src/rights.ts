import { Alert, Gate, GitRepository, Kustomization, Provider, Receiver } from '@sluice/api';
import {
  coreKinds,
  type KindNames,
  reconciles,
  recordsEvents,
  reportsOn,
  resumes,
  type Right,
  watches,
} from '@sluice/core';

/** The kinds whose definitions come with notification-controller. */
export const notificationKinds: readonly KindNames[] = [Alert, Gate, Provider, Receiver];

/** Kinds that upstream's schema lets Receivers and Alerts name, with their plurals; others need a role of the user's. */
const flux: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'source.toolkit.fluxcd.io': {
    Bucket: 'buckets',
    ExternalArtifact: 'externalartifacts',
    GitRepository: 'gitrepositories',
    HelmChart: 'helmcharts',
    HelmRepository: 'helmrepositories',
    OCIRepository: 'ocirepositories',
  },
  'kustomize.toolkit.fluxcd.io': { Kustomization: 'kustomizations' },
  'helm.toolkit.fluxcd.io': { HelmRelease: 'helmreleases' },
  'image.toolkit.fluxcd.io': {
    ImagePolicy: 'imagepolicies',
    ImageRepository: 'imagerepositories',
    ImageUpdateAutomation: 'imageupdateautomations',
  },
};

const wakes: readonly Right[] = Object.entries(flux).flatMap(([group, kinds]) =>
  Object.entries(kinds).map(([kind, plural]): Right => ({
    group,
    kind,
    plural,
    verbs: ['get', 'list', 'patch'],
    why: 'woken by Receivers; labels that Alerts select by',
  })),
);

/** The ServiceAccount as which Gates may read without another role: its namespace's owner gives it rights. */
const gateReader = 'gate-reader';

const targets: readonly KindNames[] = [
  { group: 'flagger.app', kind: 'Canary', plural: 'canaries' },
  { group: 'argoproj.io', kind: 'Rollout', plural: 'rollouts' },
];

/** What Gates need: their usual facts and targets. Everything else is read as a ServiceAccount of the user's choice. */
const gates: readonly Right[] = [
  ...reconciles(Gate),
  watches(Kustomization, 'facts that Gates are bound to'),
  watches(GitRepository, 'facts that Gates are bound to'),
  ...targets.map((kind) => watches(kind, 'revisions of what Gates hold')),
  {
    ...coreKinds.serviceAccount,
    verbs: ['impersonate'],
    names: [gateReader],
    why: 'reads what Gates with this spec.serviceAccountName are bound to',
  },
];

/** What notification-controller asks of an API server. */
export const notificationRights: readonly Right[] = [
  ...reconciles(Receiver),
  watches(Alert, 'who is told of what'),
  watches(Provider, 'how they are told'),
  ...[Alert, Provider].flatMap((kind) => [reportsOn(kind), resumes(kind)]),
  { ...coreKinds.secret, verbs: ['get', 'list', 'watch'], why: 'tokens; changes of those that are labelled wake' },
  recordsEvents,
  ...gates,
  ...wakes,
];
