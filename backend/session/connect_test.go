package session

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestConnectingRegisters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		outcome := sc.connect(" chat://lab:6667/ ", "alice")
		p := sc.accept()
		if p.address != lab {
			t.Errorf("dialled is %q, want %q", p.address, lab)
		}
		if at := sc.wantState(Connecting); at.Address != lab || at.You != "alice" || at.Since == "" {
			t.Errorf("connecting is reported as %+v", at)
		}
		p.Want("REGISTER alice CHAT/2.0")
		p.Write("200 Registration succesful\r\n") // as other servers spell and end it
		if hello, ok := p.read().(*wire.Hello); !ok || hello.Client != "test/1" || len(hello.Rooms) != 1 || hello.Rooms[wire.Lobby] != 0 {
			t.Errorf("the server receives %+v, want a hello that knows nothing of the lobby", hello)
		}
		p.Write(`{"type":"news"}` + "\n") // from a newer server
		p.welcome("alice")
		if err := <-outcome; err != nil {
			t.Fatalf("connecting came to %v, want nil", err)
		}
		online := sc.wantState(Online)
		if online.Address != lab || online.You != "alice" || online.Reason != nil || online != sc.At() {
			t.Errorf("online is reported as %+v, and it is %+v", online, sc.At())
		}
		p.want(wire.Who{})
		p.says("bob", "hello")
		sc.wantMessage("bob", "hello", Sent)
	})
}

// The resolver gets the name that is in the DNS, however a person has written it.
func TestANameWithOtherLettersIsLookedUpInItsASCIIForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, typed := range []string{"bücher.example:1234", " chat://BÜCHER.example:1234/#t=abc ", "xn--bcher-kva.example:1234"} {
			sc := open(t)
			outcome := sc.connect(typed, "alice")
			p := sc.accept()
			if want := "xn--bcher-kva.example:1234"; p.address != want || sc.At().Address != want {
				t.Errorf("for %q %q is dialled and %q reported, want %q", typed, p.address, sc.At().Address, want)
			}
			_ = p.Close()
			<-outcome
		}
	})
}

func TestARefusalIsACode(t *testing.T) {
	for reply, want := range map[string]struct {
		code Code
		says string
	}{
		"400 Invalid registration":      {NameRefused, `name="alice"`},
		"401 Client already registered": {NameTaken, `name="alice"`},
		"402 Forbidden user name":       {NameForbidden, `name="alice"`},
		"403 Banned: from \x1b[1mhere":  {Banned, `text="Banned: from �[1mhere"`},
		"429 Too many":                  {TooMany, `address="lab:6667"`},
		"503 Server full":               {Full, `address="lab:6667"`},
		"504 Not ready":                 {NotReady, `address="lab:6667"`},
		"505 Shutting down":             {ShuttingDown, `address="lab:6667"`},
		"599 Go away":                   {NotNow, `text="Go away"`},
		"SSH-2.0-OpenSSH_9.2":           {SSH, `address="lab:6667"`},
		"HTTP/1.1 400 Bad Request":      {HTTP, `address="lab:6667"`},
		"220 smtp.example ESMTP":        {NotAllowed, `text="smtp.example ESMTP"`},
		"+OK ready":                     {Mail, `address="lab:6667"`},
		"":                              {NotChat, `address="lab:6667"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.Want("REGISTER alice CHAT/2.0")
			p.Write(reply + "\n")
			problem := wantProblem(t, <-outcome, want.code)
			if !strings.Contains(problem.Error(), want.says) {
				t.Errorf("%q is told as %q, want %q in it", reply, problem.Error(), want.says)
			}
			p.WantEnd()
			sc.wantState(Connecting)
			if at := sc.wantState(Idle); at.Reason != problem {
				t.Errorf("%q: the reason is %v, want %v", reply, at.Reason, problem)
			}
			sc.wantNoDial(time.Minute)
		})
	}
}

func TestWhoeverAnswersOtherwiseIsNoServer(t *testing.T) {
	for name, story := range map[string]struct {
		answer func(p *peer)
		code   Code
		says   string
	}{
		"closes without a word": {func(p *peer) { p.drop() }, Closes, `address="lab:6667"`},
		"a word, and no end":    {func(p *peer) { p.Write("hm"); p.drop() }, NotChat, `address="lab:6667"`},
		"refuses, and no end":   {func(p *peer) { p.Write("401 Taken"); p.drop() }, NameTaken, `name="alice"`},
		"a line that never ends": {func(p *peer) {
			for range 100 {
				_, _ = io.WriteString(p.Conn.Conn, strings.Repeat("x", 1<<10))
			}
		}, NotChat, `address="lab:6667"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.Want("REGISTER alice CHAT/2.0")
			story.answer(p)
			if problem := wantProblem(t, <-outcome, story.code); !strings.Contains(problem.Error(), story.says) {
				t.Errorf("%s: it is told as %q, want %q in it", name, problem.Error(), story.says)
			}
		})
	}
}

