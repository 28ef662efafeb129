{{/* Written by `npm run generate` from packages/notification-controller/src/rights.ts: edit it there. */}}
{{- define "notification-controller.rules" -}}
- apiGroups: [notification.toolkit.fluxcd.io]
  resources: [receivers]
  verbs: [get, list, watch, patch]
- apiGroups: [notification.toolkit.fluxcd.io]
  resources: [receivers/status]
  verbs: [patch]
- apiGroups: [notification.toolkit.fluxcd.io]
  resources: [alerts, providers]
  verbs: [list, watch]
- apiGroups: ['']
  resources: [secrets]
  verbs: [get, list, watch]
- apiGroups: ['']
  resources: [events]
  verbs: [create]
- apiGroups: [source.toolkit.fluxcd.io]
  resources: [buckets, externalartifacts, gitrepositories, helmcharts, helmrepositories, ocirepositories]
  verbs: [get, list, patch]
- apiGroups: [kustomize.toolkit.fluxcd.io]
  resources: [kustomizations]
  verbs: [get, list, patch]
- apiGroups: [helm.toolkit.fluxcd.io]
  resources: [helmreleases]
  verbs: [get, list, patch]
- apiGroups: [image.toolkit.fluxcd.io]
  resources: [imagepolicies, imagerepositories, imageupdateautomations]
  verbs: [get, list, patch]
{{- end }}

{{- define "notification-controller.viewRules" -}}
- apiGroups: [notification.toolkit.fluxcd.io]
  resources: [alerts, providers, receivers]
  verbs: [get, list, watch]
- apiGroups: [delivery.sluice.dev]
  resources: [gates]
  verbs: [get, list, watch]
{{- end }}

{{- define "notification-controller.editRules" -}}
- apiGroups: [notification.toolkit.fluxcd.io]
  resources: [alerts, providers, receivers]
  verbs: [create, delete, deletecollection, patch, update]
- apiGroups: [delivery.sluice.dev]
  resources: [gates]
  verbs: [create, delete, deletecollection, patch, update]
{{- end }}
