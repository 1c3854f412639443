package transfer

import (
	"io"
	"os"
	"time"
)

// A source is what is uploaded. Any part of it can be read again, so that an
// upload goes on where it was interrupted.
type source interface {
	io.ReaderAt
	io.Closer
	Size() int64
	Check() error // a Problem if it is not what it was when the upload began
}

// openSource opens a file, which has to be as it was, or a folder.
func openSource(path, name string, folder bool, size int64, modified time.Time) (source, error) {
	if folder {
		f, err := openFolder(path)
		if err != nil {
			return nil, notRead(err, name)
		}
		if f.Size() != size {
			_ = f.Close()
			return nil, problem(FileChanged, "name", name)
		}
		return f, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, notRead(err, name)
	}
	s := &fileSource{File: f, name: name, size: size, modified: modified}
	if err := s.Check(); err != nil {
		_ = f.Close()
		return nil, err
	}
	return s, nil
}

// A fileSource is a file.
type fileSource struct {
	*os.File
	name     string
	size     int64
	modified time.Time
}

func (s *fileSource) Size() int64 { return s.size }

// Check compares what the file is with what it was: the one that is open, and the
// one that has its name now.
func (s *fileSource) Check() error {
	opened, err := s.Stat()
	if err != nil {
		return problem(FileUnread, "name", s.name)
	}
	named, err := os.Stat(s.File.Name())
	if err != nil || !os.SameFile(opened, named) || opened.Size() != s.size || !opened.ModTime().Equal(s.modified) {
		return problem(FileChanged, "name", s.name)
	}
	return nil
}