// What comes instead of a welcome ends a connection before it begins.
func TestAServerThatDoesNotWelcomeUs(t *testing.T) {
	for name, story := range map[string]struct {
		answer string
		code   Code
		says   string
	}{
		"shuts down":    {`{"type":"bye","code":"shutdown","text":"The server shuts down.","back":5}`, ShuttingDown, `address="lab:6667"`},
		"cannot read":   {`{"type":"bye","code":"not-read","text":"The \u001bdisk.","back":10}`, ByeCode(wire.CodeNotRead), ""},
		"wants no more": {`{"type":"bye","code":"quit","text":"Goodbye.","back":-1}`, ByeCode(wire.ByeQuit), ""},
		"refuses":       {`{"type":"error","code":"bad-member","text":"No \u0007.","request":"hello"}`, NotAllowed, `text="No �."`},
		"is none":       {`220 smtp.example`, NotChat, `address="lab:6667"`},
		"falls silent":  {``, Closes, `address="lab:6667"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.greet("alice")
			if story.answer == "" {
				p.drop()
			} else {
				p.Write(story.answer + "\n")
				p.WantEnd()
			}
			if problem := wantProblem(t, <-outcome, story.code); !strings.Contains(problem.Error(), story.says) {
				t.Errorf("%s: it is told as %q, want %q in it", name, problem.Error(), story.says)
			}
			sc.wantNoDial(time.Minute)
		})
	}
}

func TestTheServerHasFiveSecondsToAnswer(t *testing.T) {
	for name, story := range map[string]struct {
		answer func(p *peer)
		code   Code
		says   string
	}{
		"it never reads":    {func(*peer) {}, NoAnswer, `address="lab:6667"`},
		"it never answers":  {func(p *peer) { p.Want("REGISTER alice CHAT/2.0") }, AcceptsSilent, `address="lab:6667"`},
		"it never welcomes": {func(p *peer) { p.greet("alice") }, AcceptsSilent, `address="lab:6667"`},
		"it talks of something else": {func(p *peer) {
			p.greet("alice")
			for {
				if _, err := io.WriteString(p.Conn.Conn, `{"type":"news"}`+"\n"); err != nil {
					return
				}
				<-time.After(time.Second / 3)
			}
		}, AcceptsSilent, `address="lab:6667"`},
		"it dribbles": {func(p *peer) {
			p.Want("REGISTER alice CHAT/2.0")
			for range 100 {
				<-time.After(time.Second)
				if _, err := io.WriteString(p.Conn.Conn, "2"); err != nil {
					return
				}
			}
		}, NotChat, `address="lab:6667"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			began := time.Now()
			outcome := sc.connect(lab, "alice")
			answered := make(chan struct{})
			go func() { defer close(answered); story.answer(sc.accept()) }()
			if problem := wantProblem(t, <-outcome, story.code); !strings.Contains(problem.Error(), story.says) {
				t.Errorf("%s: it is told as %q, want %q in it", name, problem.Error(), story.says)
			}
			if took := time.Since(began); took != 5*time.Second {
				t.Errorf("%s: it took %v, want 5s", name, took)
			}
			<-answered
		})
	}
}

