package desktop

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	"confab/server/atomicfile"
)

// The path of a socket has at most about 100 bytes on every system, which a data
// folder's may exceed, and not every disk can hold one. So the socket is in a
// folder for such things, under a short name, and the data folder has a file
// that says where: what the two processes have in their environments may differ.

// errNoSocket says that the process that uses a folder cannot be asked.
var errNoSocket = errors.New("it has no socket")

// listenFor makes the socket at which the process that uses data is asked, and
// notes in data where it is. It is for the process that has the folder's lock:
// what has the socket's name was left behind by one that ended.
func listenFor(data string) (net.Listener, error) {
	var failed error
	for _, dir := range socketFolders() {
		listener, err := listenIn(dir, data)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		path := listener.Addr().String()
		if err := atomicfile.Write(filepath.Join(data, socketFile), []byte(path+"\n")); err != nil {
			return nil, errors.Join(err, listener.Close())
		}
		return listener, nil
	}
	return nil, failed
}

// listenIn makes the socket in dir.
func listenIn(dir, data string) (net.Listener, error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	if err := ownFolder(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, socketName(data))
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// dialFor connects to the process that uses data.
func dialFor(data string) (net.Conn, error) {
	path, err := os.ReadFile(filepath.Join(data, socketFile))
	if err != nil {
		return nil, errNoSocket
	}
	at := strings.TrimSpace(string(path))
	if err := ownFolder(filepath.Dir(at)); err != nil { // or somebody else listens there by now
		return nil, err
	}
	return net.Dial("unix", at)
}

// socketName is the name of the socket for a data folder: short, and another one
// for each folder.
func socketName(data string) string {
	if whole, err := filepath.Abs(data); err == nil {
		data = whole
	}
	if real, err := filepath.EvalSymlinks(data); err == nil {
		data = real
	}
	sum := sha256.Sum256([]byte(data))
	return "confab-" + hex.EncodeToString(sum[:8]) + ".sock"
}

// ownFolder returns an error unless dir is a folder that this user alone can use.
func ownFolder(dir string) error {
	info, err := os.Lstat(dir) // no link either, whose target somebody else may choose
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no folder", dir)
	case !ours(info):
		return fmt.Errorf("%s is another user's", dir)
	}
	return atomicfile.Private(dir, "ask for this window")
}
