package files

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"confab/server/wire"
)

// A problem is how a request is refused: RFC 9457, with a sentence for a person
// in title and a code for a program.
type problem struct {
	Type   string `json:"type,omitempty"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`

	// Of an offset that does not match, see the draft.
	Expected *int64 `json:"expected-offset,omitempty"`
	Provided *int64 `json:"provided-offset,omitempty"`
}

func (p problem) Error() string { return p.Title }

// offsetType is the type of a problem with the offset of an upload.
const offsetType = "https://iana.org/assignments/http-problem-types#mismatching-upload-offset"

var (
	noFile    = problem{Title: "The server does not have this file, or you cannot read it.", Status: http.StatusNotFound, Code: string(wire.NoFile)}
	noUpload  = problem{Title: "There is no such upload. Start again.", Status: http.StatusNotFound, Code: "no-upload"}
	noPage    = problem{Title: "Web pages cannot use this server's files.", Status: http.StatusForbidden, Code: "browser"}
	noKey     = problem{Title: "Connect with the key of your device.", Status: http.StatusUnauthorized, Code: "no-key"}
	muted     = problem{Title: "You are muted on this server.", Status: http.StatusForbidden, Code: string(wire.Muted)}
	badHeader = problem{Title: "The request has no usable Upload-Length, Upload-Offset, Upload-Complete or Content-Type.", Status: http.StatusBadRequest, Code: "bad-request"}
	busy      = problem{Title: "You have too many transfers at the same time.", Status: http.StatusTooManyRequests, Code: "busy"}
)

// problemOf returns how an error is answered.
func problemOf(err error) problem {
	if p, ok := errors.AsType[problem](err); ok {
		return p
	}
	if r, ok := errors.AsType[wire.Reply](err); ok {
		return problem{Title: r.Text, Status: http.StatusForbidden, Code: "refused"}
	}
	switch {
	case errors.Is(err, errGone):
		return noUpload
	case errors.Is(err, fs.ErrNotExist):
		return noFile
	case errors.Is(err, errTooLarge):
		return problem{Title: "The file is larger than this server allows.", Status: http.StatusRequestEntityTooLarge, Code: "too-large"}
	case errors.Is(err, errTooMany):
		return problem{Title: "You have too many unfinished uploads.", Status: http.StatusTooManyRequests, Code: "too-many-uploads"}
	case errors.Is(err, errFull):
		return problem{Title: "The server's disk is full.", Status: http.StatusInsufficientStorage, Code: "disk-full"}
	case errors.Is(err, errQuota):
		return problem{Title: "The server has no more room for your files.", Status: http.StatusInsufficientStorage, Code: "quota"}
	case errors.Is(err, errLength):
		return problem{Title: "The file became longer or shorter while it was sent.", Status: http.StatusBadRequest, Code: "wrong-length"}
	case errors.Is(err, errSuperseded):
		return problem{Title: "Another request continues this upload.", Status: http.StatusConflict, Code: "superseded"}
	}
	return problem{Title: "The server could not do this.", Status: http.StatusInternalServerError, Code: "failed"}
}

// refuse answers a request with what is wrong with it.
func (d *Door) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError && r.Context().Err() == nil && !errors.Is(err, context.Canceled) {
		d.store.log.Warn("a request for a file failed", "request", r.Method+" "+strings.TrimRight(r.URL.Path, "/"), "error", err)
	}
	text, _ := json.Marshal(p)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(text, '\n'))
}
