package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode/utf8"
)

// The tables stand between these two lines of a markdown file.
const (
	beginMark = "<!-- bench: result -->"
	endMark   = "<!-- bench: end -->"
)

// markdown is the report for pasting, with the facts of the machine.
func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", r.machine())
	for _, t := range r.tables() {
		fmt.Fprintf(&b, "\n%s:\n\n", t.title)
		pipes(&b, t.head, t.rows)
	}
	return b.String()
}

// saveMarkdown puts the report between the marks of a file, or prints it.
func (r report) saveMarkdown(file string) error {
	if file == "-" {
		_, err := fmt.Print("\n" + r.markdown())
		return err
	}
	old, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("opening the file for the tables: %w", err)
	}
	text, err := between(string(old), r.markdown())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// between replaces what is between the marks.
func between(text, result string) (string, error) {
	before, rest, ok := strings.Cut(text, beginMark)
	_, after, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return "", errors.New("there is no place for the tables: it is a line " + beginMark + " and, below it, a line " + endMark)
	}
	return before + beginMark + "\n\n" + result + "\n" + endMark + after, nil
}

func pipes(w io.Writer, head []string, rows [][]string) {
	fmt.Fprintf(w, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("--:|", len(head)))
	for _, row := range rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
}

// aligned writes a table for the terminal, columns flush right.
func aligned(w io.Writer, head []string, rows [][]string) {
	all := append([][]string{head}, rows...)
	widths := make([]int, len(head))
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range all {
		for i, cell := range row {
			fmt.Fprintf(w, "%*s", widths[i]+2, cell)
		}
		fmt.Fprintln(w)
	}
}

// machine says on what it was measured: nothing that would name whose it is.
func (r report) machine() string {
	cpu, kernel := "", runtime.GOOS
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		cpu = cpuModel(string(text)) + ", "
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		kernel = "Linux " + strings.TrimSpace(string(release))
	}
	what := fmt.Sprintf("%s%d cores, %s, %s %s", cpu, runtime.NumCPU(), kernel, runtime.Version(), runtime.GOARCH)
	if r.disk != "" {
		what += ", journals on " + r.disk
	}
	return what
}

// cpuModel is the name of the first processor in /proc/cpuinfo.
func cpuModel(text string) string {
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}
