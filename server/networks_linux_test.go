//go:build crash

package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// inNetwork is a command that runs another one on a network of its own, which
// the lines of setup make. It ends with that command.
func inNetwork(setup string) []string {
	return []string{"unshare", "--net", "sh", "-ec", "ip link set lo up\n" + setup + "\nexec \"$@\"", "sh"}
}

// command runs a command of the program beside the server, on its network.
func (s *story) command(t *testing.T, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("confab-server")
	if err != nil {
		t.Fatal(err)
	}
	beside := exec.Command("nsenter", slices.Concat([]string{"--net", "-t", strconv.Itoa(s.cmd.Process.Pid), program}, args, []string{"-data", s.data})...)
	out, err := beside.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", beside, err, out)
	}
	return string(out)
}

// addresses returns those of the links in text, as they are written there.
func addresses(text string) (found []string) {
	for _, m := range regexp.MustCompile(`chat://(\S+):\d+#`).FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

func TestOnADockerHostTheNetworkComesFirst(t *testing.T) {
	s := serveOn(t, filepath.Join(t.TempDir(), "data"), []string{"-listen", ":0"}, inNetwork(`
		ip link add docker0 type bridge
		ip link add veth1 type veth peer name inside
		ip link set veth1 master docker0
		ip address add 172.17.0.1/16 dev docker0
		ip link add tun0 type veth peer name vpn
		ip address add 10.8.0.2/24 dev tun0
		ip link add eth1 type veth peer name far1
		ip address add 10.78.0.1/24 dev eth1
		ip link add eth0 type veth peer name far0
		ip address add fd77::1/64 dev eth0 nodad
		ip address add 10.77.0.1/24 dev eth0
		for link in docker0 veth1 inside tun0 vpn eth1 far1 eth0 far0; do ip link set "$link" up; done
		ip route add default via 10.77.0.254
	`)...)
	banner, err := s.out.wait(`(?s)connect to\n(.*?)  To become`)
	if err != nil {
		t.Fatal(err)
	}
	for elsewhere, text := range map[string]string{"127.0.0.1": banner[1], "": s.command(t, "invite")} {
		want := strings.Fields("10.77.0.1 10.78.0.1 [fd77::1] 10.8.0.2 " + elsewhere)
		if got := addresses(text); !slices.Equal(got, want) {
			t.Errorf("it shows %q, want %q:\n%s", got, want, text)
		}
	}
	if !regexp.MustCompile(`(?m)//10\.8\.0\.2:.*through tun0, a VPN`).MatchString(banner[1]) {
		t.Errorf("the tunnel is not marked:\n%s", banner[1])
	}
}

func TestOnADeviceLinkLocalAddressTheCommandsFindIt(t *testing.T) {
	s := serveOn(t, filepath.Join(t.TempDir(), "data"), []string{"-listen", "[fe80::7%eth0]:0"}, inNetwork(`
		ip link add eth0 type veth peer name far
		ip link set far up
		ip link set eth0 up
		ip address add fe80::7/64 dev eth0 nodad
	`)...)
	banner, err := s.out.wait(`(?s)connect to\n(.*?)  To become`)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{banner[1], s.command(t, "invite")} {
		if got := addresses(text); !slices.Equal(got, []string{"[fe80::7%25eth0]"}) {
			t.Errorf("it shows %q, want the address with its zone:\n%s", got, text)
		}
	}
}
