package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"confab/server/wire"
)

// floorEnv makes this program the floor instead of the bench. Its value is the
// plan of the crowd that the floor waits for, see floorPlan.
const floorEnv = "CONFAB_BENCH_FLOOR"

// startFloor runs this same program as the floor. One processor and no
// preemption signals: nothing of Go's runtime shall run beside the loop.
func startFloor(ctx context.Context, p plan) (*target, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program for the floor: %w", err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), floorEnv+"="+p.floorText(), "GOMAXPROCS=1", "GOGC=off", "GODEBUG=asyncpreemptoff=1")
	return start(ctx, "floor", cmd)
}

// atFloor is the plan of a crowd before the floor. Its senders say what a
// server would make of a request, so that the floor hands out lines of the same
// length and need not make any.
func (p plan) atFloor() plan {
	p.form.ready = true
	return p
}

// floorText is what a floor has to know of p, and floorPlan reads it.
func (p plan) floorText() string {
	return fmt.Sprintf("%d %d %d %d %s", p.receivers, p.senders, p.form.rooms, p.form.text, p.form.speaks)
}

func floorPlan(text string) (p plan, err error) {
	var speaks string
	if _, err := fmt.Sscan(text, &p.receivers, &p.senders, &p.form.rooms, &p.form.text, &speaks); err != nil {
		return p, fmt.Errorf("%s=%q: %w", floorEnv, text, err)
	}
	p.form.speaks = wire.Version(speaks)
	return p.atFloor(), nil
}
