package files

import (
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"time"

	"confab/server/wire"
)

// read sends a file that the visitor may read. One that does not exist is like
// one that the visitor may not read: no one learns what the server has.
func (d *Door) read(w http.ResponseWriter, r *http.Request) {
	hash, a := r.PathValue("hash"), visitorOf(r)
	if !wire.IsHash(hash) {
		d.refuse(w, r, noFile)
		return
	}
	may, err := d.access.MayRead(r.Context(), a, hash)
	if err == nil && !may && !d.store.isUploaded(a.ID, hash) {
		err = noFile
	}
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	d.send(w, r, wire.File{Hash: hash})
}

// readByToken sends a file of a message in the lobby.
func (d *Door) readByToken(w http.ResponseWriter, r *http.Request) {
	seq, index, ok := d.store.parseToken(r.PathValue("token"))
	if !ok {
		d.refuse(w, r, noFile)
		return
	}
	f, ok, err := d.access.InLobby(r.Context(), seq, index)
	if err == nil && !ok {
		err = noFile
	}
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	d.send(w, r, f)
}

// send sends a file, or the range of it that a request asks for.
func (d *Door) send(w http.ResponseWriter, r *http.Request, f wire.File) {
	blob, err := d.store.open(f.Hash)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	defer blob.Close()
	h := w.Header()
	h.Set("ETag", `"`+f.Hash+`"`)
	h.Set(wire.DigestHeader, digestOf(f.Hash))
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Cache-Control", "private, immutable")
	h.Set("Content-Disposition", "attachment")
	if named := mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}); f.Name != "" && named != "" {
		h.Set("Content-Disposition", named)
	}
	http.ServeContent(w, r, "", time.Time{}, &sending{File: blob, door: d, request: r, control: http.NewResponseController(w)})
}

// A sending is a blob on its way. The client has stallFor for each piece.
type sending struct {
	*os.File
	door    *Door
	request *http.Request
	control *http.ResponseController
	n       int
}

func (s *sending) Read(p []byte) (n int, err error) {
	if s.n >= checkEvery {
		s.n = 0
		if _, err := s.door.visitor(s.request); err != nil {
			return 0, fs.ErrPermission
		}
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(stallFor))
	n, err = s.File.Read(p)
	s.n += n
	return n, err
}

// digestOf returns a hash as wire.DigestHeader has it.
func digestOf(hash string) string {
	sum, _ := hex.DecodeString(hash) // which is a hash
	return wire.Digest(sum)
}
