package accounts

import (
	"context"
	"fmt"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// many opens accounts on disk with 10,000 names, 1,000 bans and 1,000 mutes.
func many(b *testing.B) *Store {
	b.Helper()
	store := open(b, Config{Dir: b.TempDir()})
	if err := store.change(b.Context(), func(t *tx) error {
		for i := range 10_000 {
			v := visit(fmt.Sprint("name", i), fmt.Sprint("device ", i))
			if err := t.bind(v, model.Entry{New: true, Account: model.Account{Name: v.Name}}, nil); err != nil {
				return err
			}
		}
		for i := range 1000 {
			address := fmt.Sprintf("198.51.%d.%d", 100+i/250, i%250)
			for _, r := range []wire.Moderate{{Act: wire.ActMute, Name: fmt.Sprint("loud", i)}, {Act: wire.ActBan, Address: address}} {
				p, network := person{name: r.Name}, r.Address
				if r.Name != "" {
					p.key = wire.NameKey(r.Name)
				}
				if err := t.impose(person{name: "server"}, &r, p, r.Address, network); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return store
}

// BenchmarkAdmit is what each registration costs, one after the other.
func BenchmarkAdmit(b *testing.B) {
	store := many(b)
	ctx, cancel := context.WithCancel(b.Context()) // as a server's are
	defer cancel()
	token := invite(b, store, model.Console, wire.Member)
	for _, v := range []struct {
		name string
		model.Visit
	}{
		{"its own", visit("name5000", "device 5000")},
		{"guest", visit("eve", "")},
		{"new", visit("eve", "eve's")},
		{"invited", bringing(visit("eve", "eve's"), token)},
	} {
		b.Run(v.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := store.Admit(ctx, v.Visit); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSeen is the other half of a registration; it waits for the disk.
func BenchmarkSeen(b *testing.B) {
	store := many(b)
	for i := 0; b.Loop(); i++ {
		n := i % 10_000 // the same device in the same millisecond would change nothing
		if err := store.Seen(b.Context(), int64(n+1), device(fmt.Sprint("device ", n)), "laptop"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBind(b *testing.B) {
	store := many(b)
	for i := 0; b.Loop(); i++ {
		bind(b, store, visit(fmt.Sprint("new", i), fmt.Sprint("new ", i)))
	}
}
