package main

import (
	"io"
	"os"
	"syscall"
	"time"
)

// Without its store, which stops at the same moment, an API server takes long to give up.
const stopGrace = 2 * time.Second

// stopWithStdin makes the program end as if it had been sent SIGTERM once its standard input closes, where the
// caller asks for it, and without more ado if that takes too long. A test runner that is killed then leaves no
// servers behind.
func stopWithStdin() {
	if os.Getenv("CONTROL_PLANE_STOP_WITH_STDIN") == "" {
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
		time.Sleep(stopGrace)
		os.Exit(1)
	}()
}
