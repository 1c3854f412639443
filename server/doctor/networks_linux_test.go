//go:build networks

package doctor

import (
	"testing"

	"confab/build/netlab"
	"confab/server/near"
)

func TestNetworkAFirewallKeepsAwayTheEcho(t *testing.T) {
	lab := netlab.New(t)
	between, host := lab.Switch(), lab.Host()
	host.Plug(between, "eth0", "10.77.0.1/24")
	for _, want := range []bool{true, false} {
		host.Do(func() {
			links, err := near.Look()
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range near.Usable(links, nil) {
				if got, err := hearsItself(l); got != want || err != nil {
					t.Errorf("on %s the machine hears itself: %v, %v, want %v", l.Name, got, err, want)
				}
			}
		})
		host.Nft("table inet f { chain c { type filter hook input priority 0; policy drop; iif lo accept; }; }")
	}
}
