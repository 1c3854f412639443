package sqlite

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// lines is a kind of file with three versions.
var lines = &Schema{
	Kind:          "a file of lines",
	ApplicationID: 1130785388,
	Steps: []Step{
		{SQL: "CREATE TABLE lines (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)"},
		{SQL: "ALTER TABLE lines RENAME TO said; ALTER TABLE said ADD author TEXT NOT NULL DEFAULT 'nobody'"},
		{SQL: "CREATE INDEX said_by ON said (author)"},
	},
}

func TestStepsAreTakenInTheirOrderAndAllOrNone(t *testing.T) {
	c, want := connect(t, newFile(t)), connect(t, newFile(t))
	exec(t, c, read(t, "testdata/steps/1.sql"))
	exec(t, want, read(t, "testdata/steps/3.sql"))
	before := dump(t, c)

	why := errors.New("no")
	for name, step := range map[string]Step{
		"broken SQL":   {SQL: "CREATE INDEX said_by ON nothing (author)"},
		"what follows": {SQL: "CREATE INDEX said_by ON said (author)", Then: func(*Conn) error { return why }},
	} {
		broken := *lines
		broken.Steps = append(lines.Steps[:2:2], step)
		err := broken.Migrate(c)
		if err == nil || !strings.Contains(err.Error(), "version 3") || step.Then != nil && !errors.Is(err, why) {
			t.Errorf("%s: Migrate returned %v, want an error that names version 3", name, err)
		}
		if got := dump(t, c); got != before {
			t.Errorf("%s leaves\n%s\nwant it as it was:\n%s", name, got, before)
		}
	}
	if err := lines.Migrate(c); err != nil {
		t.Fatal(err)
	}
	if got, want := dump(t, c), dump(t, want); got != want {
		t.Errorf("the steps make\n%s\nwant\n%s", got, want)
	}
}

func TestANewFileIsOfTheNewestVersion(t *testing.T) {
	c := connect(t, newFile(t))
	if err := lines.RequireNewest(c); err == nil || !strings.Contains(err.Error(), "version 0") {
		t.Errorf("RequireNewest of an empty file returned %v", err)
	}
	for range 2 { // the second time there is nothing to do
		if err := lines.Migrate(c); err != nil {
			t.Fatal(err)
		}
		if version, err := lines.Version(c); err != nil || version != 3 {
			t.Errorf("it is version %d, %v, want 3", version, err)
		}
	}
	if err := lines.RequireNewest(c); err != nil {
		t.Error(err)
	}
}

func TestAFileOfAnotherKindIsLeftAlone(t *testing.T) {
	for name, test := range map[string]struct {
		script, want string
		err          error
	}{
		"newer":             {"CREATE TABLE x (y); PRAGMA application_id = 1130785388; PRAGMA user_version = 4", "use a newer program", ErrNewer},
		"another program's": {"CREATE TABLE bookmarks (url)", "not a file of lines", ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			c := connect(t, newFile(t))
			exec(t, c, test.script)
			before := dump(t, c)
			if err := lines.Migrate(c); !errors.Is(err, test.err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Migrate returned %v, want %v", err, test.err)
			}
			if got := dump(t, c); got != before {
				t.Errorf("it is now\n%s\nand was\n%s", got, before)
			}
		})
	}
	t.Run("no database", func(t *testing.T) {
		file := newFile(t)
		if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 500)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := lines.Migrate(connect(t, file)); TroubleOf(err) != Damaged {
			t.Errorf("Migrate returned %v, want one that says that it is damaged", err)
		}
	})
}

// Two programs that start at the same time on one file.
func TestTwoWhoMigrateAtOnceBothSucceed(t *testing.T) {
	file := newFile(t)
	exec(t, connect(t, file), read(t, "testdata/steps/1.sql"))
	errs := make(chan error)
	for range 4 {
		go func() {
			c, err := Open(file)
			if err == nil {
				err = errors.Join(lines.Migrate(c), c.Close())
			}
			errs <- err
		}()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
