/** For tests: what `matchMedia` returns, which never changes by itself. */
export function fakeMedia(matches: boolean): MediaQueryList {
	return Object.assign(new EventTarget(), {
		matches,
		media: '',
		onchange: null,
		addListener() {},
		removeListener() {},
	});
}
