package main

import (
	"fmt"
	"syscall"
	"time"
	"unsafe"
)

// measures says that CPU, memory and the floor can be had on this system.
const measures = true

// cpuClock is the processor time of another process in nanoseconds, by its CPU
// clock (clock_getcpuclockid). The kernel sums over all threads and those that
// have ended, and brings running ones up to date. The files do not: schedstat of
// a process is its first thread's, under task/ the dead are missing, and stat
// counts ticks of 10 ms.
func cpuClock(pid int) (time.Duration, error) {
	const sched = 2 // CPUCLOCK_SCHED: time on a processor, user and kernel
	clock := ^int32(pid)<<3 | sched
	var ts syscall.Timespec
	_, _, e := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&ts)), 0)
	if e != 0 {
		return 0, e
	}
	return time.Duration(ts.Nano()), nil
}

// enoughFiles checks the limit of open files before a thousand connections have
// been made in vain. Go itself has raised the soft limit to the hard one, in the
// server and the floor as well.
func enoughFiles(opts options) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("reading the limit of open files: %w", err)
	}
	const others = 64
	if need := opts.connections() + others; uint64(need) > limit.Max {
		return fmt.Errorf("the clients of floor and servers need %d open files and this system allows %d; raise it with ulimit -Hn, or ask for fewer -receivers, -rooms or -members", need, limit.Max)
	}
	return nil
}
