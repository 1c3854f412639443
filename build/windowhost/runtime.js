// What Wails puts into the page before the page's own scripts: window.go with
// the bound methods and the part of window.runtime that the page uses.
(() => {
	const page = crypto.randomUUID();
	const stream = new EventSource(`/window/stream?page=${page}`);
	const ready = new Promise((resolve) => (stream.onopen = resolve));
	const calls = new Map();
	let last = 0;

	async function call(method, args) {
		await ready;
		return new Promise((resolve, reject) => {
			const id = ++last;
			calls.set(id, { resolve, reject });
			const body = JSON.stringify({ page, id, method, args });
			fetch('/window/call', { method: 'POST', body }).catch(reject);
		});
	}

	// For a story that has to know that what was done in the page has arrived.
	window.unanswered = () => calls.size;

	/** @type {{ name: string, tell: Function, left: number }[]} */
	let listeners = [];

	stream.onmessage = ({ data }) => {
		const said = JSON.parse(data);
		if (said.event !== undefined) {
			for (const l of listeners.filter((l) => l.name === said.event)) {
				l.tell(...said.data);
				if (--l.left === 0) listeners = listeners.filter((other) => other !== l);
			}
			return;
		}
		const { resolve, reject } = calls.get(said.call);
		calls.delete(said.call);
		if (said.error === undefined) resolve(said.result);
		else reject(new Error(said.error)); // as Wails does
	};

	window.runtime = {
		EventsOnMultiple(name, tell, left) {
			const listener = { name, tell, left };
			listeners = [...listeners, listener];
			return () => (listeners = listeners.filter((l) => l !== listener));
		},
		EventsOff(...names) {
			listeners = listeners.filter((l) => !names.includes(l.name));
		},
	};

	window.go = {};
	for (const method of METHODS) {
		const [pkg, type, name] = method.split('.');
		window.go[pkg] ??= {};
		window.go[pkg][type] ??= {};
		window.go[pkg][type][name] = (...args) => call(method, args);
	}
})();
