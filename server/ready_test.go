package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"confab/server/datadir"
	"confab/server/wire"
)

// readReady reads what a server has written for the program that started it.
func readReady(t *testing.T, path string) (r ready) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAProgramReadsThatTheServerIsReady(t *testing.T) {
	dir := t.TempDir()
	path, data := filepath.Join(dir, "ready.json"), filepath.Join(dir, "data")
	for start := range 2 {
		s := serve(t, "-name", "Lab 3", "-data", data, "-metrics", "127.0.0.1:0", "-ready-file", path)
		if _, err := s.out.wait(`msg=metrics`); err != nil { // which comes after it
			t.Fatal(err)
		}
		r := readReady(t, path)
		if text, err := os.ReadFile(path); err != nil || start == 0 && !strings.Contains(string(text), "&t=") {
			t.Errorf("the administrator's link is not as one copies it: %s, %v", text, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("the file is %v, %v, want it to be this user's alone", info, err)
		}
		link, err := wire.ParseLink(r.Link)
		if err != nil || link.Address != s.address || r.Address != s.address || link.Key == "" || link.Token != "" {
			t.Errorf("the link is %s (%v), want one to %s with the server's key", r.Link, err, s.address)
		}
		if first, err := wire.ParseLink(r.Administrator); start == 0 && (err != nil || first.Token == "" || first.Key != link.Key) || start > 0 && r.Administrator != "" {
			t.Errorf("at start %d the administrator's link is %q", start, r.Administrator)
		}
		if r.PID != os.Getpid() || r.Name != "Lab 3" || !strings.HasSuffix(s.address, ":"+strings.TrimPrefix(r.Address, "127.0.0.1:")) || r.Data != data ||
			!strings.Contains(s.out.String(), "url="+r.Metrics+" ") || r.Metrics == "" || r.Version == "" || r.Links == nil {
			t.Errorf("it is %+v", r)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*ready*")); len(left) > 0 {
			t.Errorf("afterwards there is %q", left)
		}
	}
}

// What a server that was killed has left is not taken for the next one's, and
// neither is that one's removed by an older server.
func TestAReadyFileIsTheServersThatWroteItLast(t *testing.T) {
	f := readyFile(filepath.Join(t.TempDir(), "ready"))
	others := ready{PID: os.Getpid() + 1, Link: "chat://lab:1"}
	if err := f.write(others); err != nil {
		t.Fatal(err)
	}
	if err := f.remove(); err != nil {
		t.Fatal(err)
	}
	if r := readReady(t, string(f)); r.PID != others.PID {
		t.Errorf("another server's file is %+v", r)
	}
	if err := f.clear(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(string(f)); err == nil {
		t.Error("a new server leaves what an older one has written until it is ready itself")
	}
}

func TestAReadyFileTakesTheNameOfNothingElse(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"letter": "Dear Ann", "settings.json": `{"theme":"dark"}`} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, errs := execute(nil, "-listen", "127.0.0.1:0", "-data", datadir.Memory, "-ready-file", path)
		if code != exitFailed || !strings.Contains(errs, "a file that no server has written") {
			t.Errorf("exit %d, %s", code, errs)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("the file has %q, %v", got, err)
		}
	}
	// What is no file would be removed like an empty one: /dev/null, by root.
	device := filepath.Join(dir, "device")
	if err := os.Symlink(os.DevNull, device); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	} else if err == nil {
		if err := readyFile(device).clear(); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("a device comes to %v", err)
		}
		if _, err := os.Lstat(device); err != nil {
			t.Errorf("the device is gone: %v", err)
		}
	}
	// As mktemp makes it.
	if err := os.WriteFile(filepath.Join(dir, "reserved"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := readyFile(filepath.Join(dir, "reserved")).clear(); err != nil {
		t.Errorf("an empty file comes to %v", err)
	}
	// Nobody's link is used up by a server that could not say it.
	data := filepath.Join(dir, "data")
	code, _, errs := execute(nil, "-listen", "127.0.0.1:0", "-data", data, "-ready-file", filepath.Join(dir, "missing", "ready"))
	if _, err := os.Lstat(data); code != exitFailed || !strings.Contains(errs, "-ready-file") || strings.Contains(errs, ".ready-") || !strings.Contains(errs, "folder that exists") || err == nil {
		t.Errorf("exit %d, %s", code, errs)
	}
}
