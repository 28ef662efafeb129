{{/* What the pod dictates; the rest is in .Values.flags. */}}
{{- define "notification-controller.flags" -}}
metrics-addr: ':8080'
health-addr: ':9440'
events-addr: ':9090'
receiverAddr: ':9292'
spool-path: /data
{{- end }}

{{/* What it asks of the API server; Receivers wake the kinds that Flux's schema lets them name. */}}
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
