package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// memory is what a process occupies, in bytes, as /proc/PID/smaps_rollup says.
type memory struct {
	rss int // all its pages in memory
	pss int // shared pages divided by those who share them
}

func readMemory(pid int) (memory, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return memory{}, fmt.Errorf("reading the server's memory: %w", err)
	}
	return parseRollup(text)
}

func parseRollup(text []byte) (m memory, err error) {
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) != 3 || f[2] != "kB" {
			continue
		}
		var into *int
		switch f[0] {
		case "Rss:":
			into = &m.rss
		case "Pss:":
			into = &m.pss
		default:
			continue
		}
		kib, err := strconv.Atoi(f[1])
		if err != nil {
			return memory{}, fmt.Errorf("smaps_rollup: %q: %w", strings.TrimSpace(line), err)
		}
		*into = kib << 10
	}
	if m.rss == 0 || m.pss == 0 {
		return memory{}, fmt.Errorf("smaps_rollup has no Rss or no Pss")
	}
	return m, nil
}

// tick is the unit of /proc/PID/stat, USER_HZ, 100 a second on every Linux.
const tick = 10 * time.Millisecond

// parseStat takes the time in user and in kernel mode out of /proc/PID/stat.
// The second field is the program's name in brackets and may contain anything,
// so the fields are counted from the last bracket.
func parseStat(text []byte) (user, kernel time.Duration, err error) {
	end := bytes.LastIndexByte(text, ')')
	f := strings.Fields(string(text[end+1:]))
	const utime, stime = 14 - 3, 15 - 3 // proc(5) numbers them from 1, and two are gone
	if end < 0 || len(f) <= stime {
		return 0, 0, fmt.Errorf("/proc/PID/stat has an unknown form: %q", text)
	}
	u, err := strconv.ParseUint(f[utime], 10, 63)
	if err != nil {
		return 0, 0, fmt.Errorf("/proc/PID/stat, utime: %w", err)
	}
	k, err := strconv.ParseUint(f[stime], 10, 63)
	if err != nil {
		return 0, 0, fmt.Errorf("/proc/PID/stat, stime: %w", err)
	}
	return time.Duration(u) * tick, time.Duration(k) * tick, nil
}

// usage is the processor time a process has had since it started.
type usage struct {
	cpu          time.Duration // exact, dead threads included
	user, kernel time.Duration // to 10 ms, only good for their proportion
}

func readUsage(pid int) (u usage, err error) {
	if u.cpu, err = cpuClock(pid); err != nil {
		return u, fmt.Errorf("reading the processor time of process %d: %w", pid, err)
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return u, err
	}
	u.user, u.kernel, err = parseStat(text)
	return u, err
}

func (u usage) since(before usage) usage {
	return usage{u.cpu - before.cpu, u.user - before.user, u.kernel - before.kernel}
}
