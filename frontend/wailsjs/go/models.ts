export namespace archive {
	
	export interface Ask {
	    room: string;
	    before: number;
	    after: number;
	    around: number;
	    limit: number;
	    flag?: string;
	}
	export interface Hit {
	    key: string;
	    seq: number;
	    room: string;
	    at: millis.Time;
	    from: string;
	    guest: boolean;
	    text: string;
	    marks: number[][];
	}
	export interface Found {
	    hits: Hit[];
	    before: number;
	}
	
	export interface Reaction {
	    emoji: string;
	    names: string[];
	    own: boolean;
	}
	export interface Quote {
	    key: string;
	    seq: number;
	    from: string;
	    text: string;
	    status: string;
	    files?: wire.File[];
	}
	export interface Row {
	    key: string;
	    seq: number;
	    room: string;
	    kind: string;
	    at: millis.Time;
	    from: string;
	    own: boolean;
	    target?: string;
	    text: string;
	    files?: wire.File[];
	    reply_to?: string;
	    emoji?: string;
	    off?: boolean;
	    topic?: string;
	    private?: boolean;
	    with?: string[];
	    name?: string;
	    reason?: string;
	    offer?: boolean;
	    guest?: boolean;
	    edited?: boolean;
	    parts?: text.Part[];
	    state: string;
	    status: string;
	    by: string;
	    quote?: Quote;
	    reactions: Reaction[];
	    flags?: string[];
	    mention: boolean;
	}
	export interface Page {
	    rows: Row[];
	    older: boolean;
	    newer: boolean;
	}
	export interface Part {
	    room: string;
	    key: string;
	    seq: number;
	    quote?: Quote;
	    reactions?: Reaction[];
	    bare?: boolean;
	}
	
	
	export interface Room {
	    name: string;
	    topic: string;
	    members: number;
	    private: boolean;
	    with: string[];
	    left: boolean;
	    seq: number;
	    at: millis.Time;
	    read: number;
	    unread: number;
	    mentions: number;
	    draft: string;
	    notify: string;
	}

}

export namespace client {
	
	export interface Closed {
	    room: string;
	    by: string;
	    own: boolean;
	    reason: string;
	}
	export interface Place {
	    room: string;
	    seq: number;
	}
	export interface Servers {
	    servers: discovery.Server[];
	}
	export interface Quota {
	    full: string;
	}
	export interface Event {
	    connection?: session.Connection;
	    row?: archive.Row;
	    part?: archive.Part;
	    room?: archive.Room;
	    people?: session.People;
	    presence?: session.Presence;
	    devices?: session.Devices;
	    asking?: session.Asking;
	    refusal?: session.Refusal;
	    typing?: session.Typing;
	    quota?: Quota;
	    offers?: session.Offers;
	    blocked?: session.Blocked;
	    closed?: Closed;
	    servers?: Servers;
	    show?: Place;
	    dropped?: transfer.Attachment[];
	    link?: string;
	    warning?: session.Problem;
	    over?: string;
	    forget?: boolean;
	}
	
	
	
	export interface Written {
	    text: string;
	    parts?: text.Part[];
	}

}

export namespace discovery {
	
	export interface Server {
	    id: string;
	    name: string;
	    address: string;
	    standing: string;
	    verified: boolean;
	    heard: boolean;
	    people: number;
	    invitationNeeded: boolean;
	    impostor: boolean;
	    others: number;
	    short: string;
	    reason?: session.Problem;
	}

}

export namespace doctor {
	
	export interface Command {
	    for: string;
	    text: string;
	}
	export interface Finding {
	    code: string;
	    kind: string;
	    params?: Record<string, any>;
	    commands: Command[];
	}

}

export namespace invite {
	
	export interface Invitation {
	    link: string;
	    seconds: number;
	    qr: string[];
	}
	export interface Shared {
	    link: string;
	    qr: string[];
	    mayNeedInvitation: boolean;
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
	export interface System {
	    tray: boolean;
	    autostart: boolean;
	    notifications: boolean;
	    folder: string;
	    user: string;
	}
	export interface Snapshot {
	    version: string;
	    settings: settings.Settings;
	    launch: Launch;
	    device: Device;
	    system: System;
	    room: string;
	    events: client.Event[];
	}

}

export namespace millis {
	
	export interface Time {
	
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
	
	export interface Blocked {
	    names: string[];
	    guests: string[];
	}
	export interface Problem {
	    code: string;
	    params?: Record<string, any>;
	}
	export interface Connection {
	    state: string;
	    address: string;
	    you: string;
	    since: string;
	    retryAt: string;
	    waiting: number;
	    reason?: Problem;
	    server: string;
	    serverKey: string;
	    verified: boolean;
	    guest: boolean;
	    role: string;
	    muted: boolean;
	    mutedUntil: string;
	    mutedReason: string;
	    line: number;
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
	export interface ListedRoom {
	    name: string;
	    topic: string;
	    members: number;
	    at: millis.Time;
	}
	export interface Offer {
	    room: string;
	    from: string;
	    at: string;
	    topic: string;
	    private: boolean;
	    members: number;
	}
	export interface Offers {
	    offers: Offer[];
	}
	export interface People {
	    names: string[];
	    guests: string[];
	    moderators: string[];
	}
	export interface Presence {
	    came?: string[];
	    guests?: string[];
	    moderators?: string[];
	    went?: string[];
	}
	
	export interface Refusal {
	    key: string;
	    reason?: Problem;
	}
	export interface RoomList {
	    rooms: ListedRoom[];
	    after: string;
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
	    room?: string;
	    force: boolean;
	}
	export interface Typing {
	    room: string;
	    from: string;
	}

}

export namespace settings {
	
	export interface Window {
	    x: number;
	    y: number;
	    width: number;
	    height: number;
	    maximised: boolean;
	}
	export interface Settings {
	    theme: string;
	    textSize: number;
	    enter: string;
	    language: string;
	    notify: string;
	    doNotDisturb: boolean;
	    autostart: boolean;
	    tray: boolean;
	    keepAll: boolean;
	    emoji: string[];
	    name: string;
	    servers: string[];
	    connected: boolean;
	    window: Window;
	}

}

export namespace text {
	
	export interface Part {
	    kind: string;
	    from: number;
	    to: number;
	    open?: number;
	    close?: number;
	    url?: string;
	}

}

export namespace transfer {
	
	export interface Attachment {
	    handle: string;
	    name: string;
	    size: number;
	    type: string;
	    picture: boolean;
	    width: number;
	    height: number;
	    folder: boolean;
	    problem?: session.Problem;
	}

}

export namespace wire {
	
	export interface File {
	    hash?: string;
	    size: number;
	    name: string;
	    type?: string;
	    width?: number;
	    height?: number;
	    tint?: string;
	    preview?: string;
	    alt?: string;
	}

}

