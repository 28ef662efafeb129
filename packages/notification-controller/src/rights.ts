import { Alert, Gate, Provider, Receiver } from '@sluice/api';
import { coreKinds, type KindNames, reconciles, recordsEvents, type Right, watches } from '@sluice/core';

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

/** What notification-controller asks of an API server. */
export const notificationRights: readonly Right[] = [
  ...reconciles(Receiver),
  watches(Alert, 'who is told of what'),
  watches(Provider, 'how they are told'),
  { ...coreKinds.secret, verbs: ['get', 'list', 'watch'], why: 'tokens; changes of those that are labelled wake' },
  recordsEvents,
  ...wakes,
];
