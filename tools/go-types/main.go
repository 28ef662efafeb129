// Prints what Go types of the Kubernetes API say beyond OpenAPI: numbers of protobuf fields, which fields are
// pointers, which are left out when empty, which structs are inlined. One line for each type.
package main

import (
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

type printer struct {
	lines map[string]string
}

func main() {
	p := printer{lines: map[string]string{}}
	all := scheme.Scheme
	must(apiextensionsv1.AddToScheme(all))
	must(apiregistrationv1.AddToScheme(all))
	var kinds []string
	for gvk, t := range all.AllKnownTypes() {
		if !isServed(gvk) || strings.HasPrefix(t.PkgPath(), "k8s.io/apimachinery/") {
			continue
		}
		p.visit(t)
		kinds = append(kinds, fmt.Sprintf("%s %s=%s", gvk.GroupVersion(), gvk.Kind, nameOf(t)))
	}
	for _, value := range []any{
		metav1.DeleteOptions{}, metav1.CreateOptions{}, metav1.UpdateOptions{}, metav1.PatchOptions{}, metav1.Status{}, metav1.WatchEvent{},
		metav1.PartialObjectMetadataList{}, metav1.APIVersions{}, metav1.APIGroupList{}, metav1.APIResourceList{},
	} {
		p.visit(reflect.TypeOf(value))
	}
	sort.Strings(kinds)
	fmt.Println(strings.Join(kinds, "\n"))
	fmt.Println()
	names := make([]string, 0, len(p.lines))
	for name := range p.lines {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name + " " + p.lines[name])
	}
}

func isServed(gvk schema.GroupVersionKind) bool {
	return gvk.Version != "__internal" && !strings.Contains(gvk.Version, "alpha") && !strings.Contains(gvk.Version, "beta")
}

// visit records a struct and everything that its fields reach.
func (p printer) visit(t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := nameOf(t)
	if _, done := p.lines[name]; done || t.Kind() != reflect.Struct {
		return
	}
	p.lines[name] = ""
	var fields []string
	for i := 0; i < t.NumField(); i++ {
		if field, ok := p.field(t.Field(i)); ok {
			fields = append(fields, field)
		}
	}
	p.lines[name] = strings.Join(fields, ",")
}

// field prints `number:json name:flags:type`.
func (p printer) field(f reflect.StructField) (string, bool) {
	tag := strings.Split(f.Tag.Get("protobuf"), ",")
	if len(tag) < 2 {
		return "", false
	}
	json := strings.Split(f.Tag.Get("json"), ",")
	flags := flagsOf(f, json[1:], tag)
	name := json[0]
	if name == "" && !strings.Contains(flags, "i") {
		name = f.Name
	}
	return fmt.Sprintf("%s:%s:%s:%s", tag[1], name, flags, p.typeCode(f.Type, tag[0])), true
}

// p: pointer, o: omitempty, z: omitzero, i: inline
func flagsOf(f reflect.StructField, options []string, tag []string) string {
	flags := ""
	if f.Type.Kind() == reflect.Pointer {
		flags += "p"
	}
	for _, option := range options {
		switch option {
		case "omitempty":
			flags += "o"
		case "omitzero":
			flags += "z"
		case "inline":
			flags += "i"
		}
	}
	return flags
}

// typeCode prints a scalar by a letter, `[]x`, `{}x`, or the name of a struct.
func (p printer) typeCode(t reflect.Type, wire string) string {
	switch t.Kind() {
	case reflect.Pointer:
		return p.typeCode(t.Elem(), wire)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		if t.Name() != "" && t.PkgPath() != "" && wire == "bytes" && isItems(t) {
			return "[i]" + p.typeCode(t.Elem(), wire)
		}
		return "[]" + p.typeCode(t.Elem(), wire)
	case reflect.Map:
		return "{}" + p.typeCode(t.Elem(), wire)
	case reflect.Struct:
		p.visit(t)
		return nameOf(t)
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Float64:
		return "d"
	case reflect.Float32:
		return "f"
	case reflect.Int32:
		return "i32"
	case reflect.Int64:
		return "i64"
	case reflect.Int:
		return "i64"
	case reflect.Uint32, reflect.Uint64:
		return "u64"
	case reflect.Uint8:
		return "u64"
	case reflect.Interface:
		return "?"
	}
	fmt.Fprintln(os.Stderr, "no code for", t)
	os.Exit(1)
	return ""
}

// isItems tells whether a named slice is a message of its own with one repeated field.
func isItems(t reflect.Type) bool {
	_, marshals := reflect.New(t).Interface().(interface{ Marshal() ([]byte, error) })
	return marshals
}

func nameOf(t reflect.Type) string {
	path := strings.TrimPrefix(t.PkgPath(), "k8s.io/")
	for _, prefix := range []string{"api/", "apimachinery/pkg/apis/", "apimachinery/pkg/", "apiextensions-apiserver/pkg/apis/", "kube-aggregator/pkg/apis/"} {
		path = strings.TrimPrefix(path, prefix)
	}
	return strings.ReplaceAll(path, "/", ".") + "." + t.Name()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
