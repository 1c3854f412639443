package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// chooseDisk is the folder for journals: the one named, or one for temporary
// files that is on a disk. It is what was named where the system does not say.
func chooseDisk(named string) (string, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return named, nil // not Linux
	}
	folders := []string{named}
	if named == "" {
		folders = []string{os.TempDir(), "/var/tmp"}
	}
	for _, folder := range folders {
		kind := fileSystem(string(mounts), folder)
		if !inRAM(kind) {
			return folder, nil
		}
	}
	return "", fmt.Errorf("what is stored in %s is not on a disk; name another folder with -disk", strings.Join(folders, " or "))
}

// fileSystem is that of the journals, to be told with the figures.
func (o options) fileSystem() string {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	return fileSystem(string(mounts), o.disk)
}

func inRAM(kind string) bool { return kind == "tmpfs" || kind == "ramfs" }

// fileSystem is what kind of file system a folder is on, by /proc/self/mountinfo
// (proc(5)): that of the longest mount point above it, the last of equal ones.
func fileSystem(mounts, folder string) (kind string) {
	if abs, err := filepath.Abs(folder); err == nil {
		folder = abs
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	longest := 0
	for line := range strings.Lines(mounts) {
		mount, device, _ := strings.Cut(line, " - ")
		fields, about := strings.Fields(mount), strings.Fields(device)
		if len(fields) < 5 || len(about) < 1 {
			continue
		}
		point := strings.TrimSuffix(strings.ReplaceAll(fields[4], `\040`, " "), "/") + "/"
		if strings.HasPrefix(folder+"/", point) && len(point) >= longest {
			longest, kind = len(point), about[0]
		}
	}
	return kind
}
