//go:build crash

package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/server/wire"
)

// A full disk ends an upload with a sentence. It goes on where it was once there
// is room.
func TestOnAFullDiskAnUploadStopsAndGoesOn(t *testing.T) {
	disk := t.TempDir()
	tool(t, "mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "tmpfs", disk)
	t.Cleanup(func() { tool(t, "umount", "--lazy", disk) })
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 5<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serveOn(t, filepath.Join(disk, "data"), []string{"-files-reserve", "0"})
	device := newDevice()
	ann := (&running{address: s.address}).come(t, "ann", device, "")
	up := &sender{client: door(t, device), content: bytes.Repeat([]byte("0123456789abcdef"), 7<<20/16)}
	if err := up.begin(s.address); err != nil {
		t.Fatal(err)
	}
	res, text := (&running{address: s.address}).do(t, up.client, "PATCH", up.path, bytes.NewReader(up.content),
		wire.UploadOffsetHeader, "0", wire.UploadCompleteHeader, wire.Complete, "Content-Type", wire.PartialUpload)
	if res.StatusCode != http.StatusInsufficientStorage || !strings.Contains(text, `"disk-full"`) || !strings.Contains(text, "disk is full.") {
		t.Errorf("the answer is %d %s, want 507 and a sentence", res.StatusCode, text)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	at, _, err := up.resume(t, s.address)
	if err == nil {
		err = up.send(s.address, at, whole)
	}
	if err := errors.Join(err, ann.Ask(wire.Ping{ID: "p"})); err != nil {
		t.Fatal(err)
	}
	e := ann.posts("lobby", "m1", strings.TrimPrefix(up.path, wire.UploadsPath), "big")
	if f := wire.FilesOf(e); len(f) != 1 || f[0].Hash != hashOf(string(up.content)) {
		t.Errorf("the message has %+v, want the hash of what was sent", f)
	}
}
