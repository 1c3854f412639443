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
	
	export interface Connection {
	    state: string;
	    address: string;
	    you: string;
	    since: string;
	    retryAt: string;
	    waiting: number;
	    reason: string;
	}
	export interface Message {
	    key: string;
	    seq: number;
	    room: string;
	    at: string;
	    from: string;
	    text: string;
	    own: boolean;
	    state: string;
	}
	export interface Event {
	    connection?: Connection;
	    message?: Message;
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

