package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/atomicfile"
	"confab/server/wire"
)

// Backup brings the blobs of the data folder dir, and the secret of the tokens,
// to the folder to, where some may be already. Blobs never change, so on one file
// system they are links. The server may run: a blob that goes meanwhile is left out.
func Backup(ctx context.Context, dir, to string) error {
	dir, to = filepath.Join(dir, FolderName), filepath.Join(to, FolderName)
	text, err := os.ReadFile(filepath.Join(dir, secretName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a server that has never had files
	}
	if err == nil {
		err = os.MkdirAll(filepath.Join(to, blobsName), 0o700)
	}
	if err == nil {
		err = atomicfile.Write(filepath.Join(to, secretName), text)
	}
	if err == nil {
		err = eachBlob(ctx, dir, func(hash string) error { return backupBlob(dir, to, hash) })
	}
	if err != nil {
		return fmt.Errorf("copying the files of messages: %w", err)
	}
	return nil
}

func backupBlob(dir, to, hash string) error {
	from, target := blobPath(dir, hash), blobPath(to, hash)
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	err := os.Link(from, target)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return atomicfile.Names(filepath.Dir(target))
	}
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer in.Close()
	return atomicfile.Backup(target, func(part string) error {
		out, err := os.OpenFile(part, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, in)
		return errors.Join(err, out.Close())
	})
}

// A Report says what Check has found.
type Report struct {
	Files    int64
	Bytes    int64
	Problems []string // sentences without a full stop
}

// Check reads all blobs in a data folder and compares their hashes with their
// names. The server may run.
func Check(ctx context.Context, dir string) (r Report, err error) {
	dir = filepath.Join(dir, FolderName)
	err = eachBlob(ctx, dir, func(hash string) error {
		f, err := os.Open(blobPath(dir, hash))
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it has gone meanwhile
		} else if err != nil {
			return err
		}
		defer f.Close()
		h := sha256.New()
		n, err := io.Copy(h, f)
		r.Files, r.Bytes = r.Files+1, r.Bytes+n
		if err != nil || wire.HashOf(h.Sum(nil)) != hash {
			r.Problems = append(r.Problems, fmt.Sprintf("the file %s is damaged", blobPath(dir, hash)))
		}
		return nil
	})
	return r, err
}

// eachBlob calls f with the hash of each blob in a folder of files.
func eachBlob(ctx context.Context, dir string, f func(hash string) error) error {
	folders, err := os.ReadDir(filepath.Join(dir, blobsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, folder := range folders {
		blobs, err := os.ReadDir(filepath.Join(dir, blobsName, folder.Name()))
		if err != nil {
			return err
		}
		for _, blob := range blobs {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if hash := blob.Name(); wire.IsHash(hash) {
				if err := f(hash); err != nil {
					return err
				}
			}
		}
	}
	return err
}

func blobPath(dir, hash string) string { return filepath.Join(dir, blobsName, hash[:2], hash) }
