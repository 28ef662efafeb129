{{/* Written by `npm run generate` from packages/source-controller/src/rights.ts: edit it there. */}}
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

{{- define "source-controller.viewRules" -}}
- apiGroups: [source.toolkit.fluxcd.io]
  resources: [gitrepositories]
  verbs: [get, list, watch]
{{- end }}

{{- define "source-controller.editRules" -}}
- apiGroups: [source.toolkit.fluxcd.io]
  resources: [gitrepositories]
  verbs: [create, delete, deletecollection, patch, update]
{{- end }}
