{{/* Written by `npm run generate` from packages/kustomize-controller/src/installation.ts: edit it there. */}}
{{- define "kustomize-controller.flags" -}}
metrics-addr: ":8080"
health-addr: ":9440"
{{- end }}

{{- define "kustomize-controller.ports" -}}
- {"name":"http-prom","containerPort":8080,"protocol":"TCP"}
- {"name":"healthz","containerPort":9440,"protocol":"TCP"}
{{- end }}

{{- define "kustomize-controller.probes" -}}
livenessProbe: {"httpGet":{"port":"healthz","path":"/healthz"}}
readinessProbe: {"httpGet":{"port":"healthz","path":"/readyz"}}
{{- end }}

{{- define "kustomize-controller.volume" -}}
{{- end }}

{{- define "kustomize-controller.services" -}}
[]
{{- end }}

{{- define "kustomize-controller.ingress" -}}
- {"port":"http-prom","from":"scraping"}
- {"port":"healthz","from":"kubelet"}
{{- end }}

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
