{{/* What the pod dictates; the rest is in .Values.flags. */}}
{{- define "kustomize-controller.flags" -}}
metrics-addr: ':8080'
health-addr: ':9440'
{{- end }}

{{/* What it asks of the API server in its own name; what it applies is another's right, or cluster-admin's. */}}
{{- define "kustomize-controller.rules" -}}
- apiGroups: [kustomize.toolkit.fluxcd.io]
  resources: [kustomizations]
  verbs: [get, list, watch, patch]
- apiGroups: [kustomize.toolkit.fluxcd.io]
  resources: [kustomizations/status]
  verbs: [patch]
- apiGroups: [source.toolkit.fluxcd.io]
  resources: [gitrepositories]
  verbs: [list, watch]
- apiGroups: ['']
  resources: [configmaps, secrets]
  verbs: [get, list, watch]
- apiGroups: ['']
  resources: [serviceaccounts]
  verbs: [get, impersonate]
- apiGroups: ['']
  resources: [events]
  verbs: [create]
{{- if not .Values.rbac.clusterAdmin }}
{{- range .Values.rbac.observe }}
- apiGroups: {{ toJson .apiGroups }}
  resources: {{ toJson .resources }}
  verbs: [get, list, watch]
{{- end }}
{{- end }}
{{- end }}
