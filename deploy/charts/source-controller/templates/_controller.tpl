{{/* What the pod dictates; the rest is in .Values.flags. */}}
{{- define "source-controller.flags" -}}
metrics-addr: ':8080'
health-addr: ':9440'
storage-path: /data
storage-addr: ':9090'
storage-adv-addr: {{ printf "%s.$(RUNTIME_NAMESPACE).svc.cluster.local." (include "sluice.name" .) | toJson }}
{{- end }}

{{/* What it asks of the API server, and no more. */}}
{{- define "source-controller.rules" -}}
- apiGroups: [source.toolkit.fluxcd.io]
  resources: [gitrepositories]
  verbs: [get, list, watch, patch]
- apiGroups: [source.toolkit.fluxcd.io]
  resources: [gitrepositories/status]
  verbs: [patch]
- apiGroups: ['']
  resources: [secrets]
  verbs: [get]
- apiGroups: ['']
  resources: [events]
  verbs: [create]
{{- end }}
