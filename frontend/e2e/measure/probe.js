// Runs in the page before its own scripts, and measures there: what goes over the driver takes longer than what is
// measured. Something is painted when a task runs that was posted in an animation frame: in between lie that
// frame's style, layout and painting.
window.probe = (() => {
	const afterPaint = () =>
		new Promise((done) =>
			requestAnimationFrame(() => {
				const { port1, port2 } = new MessageChannel();
				port2.onmessage = () => done(performance.now());
				port1.postMessage(0);
			}),
		);

	/** Waits until something holds of the page, and that is painted. */
	const painted = (holds) =>
		new Promise((done) => {
			const look = async () => {
				if (!holds()) return;
				watch.disconnect();
				done(await afterPaint());
			};
			const watch = new MutationObserver(look);
			watch.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
			look();
		});

	const rows = () => document.querySelectorAll('[role=log] [data-key]').length;
	const keys = [];
	const start = {};
	painted(() => rows() > 0).then((at) => (start.rows = performance.timeOrigin + at));

	// From the key, as the page gets it, to its letter, the wait for the next frame included.
	addEventListener(
		'keydown',
		async (event) => {
			if (event.key.length !== 1) return;
			const begun = performance.now();
			keys.push((await afterPaint()) - begun);
		},
		true,
	);

	return {
		keys,
		start,
		painted,
		rows,
		/** Goes to a room by the sidebar. */
		async open(name) {
			const line = [...document.querySelectorAll('[data-line]')].find((l) => l.textContent.trim().endsWith(name));
			const begun = performance.now();
			line.click();
			const label = document.querySelector('[role=log]').ariaLabel.replace(/\S+$/, name);
			const at = await painted(() => document.querySelector('[role=log]').ariaLabel === label && rows() >= 50);
			return at - begun;
		},
		/** From the next key on, until all is found that is looked for then. */
		search: () =>
			new Promise((done) =>
				addEventListener(
					'keydown',
					() => {
						const begun = performance.now();
						const found = () => / found$/.test(document.querySelector('[role=search] [role=status]').textContent);
						setTimeout(async () => done((await painted(found)) - begun)); // by then it says that it searches
					},
					{ capture: true, once: true },
				),
			),
		/** Scrolls up, so far in a frame, until nothing is above any more: how long the frames were, and how much there was at once. */
		async scroll(step, most) {
			const log = document.querySelector('[role=log]');
			const frames = [];
			const seen = new Set();
			let nodes = 0;
			let still = 0;
			let last = await new Promise(requestAnimationFrame);
			for (let i = 0; seen.size < most && still < 120; i++) {
				const before = log.scrollTop;
				log.scrollTop -= step;
				const now = await new Promise(requestAnimationFrame);
				frames.push(now - last);
				last = now;
				still = before < 1 && log.scrollTop < 1 ? still + 1 : 0;
				if (i % 10) continue;
				for (const row of log.querySelectorAll('[data-key]')) seen.add(row.dataset.key);
				nodes = Math.max(nodes, document.querySelectorAll('*').length);
			}
			return { frames, seen: seen.size, nodes, rows: rows() };
		},
	};
})();
