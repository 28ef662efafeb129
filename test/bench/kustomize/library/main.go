// Command library answers build requests with the kustomize library, so that a comparison does not pay for processes.
// Each line of the input is a JSON object with dir and options; each is answered by one line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

type request struct {
	Dir     string            `json:"dir"`
	Options map[string]string `json:"options"`
	// Discard leaves the YAML out of the answer.
	Discard bool `json:"discard"`
}

type answer struct {
	OK    bool    `json:"ok"`
	YAML  string  `json:"yaml,omitempty"`
	Error string  `json:"error,omitempty"`
	MS    float64 `json:"ms"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		data, _ := json.Marshal(build(r))
		out.Write(append(data, '\n'))
		out.Flush()
	}
}

func build(r request) (a answer) {
	started := time.Now()
	defer func() {
		if p := recover(); p != nil {
			a = answer{Error: fmt.Sprint("panic: ", p)}
		}
		a.MS = float64(time.Since(started).Microseconds()) / 1000
	}()
	o := krusty.MakeDefaultOptions()
	if r.Options["reorder"] == "legacy" {
		o.Reorder = krusty.ReorderOptionLegacy
	}
	if r.Options["loadRestrictions"] == "none" {
		o.LoadRestrictions = types.LoadRestrictionsNone
	}
	m, err := krusty.MakeKustomizer(o).Run(filesys.MakeFsOnDisk(), r.Dir)
	if err != nil {
		return answer{Error: err.Error()}
	}
	y, err := m.AsYaml()
	if err != nil {
		return answer{Error: err.Error()}
	}
	if r.Discard {
		y = nil
	}
	return answer{OK: true, YAML: string(y)}
}
