export namespace invite {
	
	export interface Invitation {
	    link: string;
	    until: string;
	    qr: string[];
	}

}

export namespace main {
	
	export interface Device {
	    id: string;
	    kept: string;
	}
	export interface Launch {
	    address: string;
	    name: string;
	}
	export interface Snapshot {
	    version: string;
	    settings: settings.Settings;
	    launch: Launch;
	    device: Device;
	    events: session.Event[];
	}

}

export namespace session {
	
	export interface Asking {
	    device: string;
	    address: string;
	    over: boolean;
	}
	export interface AuditEntry {
	    id: number;
	    at: string;
	    by: string;
	    act: string;
	    name: string;
	    address: string;
	    room: string;
	    role: string;
	    until: string;
	    reason: string;
	}
	export interface Audit {
	    entries: AuditEntry[];
	    more: boolean;
	}
	
	export interface Change {
	    key: string;
	    seq: number;
	    room: string;
	    at: string;
	    from: string;
	    type: string;
	    guest: boolean;
	    target: string;
	    text: string;
	    emoji: string;
	    off: boolean;
	    reason: string;
	    name: string;
	    topic: string;
	}
	export interface Connection {
	    state: string;
	    address: string;
	    you: string;
	    since: string;
	    retryAt: string;
	    waiting: number;
	    reason: string;
	    server: string;
	    serverKey: string;
	    verified: boolean;
	    guest: boolean;
	    role: string;
	    muted: boolean;
	    mutedUntil: string;
	    mutedReason: string;
	}
	export interface Device {
	    id: string;
	    name: string;
	    added: string;
	    seen: string;
	    online: boolean;
	    here: boolean;
	}
	export interface Devices {
	    devices: Device[];
	}
	export interface Refusal {
	    key: string;
	    reason: string;
	}
	export interface People {
	    names: string[];
	    guests: string[];
	    moderators: string[];
	}
	export interface Room {
	    name: string;
	    topic: string;
	    members: number;
	    private: boolean;
	    with: string[];
	    left: boolean;
	}
	export interface Message {
	    key: string;
	    seq: number;
	    room: string;
	    at: string;
	    from: string;
	    text: string;
	    re: string;
	    own: boolean;
	    guest: boolean;
	    state: string;
	}
	export interface Event {
	    connection?: Connection;
	    message?: Message;
	    change?: Change;
	    room?: Room;
	    people?: People;
	    devices?: Devices;
	    asking?: Asking;
	    refusal?: Refusal;
	    forget?: boolean;
	}
	
	
	
	
	export interface Sanction {
	    id: number;
	    act: string;
	    name: string;
	    address: string;
	    by: string;
	    at: string;
	    until: string;
	    reason: string;
	}
	export interface Sanctions {
	    closed: boolean;
	    entries: Sanction[];
	    more: boolean;
	}
	export interface Subject {
	    name: string;
	    address: string;
	    minutes: number;
	    reason: string;
	    role: string;
	}

}

export namespace settings {
	
	export interface Settings {
	    theme: string;
	    name: string;
	    servers: string[];
	}

}

