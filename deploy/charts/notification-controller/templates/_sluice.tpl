{{/*
What the charts of all controllers share. Written into each chart by `npm run generate` from tools/charts/templates:
edit it there. Strings of users always pass toJson, which is YAML that cannot end early.
*/}}

{{/* The name of everything in the namespace. Flux's own unless overridden, so that two of a kind never run at once. */}}
{{- define "sluice.name" -}}
{{- .Values.fullnameOverride | default .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end }}

{{/* The name of what belongs to no namespace: a release in another namespace has its own. */}}
{{- define "sluice.clusterName" -}}
{{- printf "%s-%s" (include "sluice.name" .) .Release.Namespace -}}
{{- end }}

{{/* Flux's selector, so that a Deployment of Flux can be taken over in place. */}}
{{- define "sluice.selector" -}}
app: {{ include "sluice.name" . | toJson }}
{{- end }}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/name: {{ .Chart.Name | toJson }}
app.kubernetes.io/component: {{ .Chart.Name | toJson }}
app.kubernetes.io/instance: {{ .Release.Name | toJson }}
app.kubernetes.io/part-of: sluice
app.kubernetes.io/version: {{ .Chart.AppVersion | toJson }}
app.kubernetes.io/managed-by: {{ .Release.Service | toJson }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | toJson }}
{{- end }}

{{- define "sluice.metadata" -}}
name: {{ include "sluice.name" . | toJson }}
namespace: {{ .Release.Namespace | toJson }}
labels:
  {{- include "sluice.labels" . | nindent 2 }}
{{- end }}

{{- define "sluice.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (include "sluice.name" .) -}}
{{- end }}

{{- define "sluice.image" -}}
{{- $registry := dig "imageRegistry" "" (.Values.global | default dict) -}}
{{- $repository := .Values.image.repository | default (printf "%s/%s" (trimSuffix "/" $registry) .Chart.Name) -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end }}

{{/* The command line: (list $ DEFAULTS), where .Values.flags win over the defaults. A list repeats its flag. */}}
{{- define "sluice.args" -}}
{{- $root := index . 0 -}}
{{- $flags := mergeOverwrite (deepCopy (index . 1)) (deepCopy $root.Values.flags) -}}
{{- range $name := keys $flags | sortAlpha }}
{{- $value := get $flags $name }}
{{- range $each := (kindIs "slice" $value | ternary $value (list $value)) }}
{{- if not (kindIs "invalid" $each) }}
- {{ printf "--%s=%s" $name (kindIs "string" $each | ternary $each (toJson $each)) | toJson }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Whether objects of every namespace are watched, as the controller's flag says; "true" or "". */}}
{{- define "sluice.watchesAll" -}}
{{- if ne (get .Values.flags "watch-all-namespaces" | toString) "false" }}true{{ end -}}
{{- end }}

{{/* The Lease of the leader: each label selector elects its own. */}}
{{- define "sluice.lease" -}}
{{- $selector := get .Values.flags "watch-label-selector" | default "" -}}
{{- printf "%s-leader-election" .Chart.Name -}}
{{- if $selector }}{{ printf "-%s" (sha256sum $selector | trunc 8) }}{{ end -}}
{{- end }}

{{- define "sluice.env" -}}
- name: RUNTIME_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
{{- range .Values.extraEnv }}
- {{ toJson . }}
{{- end }}
{{- end }}

{{/* The fields of a pod that are the same for every controller. */}}
{{- define "sluice.pod" -}}
serviceAccountName: {{ include "sluice.serviceAccountName" . | toJson }}
automountServiceAccountToken: true
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ toJson . }}
{{- end }}
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds | int }}
nodeSelector: {{ toJson .Values.nodeSelector }}
{{- with .Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{ toJson . }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
topologySpreadConstraints: {{ toJson . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65534
  runAsGroup: 65534
  fsGroup: 1337
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* The fields of the container that are the same for every controller. */}}
{{- define "sluice.container" -}}
name: manager
image: {{ include "sluice.image" . | toJson }}
imagePullPolicy: {{ .Values.image.pullPolicy | toJson }}
resources: {{ toJson .Values.resources }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities:
    drop:
      - ALL
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "sluice.podMetadata" -}}
labels:
  {{- include "sluice.selector" . | nindent 2 }}
  {{- range $name, $value := omit .Values.podLabels "app" }}
  {{ toJson $name }}: {{ toString $value | toJson }}
  {{- end }}
annotations:
  cluster-autoscaler.kubernetes.io/safe-to-evict: "true"
  {{- range $name, $value := omit .Values.podAnnotations "cluster-autoscaler.kubernetes.io/safe-to-evict" }}
  {{ toJson $name }}: {{ toString $value | toJson }}
  {{- end }}
{{- end }}
