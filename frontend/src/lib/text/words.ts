import type { AuditEntry, Role, Sanction } from '$lib/bridge/bridge';
import { sentence, type Sentence } from './sentence';
import { moment } from './time';

const byWhom = (name: string): Sentence => (name === 'server' ? ["the server's terminal"] : sentence`${name}`);
const atTheFront = (name: string): Sentence => (name === 'server' ? ["The server's terminal"] : sentence`${name}`);
const until = (at: string) => (at ? `until ${moment(at)}` : 'for good');
const aRole: Record<Role, string> = {
	'': 'a guest',
	member: 'a member',
	moderator: 'a moderator',
	administrator: 'an administrator',
};

/** The reason behind a sentence, if there is one, and what ends it. */
function because(reason: string): Sentence {
	if (!reason) return ['.'];
	return /[.!?…]$/u.test(reason) ? sentence`: ${reason}` : sentence`: ${reason}.`;
}

/** Everything the window says, in one place. */
export const words = {
	app: 'Confab',
	close: 'Close',
	cancel: 'Cancel',
	copy: 'Copy',
	copied: 'Copied',
	again: 'Try again',
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
		code: 'Code',
		removed: (by: string, reason: string) => sentence`Removed by ${byWhom(by)}${because(reason)}`,
	},

	composer: {
		label: (room: string) => `Message to ${room}`,
		placeholder: (room: string) => `Message #${room}`,
		hint: 'Enter sends, Shift+Enter breaks the line',
		send: 'Send',
		muted: (at: string, reason: string) => sentence`You are muted ${[until(at)]}${because(reason)}`,
	},

	mark: {
		guest: 'guest',
		moderator: 'moderator',
		administrator: 'administrator',
		either: 'moderator or administrator',
	},

	server: {
		verified: 'verified',
		known: 'known since first connect',
		unknown: 'Its key shows once you are connected.',
		verifiedText:
			"You came by a join link that names this server's key, and the server has proved that it has this key. It is the one that the link was made for, and nobody can listen in between.",
		knownText:
			"This key was found when you first connected, and it has been the same since. Whether it was the right one then, the person who runs the server can tell you: compare it with the key in the server's link, or connect by that link.",
		key: "The server's key",
	},

	me: {
		label: (name: string) => `What you can do as ${name}`,
		devices: 'My devices…',
		invite: 'Invite somebody…',
		audit: 'Audit and bans…',
		leave: 'Leave',
	},

	fingerprint: {
		all: 'Show all of it',
		short: 'Show less of it',
	},

	devices: {
		title: 'My devices',
		guest: 'You are a guest here: your name is yours only while you are connected, and has no devices.',
		here: 'This device',
		noKey: 'This device has no key yet.',
		kept: {
			keyring: "Its key is kept in this system's keyring.",
			file: "Its key is kept in a file in Confab's data folder.",
			'': '',
		},
		all: 'Devices that have your name',
		loading: 'Asking the server …',
		unnamed: 'Unnamed device',
		online: 'Online',
		seen: (at: string) => `Last here ${at}`,
		added: (at: string) => `added ${at}`,
		isHere: 'this device',
		rename: 'Rename',
		renameThat: (name: string) => `Rename ${name}`,
		name: 'Name of the device',
		save: 'Save',
		revoke: 'Revoke…',
		revokeThat: (name: string) => `Revoke ${name}…`,
		revokeTitle: (name: string) => sentence`Revoke ${name}?`,
		revokeText:
			'It is put out at once and cannot come in under your name any more. What was said with it stays. To have it back you add it like a new one.',
		revokeHereText:
			'This is the device you sit at: you are put out at once and cannot come in under your name here any more. To have it back you add it from another one of your devices.',
		revokeIt: 'Revoke',
		add: 'Add a device…',
		addTitle: 'Add a device',
		addText: (name: string) =>
			sentence`On the new device, connect by this link, under the same name: ${name}. Then confirm it here.`,
	},

	invitation: {
		link: 'Link',
		code: 'QR code of the link',
		left: (time: string) => `Good for another ${time}.`,
		over: 'This link is too old by now.',
		another: 'Make another one',
		until: (at: string) => `Good for one person, until ${moment(at)}.`,
	},

	invite: {
		title: 'Invite somebody',
		text: 'The link lets one person in, who picks a name that then is theirs. Give it to nobody else.',
		role: 'They come as',
		roles: { member: 'Member', moderator: 'Moderator', administrator: 'Administrator' },
		make: 'Make a link',
		making: 'Making it …',
	},

	asking: {
		title: 'A device asks to be yours',
		text: 'Somebody uses your link to add a device. If it is you, it shows the same letters:',
		from: (address: string) => sentence`It connects from ${address}.`,
		warning: 'Whoever has it can speak under your name.',
		mine: 'It is mine',
		notMine: 'Not mine',
	},

	deeds: {
		label: (name: string) => `What you can do about ${name}`,
		labelMessage: (name: string) => `What you can do about the message of ${name}`,
		items: {
			remove: 'Remove message…',
			mute: 'Mute…',
			kick: 'Remove from the server…',
			ban: 'Ban…',
			pardon: 'Lift mute and ban',
			release: 'Release the name…',
			moderator: 'Make moderator',
			administrator: 'Make administrator',
			member: 'Make member',
		},
		title: {
			remove: (name: string) => sentence`Remove this message of ${name}?`,
			mute: (name: string) => sentence`Mute ${name}`,
			kick: (name: string) => sentence`Remove ${name} from the server`,
			ban: (name: string) => sentence`Ban ${name}`,
			banAddress: ['Ban an address'] as Sentence,
			pardon: (name: string) => sentence`Lift mute and ban of ${name}`,
			release: (name: string) => sentence`Release the name ${name}`,
			role: (name: string, role: Role) => sentence`Make ${name} ${[aRole[role]]}`,
		},
		text: {
			remove: 'Nobody can read it any more. In its place stands that you removed it, and why.',
			mute: 'They stay and can read, but say nothing.',
			kick: 'They are put out at once, and may come back.',
			ban: 'They are put out at once and do not get in again, on none of their devices.',
			banAddress: 'Whoever comes from there does not get in.',
			pardon: 'They may speak and come in again.',
			release: "The name is nobody's any more: they are put out, and whoever takes it next has it.",
			moderator: 'Moderators mute, ban and remove, and invite others.',
			administrator: 'Administrators mute, ban and remove anybody, and decide who is what.',
			member: 'Members talk, and act on nobody.',
		},
		go: {
			remove: 'Remove',
			mute: 'Mute',
			kick: 'Remove',
			ban: 'Ban',
			pardon: 'Lift',
			release: 'Release',
			role: 'Change role',
		},
		reason: 'Reason',
		reasonHint: {
			remove: 'Everybody reads it',
			mute: 'They read it',
			kick: 'They read it',
			ban: 'They read it',
			pardon: 'For the audit list',
			release: 'For the audit list',
			role: 'For the audit list',
		},
		address: 'Address',
		addressHint: '192.168.4.20',
		noAddress: 'Which address? Type it, such as 192.168.4.20.',
		howLong: 'For how long',
		hour: '1 hour',
		day: '1 day',
		week: '1 week',
		good: 'For good',
	},

	audit: {
		title: 'Audit and bans',
		done: 'Audit',
		holds: 'In force',
		loading: 'Asking the server …',
		nothing: 'Nothing has been done yet.',
		nobody: 'Nobody is muted or banned.',
		older: 'Older',
		open: 'Registration is open.',
		openText: 'Whoever comes may take a name that is free.',
		closed: 'Registration is closed.',
		closedText: 'Nobody gets a name that has none.',
		doClose: 'Close registration',
		doOpen: 'Open registration',
		ban: 'Ban an address…',
		/** A name is freed of both, whichever is pressed. */
		lift: (e: Sanction) => (e.name ? 'Lift mute and ban' : 'Lift'),
		liftThat: (e: Sanction) => (e.name ? `Lift mute and ban of ${e.name}` : `Lift the ban of ${e.address}`),
		by: (name: string) => sentence`by ${byWhom(name)}`,
		/** What holds, as a sentence. */
		sanction: (e: Sanction): Sentence =>
			sentence`${e.name || e.address} is ${[e.act === 'mute' ? 'muted' : 'banned', ' ', until(e.until)]}${because(e.reason)}`,
		/** What was done, as a sentence. */
		entry: (e: AuditEntry): Sentence =>
			sentence`${(Object.hasOwn(done, e.act) ? done[e.act] : somethingElse)(e)}${because(e.reason)}`,
	},
};

