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
		if online.Address != lab || online.You != "alice" || online.Reason != "" || online != sc.At() {
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

func TestARefusalIsASentence(t *testing.T) {
	for reply, want := range map[string]struct {
		code Code
		says string
	}{
		"400 Invalid registration":      {InvalidName, "does not accept the name alice"},
		"401 Client already registered": {NameTaken, "The name alice is already registered. Choose another name."},
		"402 Forbidden user name":       {NameForbidden, "The name alice is reserved. Choose another one."},
		"403 Banned: from \x1b[1mhere":  {Banned, "The server says: “Banned: from \ufffd[1mhere”"},
		"429 Too many":                  {TooMany, "Try again in a minute."},
		"503 Server full":               {Full, "is full. Try again later."},
		"504 Not ready":                 {NotReady, "is not ready. Try again in a while."},
		"505 Shutting down":             {ShuttingDown, "is shutting down. Try again when it is back."},
		"599 Go away":                   {Unreachable, "The server says: “Go away”"},
		"SSH-2.0-OpenSSH_9.2":           {SSH, "An SSH server answered at lab:6667, not Confab. Check the port."},
		"HTTP/1.1 400 Bad Request":      {HTTP, "A web server answered at lab:6667, not Confab. Check the port."},
		"220 smtp.example ESMTP":        {NotAllowed, "The server says: “smtp.example ESMTP”"},
		"+OK ready":                     {Mail, "A mail or file server answered at lab:6667, not Confab. Check the port."},
		"":                              {NotChat, "Something other than Confab answered at lab:6667. Check the port."},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.Want("REGISTER alice CHAT/2.0")
			p.Write(reply + "\n")
			problem := wantProblem(t, <-outcome, want.code)
			if !strings.Contains(problem.Sentence, want.says) {
				t.Errorf("%q is told as %q, want %q in it", reply, problem.Sentence, want.says)
			}
			p.WantEnd()
			sc.wantState(Connecting)
			if at := sc.wantState(Idle); at.Reason != problem.Sentence {
				t.Errorf("%q: the reason is %q, want %q", reply, at.Reason, problem.Sentence)
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
		"closes without a word": {func(p *peer) { p.drop() }, Closes, "closed the connection without a word"},
		"a word, and no end":    {func(p *peer) { p.Write("hm"); p.drop() }, NotChat, "Something other than Confab answered"},
		"refuses, and no end":   {func(p *peer) { p.Write("401 Taken"); p.drop() }, NameTaken, "is already registered"},
		"a line that never ends": {func(p *peer) {
			for range 100 {
				_, _ = io.WriteString(p.Conn.Conn, strings.Repeat("x", 1<<10))
			}
		}, NotChat, "Something other than Confab answered"},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.Want("REGISTER alice CHAT/2.0")
			story.answer(p)
			if problem := wantProblem(t, <-outcome, story.code); !strings.Contains(problem.Sentence, story.says) {
				t.Errorf("%s: it is told as %q, want %q in it", name, problem.Sentence, story.says)
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
		"shuts down":    {`{"type":"bye","code":"shutdown","text":"The server shuts down.","back":5}`, ShuttingDown, "is shutting down. Try again when it is back."},
		"cannot read":   {`{"type":"bye","code":"not-read","text":"The \u001bdisk.","back":10}`, Unreachable, "ended the connection: The \ufffddisk."},
		"wants no more": {`{"type":"bye","code":"quit","text":"Goodbye.","back":-1}`, NotAllowed, "ended the connection: Goodbye."},
		"refuses":       {`{"type":"error","code":"bad-member","text":"No \u0007.","request":"hello"}`, NotAllowed, "refused: “No \ufffd.”."},
		"is none":       {`220 smtp.example`, NotChat, "Something other than Confab answered"},
		"falls silent":  {``, Closes, "closed the connection without a word"},
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
			if problem := wantProblem(t, <-outcome, story.code); !strings.Contains(problem.Sentence, story.says) {
				t.Errorf("%s: it is told as %q, want %q in it", name, problem.Sentence, story.says)
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
		"it never reads":    {func(*peer) {}, NoAnswer, "does not answer"},
		"it never answers":  {func(p *peer) { p.Want("REGISTER alice CHAT/2.0") }, AcceptsSilent, "says nothing"},
		"it never welcomes": {func(p *peer) { p.greet("alice") }, AcceptsSilent, "says nothing"},
		"it talks of something else": {func(p *peer) {
			p.greet("alice")
			for {
				if _, err := io.WriteString(p.Conn.Conn, `{"type":"news"}`+"\n"); err != nil {
					return
				}
				<-time.After(time.Second / 3)
			}
		}, AcceptsSilent, "says nothing"},
		"it dribbles": {func(p *peer) {
			p.Want("REGISTER alice CHAT/2.0")
			for range 100 {
				<-time.After(time.Second)
				if _, err := io.WriteString(p.Conn.Conn, "2"); err != nil {
					return
				}
			}
		}, NotChat, "Something other than Confab answered"},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			began := time.Now()
			outcome := sc.connect(lab, "alice")
			answered := make(chan struct{})
			go func() { defer close(answered); story.answer(sc.accept()) }()
			if problem := wantProblem(t, <-outcome, story.code); !strings.Contains(problem.Sentence, story.says) {
				t.Errorf("%s: it is told as %q, want %q in it", name, problem.Sentence, story.says)
			}
			if took := time.Since(began); took != 5*time.Second {
				t.Errorf("%s: it took %v, want 5s", name, took)
			}
			<-answered
		})
	}
}

func TestWhyThereIsNoConnectionIsASentence(t *testing.T) {
	wrap := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for says, c := range map[string]struct {
		code Code
		err  error
	}{
		"Nobody answers at lab:6667. Is the server running?":                                     {NothingListens, wrap(syscall.ECONNREFUSED)},
		"No computer called lab was found. Check the spelling,":                                  {NameUnknown, wrap(&net.DNSError{Err: "no such host", Name: "lab", IsNotFound: true})},
		"Nothing answers that knows where lab is. Check this computer's network,":                {NoResolver, wrap(&net.DNSError{Err: "timeout", Name: "lab", IsTimeout: true, IsTemporary: true})},
		"It could not be found out where lab is. Try again,":                                     {NoLookup, wrap(&net.DNSError{Err: "server misbehaving", Name: "lab", IsTemporary: true})},
		"lab can't be reached from here. Check the address, and whether you are on the same net": {NobodyThere, wrap(syscall.EHOSTUNREACH)},
		"This computer has no network that leads to lab. Check its network":                      {NoRoute, wrap(syscall.ENETUNREACH)},
		"lab:6667 closed the connection without a word. Is this the server's port?":              {Closes, wrap(syscall.ECONNRESET)},
		"lab:6667 does not answer. Are you on the same network,":                                 {NoAnswer, wrap(context.DeadlineExceeded)},
		"There is no connection to lab:6667. Check the address and the ":                         {Unreachable, errors.New("some other trouble")},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.goDown(c.err)
			problem := wantProblem(t, <-sc.connect(lab, "alice"), c.code)
			if !strings.Contains(problem.Sentence, says) || strings.Contains(problem.Sentence, "dial tcp") {
				t.Errorf("%v is told as %q, want %q", c.err, problem.Sentence, says)
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
		"chat://[fe80::1%25nowhere9]:6667": {NoRoute, "This computer has no network interface called nowhere9. "},
		"[fe80::1%nowhere9]:6667":          {NoRoute, "This computer has no network interface called nowhere9. "},
		"chat://[fe80::1]:6667":            {NoRoute, "fe80::1 works only with the network interface "},
		"chat://[fe80::1%251]:6667":        {Unreachable, "There is no connection to [fe80::1%1]:6667. "}, // every machine has a first interface
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.goDown(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.EINVAL})
			problem := wantProblem(t, <-sc.connect(address, "alice"), c.code)
			if !strings.HasPrefix(problem.Sentence, c.says) {
				t.Errorf("%s is told as %q, want %q", address, problem.Sentence, c.says)
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
			if at := sc.wantState(Idle); err == nil || at.Reason != err.Error() {
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
		wantProblem(t, <-outcome, NotConnected)
		p.WantEnd()
		sc.wantState(Idle)

		wantProblem(t, sc.Connect(ctx, lab, "alice"), NotConnected) // it had ended before
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
