package main

import (
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// A person elsewhere has openssl instead of nc.
func TestAPersonWithOpenSSLTakesPart(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatal("openssl is missing: install the package openssl")
	}
	s := serve(t, "-plaintext", "off")
	command := exec.Command(openssl, "s_client", "-quiet", "-connect", s.address)
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := &screen{}
	command.Stdout = out
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed, says its error
	})
	wait := func(line string) {
		t.Helper()
		if _, err := out.wait("(?m)^" + regexp.QuoteMeta(line) + "$"); err != nil {
			t.Fatal(strings.Replace(err.Error(), "the server", "openssl", 1))
		}
	}
	say := func(line string) {
		t.Helper()
		if _, err := fmt.Fprintln(in, line); err != nil {
			t.Fatal(err)
		}
	}
	say("REGISTER ann CHAT/1.0")
	wait("200 Registration successful")
	bob, err := register(sealed+s.address, "bob")
	if err != nil {
		t.Fatal(err)
	}
	say("@ann: are you there?")
	if err := errors.Join(bob.Receive("@ann: are you there?"), bob.Say("yes")); err != nil {
		t.Fatal(err)
	}
	wait("@bob: yes")
	say("DISCONNECT ann CHAT/1.0")
	if _, err := s.out.wait(`msg=left .*name=ann reason="said DISCONNECT"`); err != nil {
		t.Error(err)
	}
}