const somethingElse = (e: AuditEntry) =>
	sentence`${atTheFront(e.by)} did ${e.act} to ${e.name || e.address || e.room || 'the server'}`;

/** What stands in the audit list, up to the reason. */
const done: Record<string, (e: AuditEntry) => Sentence> = {
	mute: (e) => sentence`${atTheFront(e.by)} muted ${e.name} ${[until(e.until)]}`,
	ban: (e) => sentence`${atTheFront(e.by)} banned ${e.name || e.address} ${[until(e.until)]}`,
	kick: (e) => sentence`${atTheFront(e.by)} removed ${e.name} from the server`,
	pardon: (e) => sentence`${atTheFront(e.by)} lifted what held against ${e.name || e.address}`,
	role: (e) => sentence`${atTheFront(e.by)} made ${e.name} ${[aRole[e.role]]}`,
	release: (e) => sentence`${atTheFront(e.by)} released the name ${e.name}`,
	close: (e) => sentence`${atTheFront(e.by)} closed registration`,
	open: (e) => sentence`${atTheFront(e.by)} opened registration`,
	invite: (e) => sentence`${atTheFront(e.by)} invited somebody as ${[aRole[e.role || 'member']]}`,
	redeem: (e) => sentence`${e.name || e.by} came by an invitation, as ${[aRole[e.role || 'member']]}`,
	remove: (e) => sentence`${atTheFront(e.by)} removed a message of ${e.name} in ${e.room}`,
};
