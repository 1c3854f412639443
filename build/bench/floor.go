package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// floorEnv makes this program the floor instead of the bench. Its value says
// for how many connections the floor waits, "receivers,senders".
const floorEnv = "CONFAB_BENCH_FLOOR"

// startFloor runs this same program as the floor. One processor and no
// preemption signals: nothing of Go's runtime shall run beside the loop.
func startFloor(ctx context.Context, receivers, senders int) (*target, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program for the floor: %w", err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(),
		fmt.Sprintf("%s=%d,%d", floorEnv, receivers, senders),
		"GOMAXPROCS=1", "GOGC=off", "GODEBUG=asyncpreemptoff=1")
	return start(ctx, "floor", cmd)
}