func TestWhyThereIsNoConnectionIsACode(t *testing.T) {
	wrap := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, c := range []struct {
		code Code
		says string
		err  error
	}{
		{NothingListens, `address="lab:6667"`, wrap(syscall.ECONNREFUSED)},
		{NameUnknown, `host="lab"`, wrap(&net.DNSError{Err: "no such host", Name: "lab", IsNotFound: true})},
		{NoResolver, `host="lab"`, wrap(&net.DNSError{Err: "timeout", Name: "lab", IsTimeout: true, IsTemporary: true})},
		{NoLookup, `host="lab"`, wrap(&net.DNSError{Err: "server misbehaving", Name: "lab", IsTemporary: true})},
		{NobodyThere, `host="lab"`, wrap(syscall.EHOSTUNREACH)},
		{NoRoute, `host="lab"`, wrap(syscall.ENETUNREACH)},
		{Closes, `address="lab:6667"`, wrap(syscall.ECONNRESET)},
		{NoAnswer, `address="lab:6667"`, wrap(context.DeadlineExceeded)},
		{Unreachable, `address="lab:6667"`, errors.New("some other trouble")},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.goDown(c.err)
			problem := wantProblem(t, <-sc.connect(lab, "alice"), c.code)
			if problem.Error() != string(c.code)+" "+c.says || strings.Contains(problem.Error(), "dial tcp") {
				t.Errorf("%v is told as %q, want %q", c.err, problem.Error(), c.says)
			}
		})
	}
}

// The name of an interface is one machine's own, and a link may come from another.
func TestALinkLocalAddressNeedsAnInterfaceOfThisComputer(t *testing.T) {
	for address, c := range map[string]struct {
		code Code
		says string
	}{
		"chat://[fe80::1%25nowhere9]:6667": {NoInterface, `no-interface zone="nowhere9"`},
		"[fe80::1%nowhere9]:6667":          {NoInterface, `no-interface zone="nowhere9"`},
		"chat://[fe80::1]:6667":            {NeedsZone, `needs-zone host="fe80::1"`},
		"chat://[fe80::1%251]:6667":        {Unreachable, `unreachable address="[fe80::1%1]:6667"`}, // every machine has a first interface
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.goDown(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.EINVAL})
			problem := wantProblem(t, <-sc.connect(address, "alice"), c.code)
			if !strings.HasPrefix(problem.Error(), c.says) {
				t.Errorf("%s is told as %q, want %q", address, problem.Error(), c.says)
			}
		})
	}
}

func TestWhatNoServerWouldTakeIsNotDialled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter("old:1")
		for _, address := range []string{"", "lab", "lab:0", "http://lab:80", ":6667", "lab:6667\nx", strings.Repeat("x", 400) + ":1"} {
			wantProblem(t, sc.Connect(t.Context(), address, "alice"), InvalidAddress)
		}
		for _, name := range []string{"", "al ice", "alice\n", "@alice", "\u202ealice", strings.Repeat("x", 33)} {
			wantProblem(t, sc.Connect(t.Context(), lab, name), InvalidName)
		}
		for _, name := range []string{"server", "Admin", "everyone"} {
			wantProblem(t, sc.Connect(t.Context(), lab, name), NameForbidden)
		}
		if len(sc.dialled) != 0 {
			t.Errorf("dialled was %d times, want never", len(sc.dialled))
		}
		if at := sc.At(); at.State != Online || at.Address != "old:1" {
			t.Errorf("the session is at %+v, want it to have stayed where it was", at)
		}
		p.says("bob", "still there?")
		sc.wantMessage("bob", "still there?", Sent)
	})
}

// What the command line asks for is asked by nobody who waits for an answer.
func TestWhyNothingIsDialledIsReportedToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for address, name := range map[string]string{"lab": "alice", lab: "admin", "lab:7": "a b"} {
			sc := open(t)
			err := sc.Connect(t.Context(), address, name)
			if at := sc.wantState(Idle); err == nil || at.Reason != err {
				t.Errorf("%s as %q comes to %v, and reported is %q", address, name, err, at.Reason)
			}
		}
	})
}

func TestWhoStopsWaitingDoesSoAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		outcome := make(chan error)
		began := time.Now()
		go func() { outcome <- sc.Connect(ctx, lab, "alice") }()
		p := sc.accept()
		p.Want("REGISTER alice CHAT/2.0")
		cancel()
		wantProblem(t, <-outcome, Stopped)
		p.WantEnd()
		sc.wantState(Idle)

		wantProblem(t, sc.Connect(ctx, lab, "alice"), Stopped) // it had ended before
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v, want no time", took)
		}
	})
}

// Whoever waited for a connection does not end it by going away.
func TestAConnectionOutlivesTheContextOfConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		outcome := make(chan error)
		go func() { outcome <- sc.Connect(ctx, lab, "alice") }()
		p := sc.accept()
		p.admit("alice")
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		cancel()
		sc.quiet()
		sc.say("k1", "here")
		p.wantSay("k1", "here")
	})
}
