package files

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"confab/server/wire"
)

// statusWithin is how long HEAD waits for a request that it ends.
const statusWithin = 10 * time.Second

// create begins an upload. A small file may come with the request.
func (d *Door) create(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(wire.UploadLimitHeader, d.uploadLimit())
	u, err := d.begun(r)
	if err != nil {
		w.Header().Set("Connection", "close")
		d.refuse(w, r, err)
		return
	}
	w.Header().Set("Location", wire.UploadsPath+u.id)
	if r.Header.Get(wire.UploadCompleteHeader) == wire.Complete {
		d.receive(w, r, u, 0, true)
		return
	}
	tell(w, u.noted())
	w.WriteHeader(http.StatusCreated)
}

// begun begins the upload that a request asks for.
func (d *Door) begun(r *http.Request) (*upload, error) {
	a, ctx := visitorOf(r), r.Context()
	if err := mayUpload(a); err != nil {
		return nil, err
	}
	whole := r.Header.Get(wire.UploadCompleteHeader) == wire.Complete
	length, err := strconv.ParseInt(r.Header.Get(wire.UploadLengthHeader), 10, 64)
	if err != nil && whole && r.Header.Get(wire.UploadLengthHeader) == "" {
		length, err = r.ContentLength, nil
	}
	switch {
	case err != nil || length < 0, !whole && r.Header.Get(wire.UploadCompleteHeader) != wire.Incomplete, !whole && r.ContentLength != 0:
		return nil, badHeader
	case whole && r.ContentLength >= 0 && r.ContentLength != length:
		return nil, errLength
	case whole && length > wire.MaxWhole:
		return nil, errTooLarge
	}
	var posted int64
	if d.store.limits.User > 0 {
		hashes, err := d.access.PostedBy(ctx, a)
		if err != nil {
			return nil, err
		}
		posted = d.store.sizeOf(hashes)
	}
	return d.store.create(a.ID, length, posted, whole)
}

// status says how far an upload is.
func (d *Door) status(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), statusWithin)
	defer cancel()
	u, err := d.own(r)
	var rec record
	if err == nil {
		rec, err = u.status(ctx)
	}
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set(wire.UploadLimitHeader, d.uploadLimit())
	tell(w, rec)
	w.WriteHeader(http.StatusNoContent)
}

// append goes on with an upload.
func (d *Door) append(w http.ResponseWriter, r *http.Request) {
	u, err := d.own(r)
	offset, bad := strconv.ParseInt(r.Header.Get(wire.UploadOffsetHeader), 10, 64)
	complete := r.Header.Get(wire.UploadCompleteHeader)
	if err == nil && (bad != nil || offset < 0 || r.Header.Get("Content-Type") != wire.PartialUpload ||
		complete != wire.Complete && complete != wire.Incomplete) {
		err = badHeader
	}
	if err != nil {
		w.Header().Set("Connection", "close")
		d.refuse(w, r, err)
		return
	}
	d.receive(w, r, u, offset, complete == wire.Complete)
}

// receive takes the body of a request.
func (d *Door) receive(w http.ResponseWriter, r *http.Request, u *upload, offset int64, last bool) {
	control := http.NewResponseController(w)
	body := &body{door: d, request: r, control: control}
	rec, err := u.append(r.Context(), offset, body, last, body.interrupt)
	if body.err != nil {
		err = body.err
	}
	if err == nil {
		tell(w, rec)
		if rec.Hash != "" {
			w.WriteHeader(http.StatusOK)
		} else {
			w.WriteHeader(http.StatusNoContent)
		}
		return
	}
	w.Header().Set("Connection", "close")
	if errors.Is(err, errOffset) {
		tell(w, rec)
		err = problem{Type: offsetType, Title: "The upload is at another offset.", Status: http.StatusConflict, Code: "wrong-offset", Expected: &rec.Offset, Provided: &offset}
	}
	d.refuse(w, r, err)
}

// remove forgets an upload.
func (d *Door) remove(w http.ResponseWriter, r *http.Request) {
	u, err := d.own(r)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	u.remove()
	w.WriteHeader(http.StatusNoContent)
}

// own returns the visitor's upload that a request is about.
func (d *Door) own(r *http.Request) (*upload, error) {
	return d.store.find(r.PathValue("id"), visitorOf(r).ID)
}

// tell says how far an upload is.
func tell(w http.ResponseWriter, rec record) {
	h := w.Header()
	h.Set(wire.UploadOffsetHeader, strconv.FormatInt(rec.Offset, 10))
	h.Set(wire.UploadLengthHeader, strconv.FormatInt(rec.Length, 10))
	h.Set(wire.UploadCompleteHeader, wire.Incomplete)
	if rec.Hash != "" {
		h.Set(wire.UploadCompleteHeader, wire.Complete)
		h.Set(wire.DigestHeader, digestOf(rec.Hash))
	}
}

// checkEvery is after how many bytes of a transfer the server looks whether the
// user is banned since.
const checkEvery = 16 << 20

// A body is what a client sends. It ends when nothing comes for stallFor.
type body struct {
	door    *Door
	request *http.Request
	control *http.ResponseController
	n       int
	err     error // of the check
	stopped atomic.Bool
}

// interrupt ends a Read, now or later.
func (b *body) interrupt() {
	b.stopped.Store(true)
	_ = b.control.SetReadDeadline(time.Unix(1, 0))
}

func (b *body) Read(p []byte) (n int, err error) {
	if b.n >= checkEvery {
		b.n = 0
		if _, b.err = b.door.visitor(b.request); b.err != nil {
			return 0, b.err
		}
	}
	_ = b.control.SetReadDeadline(time.Now().Add(stallFor))
	if b.stopped.Load() { // or else interrupt sets the deadline after this
		return 0, errSuperseded
	}
	n, err = b.request.Body.Read(p)
	b.n += n
	return n, err
}
