export namespace main {
	
	export interface Launch {
	    address: string;
	    name: string;
	}
	export interface Snapshot {
	    version: string;
	    settings: settings.Settings;
	    launch: Launch;
	    events: session.Event[];
	}

}

export namespace session {
	
	export interface Change {
	    key: string;
	    seq: number;
	    room: string;
	    at: string;
	    from: string;
	    type: string;
	    target: string;
	    text: string;
	    emoji: string;
	    off: boolean;
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
	}
	export interface Refusal {
	    key: string;
	    reason: string;
	}
	export interface People {
	    names: string[];
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
	    state: string;
	}
	export interface Event {
	    connection?: Connection;
	    message?: Message;
	    change?: Change;
	    room?: Room;
	    people?: People;
	    refusal?: Refusal;
	    forget?: boolean;
	}
	
	
	

}

export namespace settings {
	
	export interface Settings {
	    theme: string;
	    name: string;
	    servers: string[];
	}

}

