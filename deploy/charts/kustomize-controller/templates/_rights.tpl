{{/* Written by `npm run generate` from packages/kustomize-controller/src/rights.ts: edit it there. */}}
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
{{- end }}

{{- define "kustomize-controller.viewRules" -}}
- apiGroups: [kustomize.toolkit.fluxcd.io]
  resources: [kustomizations]
  verbs: [get, list, watch]
{{- end }}

{{- define "kustomize-controller.editRules" -}}
- apiGroups: [kustomize.toolkit.fluxcd.io]
  resources: [kustomizations]
  verbs: [create, delete, deletecollection, patch, update]
{{- end }}
