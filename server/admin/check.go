package admin

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"confab/server/accounts"
	"confab/server/datadir"
	"confab/server/files"
	"confab/server/journal"
	"confab/server/tlskey"
)

// checkData reads all of the data in dir and writes to out how much there is.
// problems says what is damaged or missing; an error means that the data could
// not be checked.
func checkData(ctx context.Context, dir string, out io.Writer) (problems []string, err error) {
	gone, some, err := datadir.Missing(dir)
	if err != nil {
		return nil, err
	}
	if !some {
		return nil, fmt.Errorf("there is no data in %s: name the server's folder with -data, or start the server once, which makes it", dir)
	}
	has := map[string]bool{}
	for _, f := range datadir.Files {
		has[f.Name] = !slices.Contains(gone, f)
	}
	for _, f := range gone {
		problems = append(problems, datadir.Lost([]datadir.File{f}))
	}
	if has[journal.FileName] {
		r, err := journal.Check(ctx, dir)
		if problems, err = join(problems, r.Problems, err); err != nil {
			return nil, err
		}
		if r.Version > 0 {
			fmt.Fprintf(out, "%s: %s in %s, numbers %d to %d, %d expired, %s.\n", dir, number(r.Events, "event"), number(r.Rooms, "room"), r.First, r.Last, r.Expired, number(r.Bytes, "byte"))
		}
	}
	if has[accounts.FileName] {
		more, err := accounts.Check(ctx, dir)
		if problems, err = join(problems, more, err); err != nil {
			return nil, err
		}
	}
	stored, err := files.Check(ctx, dir)
	if err != nil {
		return nil, err
	}
	if problems = append(problems, stored.Problems...); stored.Files > 0 {
		fmt.Fprintf(out, "%s of messages, %s.\n", number(stored.Files, "file"), number(stored.Bytes, "byte"))
	}
	if has[tlskey.FileName] {
		if _, err := tlskey.Read(dir); err != nil {
			problems = append(problems, strings.TrimSuffix(err.Error(), "."))
		}
	}
	return problems, nil
}

// join adds more to the problems, and err if it means that a file is too damaged
// to be read.
func join(problems, more []string, err error) ([]string, error) {
	problems = append(problems, more...)
	if journal.IsDamage(err) {
		return append(problems, err.Error()), nil
	}
	return problems, err
}

// number returns n things.
func number(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
