/** Everything the window says, in one place. */
export const words = {
	app: 'Confab',
	title: (room: string, unread: number) => `${unread > 0 ? `(${unread}) ` : ''}Confab — ${room}`,

	connect: {
		lead: "Pick a server and a name. That's all.",
		used: 'Servers you used',
		address: 'Address',
		addressHint: 'chat://host:port',
		name: 'Your name',
		nameHint: 'One word, such as alice',
		go: 'Connect',
		busy: (address: string) => (address ? `Connecting to ${address} …` : 'Connecting …'),
		cancel: 'Cancel',
		noAddress: 'Which server? Type the address it showed when it started, such as chat://192.168.4.20:54307.',
		noName: 'What should the others call you? Type a name.',
	},

	banner: {
		connecting: (address: string) => `Connecting to ${address} …`,
		offline: (since: string) => `Offline since ${since}.`,
		waiting: (n: number) =>
			n === 0
				? ''
				: n === 1
					? 'Your 1 message is kept and goes out once.'
					: `Your ${n} messages are kept and go out once.`,
		retryIn: (seconds: number) => `Trying again in ${seconds} s.`,
		trying: 'Trying again now …',
		tryNow: 'Try now',
		back: 'Back online.',
		shutdown: (since: string) => `The server was shut down at ${since}.`,
		refused: 'The server would not let you back in.',
		reconnect: 'Reconnect',
		otherServer: 'Other server',
		otherNameOrServer: 'Other name or server',
	},

	sidebar: {
		label: 'Rooms and people',
		show: 'Show rooms and people',
		hide: 'Hide rooms and people',
		rooms: 'Rooms',
		people: (others: number) => (others === 0 ? 'People' : `People — ${others} other${others === 1 ? '' : 's'}`),
		nobody: 'Nobody else is here yet.',
		unknown: 'Who is here shows once you are connected.',
		leave: 'Leave',
		state: {
			idle: 'Not connected',
			connecting: 'Connecting',
			online: 'Online',
			offline: 'Offline',
			shutdown: 'Server shut down',
			refused: 'Not let in',
		},
	},

	theme: { label: 'Theme', system: 'As the system', light: 'Light', dark: 'Dark' },

	room: { everyone: 'Everyone on this server' },

	timeline: {
		label: (room: string) => `Messages in ${room}`,
		emptyTitle: (room: string) => `You are in ${room}.`,
		emptyText: 'Nothing has been said here yet. Say hello, so that the others know you are here.',
		earlier: (n: number) => `Show ${n} earlier`,
		unread: 'New',
		toNewest: 'Jump to the newest',
		newBelow: (n: number) => (n === 1 ? '1 new message' : `${n} new messages`),
	},

	message: {
		sending: 'sending …',
		waiting: 'waiting for the connection',
		sent: 'On the server',
		edited: 'edited',
		retracted: 'This message was taken back.',
		failed: 'Not sent.',
		retry: 'Retry',
		rewrite: 'Edit',
		discard: 'Discard',
		copy: 'Copy',
		copied: 'Copied',
		code: 'Code',
	},

	composer: {
		label: (room: string) => `Message to ${room}`,
		placeholder: (room: string) => `Message #${room}`,
		hint: 'Enter sends, Shift+Enter breaks the line',
		send: 'Send',
	},
};
