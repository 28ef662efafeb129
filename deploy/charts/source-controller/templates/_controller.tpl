{{/* Written by `npm run generate` from packages/source-controller/src/installation.ts: edit it there. */}}
{{- define "source-controller.flags" -}}
metrics-addr: ":8080"
health-addr: ":9440"
storage-path: "/data"
storage-addr: ":9090"
storage-adv-addr: "{{ include "sluice.name" . }}.$(RUNTIME_NAMESPACE).svc.cluster.local."
{{- end }}

{{- define "source-controller.ports" -}}
- {"name":"http","containerPort":9090,"protocol":"TCP"}
- {"name":"http-prom","containerPort":8080,"protocol":"TCP"}
- {"name":"healthz","containerPort":9440,"protocol":"TCP"}
{{- end }}

{{- define "source-controller.probes" -}}
livenessProbe: {"httpGet":{"port":"healthz","path":"/healthz"}}
readinessProbe: {"httpGet":{"port":"http","path":"/"}}
{{- end }}

{{- define "source-controller.volume" -}}
/data{{- end }}

{{- define "source-controller.services" -}}
- {"name":"","targetPort":"http"}
{{- end }}

{{- define "source-controller.ingress" -}}
- {"port":"http","from":"namespace"}
- {"port":"http-prom","from":"scraping"}
- {"port":"healthz","from":"kubelet"}
{{- end }}

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
