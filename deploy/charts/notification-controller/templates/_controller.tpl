{{/* Written by `npm run generate` from packages/notification-controller/src/installation.ts: edit it there. */}}
{{- define "notification-controller.flags" -}}
metrics-addr: ":8080"
health-addr: ":9440"
events-addr: ":9090"
receiverAddr: ":9292"
spool-path: "/data"
{{- end }}

{{- define "notification-controller.ports" -}}
- {"name":"http","containerPort":9090,"protocol":"TCP"}
- {"name":"http-webhook","containerPort":9292,"protocol":"TCP"}
- {"name":"http-prom","containerPort":8080,"protocol":"TCP"}
- {"name":"healthz","containerPort":9440,"protocol":"TCP"}
{{- end }}

{{- define "notification-controller.probes" -}}
livenessProbe: {"httpGet":{"port":"healthz","path":"/healthz"}}
readinessProbe: {"tcpSocket":{"port":"http"}}
{{- end }}

{{- define "notification-controller.volume" -}}
/data{{- end }}

{{- define "notification-controller.services" -}}
- {"name":"","targetPort":"http"}
- {"name":"webhook-receiver","targetPort":"http-webhook"}
{{- end }}

{{- define "notification-controller.ingress" -}}
- {"port":"http","from":"namespace"}
- {"port":"http-webhook","from":"webhooks"}
- {"port":"http-prom","from":"scraping"}
- {"port":"healthz","from":"kubelet"}
{{- end }}

{{- define "notification-controller.rules" -}}
- apiGroups: [notification.toolkit.fluxcd.io]
  resources: [receivers]
  verbs: [get, list, watch, patch]
- apiGroups: [notification.toolkit.fluxcd.io]
  resources: [receivers/status, alerts/status, alerts, providers/status, providers]
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
- apiGroups: [delivery.sluice.dev]
  resources: [gates]
  verbs: [get, list, watch, patch]
- apiGroups: [delivery.sluice.dev]
  resources: [gates/status]
  verbs: [patch]
- apiGroups: [kustomize.toolkit.fluxcd.io]
  resources: [kustomizations]
  verbs: [list, watch]
- apiGroups: [source.toolkit.fluxcd.io]
  resources: [gitrepositories]
  verbs: [list, watch]
- apiGroups: [flagger.app]
  resources: [canaries]
  verbs: [list, watch]
- apiGroups: [argoproj.io]
  resources: [rollouts]
  verbs: [list, watch]
- apiGroups: ['']
  resources: [serviceaccounts]
  resourceNames: [gate-reader]
  verbs: [impersonate]
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
