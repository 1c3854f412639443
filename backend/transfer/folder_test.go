package transfer

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"confab/backend/session"
)

// isProblem fails the test unless err is a Problem with a code.
func isProblem(t *testing.T, err error, code session.Code) {
	t.Helper()
	if p, ok := err.(*session.Problem); !ok || p.Code != code {
		t.Errorf("it comes to %v, want %s", err, code)
	}
}

func write(t *testing.T, path string, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A folder is a zip archive that others can read, whatever part of it is read
// first: an upload goes on in the middle of it.
func TestAFolderIsAZIPFromAnyOffset(t *testing.T) {
	root := filepath.Join(t.TempDir(), "album")
	want := map[string]string{"album/a.txt": "one", "album/b/ü.txt": "two two", "album/empty": ""}
	write(t, filepath.Join(root, "a.txt"), "one")
	write(t, filepath.Join(root, "b", "ü.txt"), "two two")
	write(t, filepath.Join(root, "empty"), "")

	f, err := openFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
	if err != nil || int64(len(whole)) != f.Size() {
		t.Fatalf("%d bytes of %d, %v", len(whole), f.Size(), err)
	}
	z, err := zip.NewReader(bytes.NewReader(whole), f.Size())
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range z.File {
		r, err := member.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r) // which compares the checksum
		if err != nil || want[member.Name] != string(content) {
			t.Errorf("%s is %q, %v", member.Name, content, err)
		}
		delete(want, member.Name)
	}
	if len(want) > 0 {
		t.Errorf("there is no %v", want)
	}
	for at := range f.Size() {
		again, err := openFolder(root)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(io.NewSectionReader(again, at, f.Size()-at))
		if err != nil || !bytes.Equal(rest, whole[at:]) {
			t.Fatalf("from %d it is another one, %v", at, err)
		}
	}
	write(t, filepath.Join(root, "a.txt"), "six")
	if err := os.Chtimes(filepath.Join(root, "a.txt"), f.members[0].modified.Add(1e9), f.members[0].modified.Add(1e9)); err != nil {
		t.Fatal(err)
	}
	isProblem(t, f.Check(), FileChanged)
	_, err = f.ReadAt(make([]byte, f.Size()), 0)
	isProblem(t, err, FileChanged)
}
