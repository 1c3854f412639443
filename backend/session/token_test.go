package session

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// Two keys.
var (
	red  = wire.FingerprintOf([]byte("red"))
	blue = wire.FingerprintOf([]byte("blue"))
)

// invited is a link to the lab with an invitation.
const invited = "chat://" + lab + "#t=tok-1"

// An invitation is for this Connect: who comes back has come by it, and it
// stands nowhere that it could be read.
func TestAnInvitationIsShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		outcome := sc.connect(invited, "alice")
		p := sc.accept()
		p.Want("REGISTER alice CHAT/2.0 tok-1")
		p.Write("401 Client already registered\n")
		wantProblem(t, <-outcome, NameTaken)

		outcome = sc.connect(invited, "alice") // by hand, once more
		p = sc.accept()
		p.Want("REGISTER alice CHAT/2.0 tok-1")
		p.Write("200 Registration successful\n")
		p.read()
		p.welcome("alice")
		p.want(wire.Who{})
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if at := sc.wantState(Online); at.Address != lab {
			t.Errorf("the address is reported as %q, want %q", at.Address, lab)
		}

		p.drop() // and comes back by itself
		p = sc.accept()
		p.admit("alice")
		p.answer(wire.Bye{Code: wire.ByeKicked, Back: -1})
		sc.wantState(Refused)
		sc.Reconnect() // and by hand
		sc.accept().admit("alice")
		sc.wantState(Online)
	})
}

// await registers alice by an invitation that waits for another device, and
// returns when that has been reported.
func (sc *harness) await(ctx context.Context) (p *peer, outcome chan error) {
	sc.t.Helper()
	outcome = make(chan error, 1)
	go func() { outcome <- sc.Connect(ctx, invited, "alice") }()
	p = sc.accept()
	p.Want("REGISTER alice CHAT/2.0 tok-1")
	p.Write("100 Confirm this on your other device\n")
	for at := sc.wantState(Connecting); at.Reason == nil; at = sc.wantState(Connecting) {
	}
	return p, outcome
}

func TestADeviceIsConfirmedOnAnotherOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.proof = &proof{server: red, device: blue}
		p, outcome := sc.await(t.Context())
		if at := sc.At(); at.State != Connecting || said(at.Reason) != `confirm-elsewhere id="`+string(blue[:8])+`"` {
			t.Errorf("waiting is reported as %+v", at)
		}
		<-time.After(4*time.Minute + 59*time.Second)
		p.Write("200 Registration successful\n")
		p.read()
		<-time.After(4 * time.Second)
		p.welcome("alice")
		p.want(wire.Who{})
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		if at := sc.wantState(Online); at.Reason != nil {
			t.Errorf("online is reported as %+v", at)
		}
		p.wantNothing(20 * time.Second) // and no deadline is left
		p.says("bob", "hello")
		sc.wantMessage("bob", "hello", Sent)
	})
}

func TestADeviceThatIsNotConfirmed(t *testing.T) {
	for name, story := range map[string]struct {
		server func(p *peer)
		code   Code
		says   string
		after  time.Duration
	}{
		"the other one says no": {func(p *peer) {
			<-time.After(time.Minute)
			p.Write("411 Device not confirmed\n")
		}, NotConfirmed, "", time.Minute},
		"another one asks by the link": {func(p *peer) {
			<-time.After(time.Minute)
			p.Write("412 Another device used this link later\n")
		}, AskedLater, "", time.Minute},
		"the name was banned meanwhile": {func(p *peer) { p.Write("403 Banned permanently: spam\n") }, Banned, `text="Banned permanently: spam"`, 0},
		"the link was made void meanwhile": {func(p *peer) {
			<-time.After(4 * time.Minute)
			p.Write("401 Client already registered\n")
		}, LinkExpired, "", 4 * time.Minute},
		"the server stops":     {func(p *peer) { p.Write(string(wire.ShuttingDown.Line())) }, ShuttingDown, `address="lab:6667"`, 0},
		"nobody says anything": {func(*peer) {}, LinkExpired, "", 5*time.Minute + 5*time.Second},
		"it is to wait again and again": {func(p *peer) {
			for range 20 {
				<-time.After(time.Minute)
				if _, err := p.Conn.Write(wire.Wait.Line()); err != nil {
					return
				}
			}
		}, LinkExpired, "", 5*time.Minute + 5*time.Second},
		"the server goes": {func(p *peer) { <-time.After(time.Minute); p.drop() }, Closes, `address="lab:6667"`, time.Minute},
		"it is let in and not welcomed": {func(p *peer) {
			p.Write("200 Registration successful\n")
			p.read()
		}, AcceptsSilent, `address="lab:6667"`, 5 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p, outcome := sc.await(t.Context())
			began, done := time.Now(), make(chan struct{})
			go func() { defer close(done); story.server(p) }()
			if problem := wantProblem(t, <-outcome, story.code); !strings.Contains(problem.Error(), story.says) {
				t.Errorf("%s: it is told as %q, want %q in it", name, problem.Error(), story.says)
			}
			if took := time.Since(began); took != story.after {
				t.Errorf("%s: it took %v, want %v", name, took, story.after)
			}
			<-done
			sc.wantNoDial(time.Hour)
		})
	}
}

func TestWhoWaitsToBeConfirmedMayStopAtOnce(t *testing.T) {
	for name, stop := range map[string]func(sc *harness, cancel func()){
		"leaves":         func(sc *harness, _ func()) { sc.Leave() },
		"stops waiting":  func(_ *harness, cancel func()) { cancel() },
		"goes elsewhere": func(sc *harness, _ func()) { sc.connect("other:1", "alice"); sc.accept() },
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p, outcome := sc.await(ctx)
			<-time.After(time.Minute)
			began := time.Now()
			stop(sc, cancel)
			wantProblem(t, <-outcome, Stopped)
			p.WantEnd()
			if took := time.Since(began); took != 0 {
				t.Errorf("who %s has to wait %v", name, took)
			}
		})
	}
}

// What a device is called is one line, however it calls itself.
func TestHowADeviceCallsItself(t *testing.T) {
	for name, want := range map[string]string{
		" Ann's laptop\n":        "Ann's laptop\ufffd",
		"a\tb\x1b[2J\xff":        "a b\ufffd[2J\ufffd",
		strings.Repeat("ü", 100): strings.Repeat("ü", wire.MaxDevice),
		"":                       "",
	} {
		hello := wire.AppendRequest(nil, wire.Hello{Device: New(Config{Device: name}).connector.device})
		read, bad := wire.ParseRequest(hello[:len(hello)-1])
		if bad != nil || read.(*wire.Hello).Device != want {
			t.Errorf("%q is called %+v, %v, want %q", name, read, bad, want)
		}
	}
}
