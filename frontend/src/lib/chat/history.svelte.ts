import { problem, type Bridge, type Page, type PageAsk, type RowPart } from '$lib/bridge/bridge';
import { byPlace, merge, type Row } from './row';

/** The window stands still while a page is drawn, about two milliseconds for each row: it is to be less than can be seen. */
export const pageSize = 25;
/** The first page is for the eye: a room is on the screen sooner with it, and what is above comes when somebody goes there. */
const firstPage = 50;
/** How many rows are loaded at most: what is far away from where somebody reads is let go. */
export const mostLoaded = 400;

/** An end of what is loaded. */
export type End = 'oldest' | 'newest';

const nothing = { older: false, newer: false };

/**
 * The stretch of a room's rows that is loaded, the oldest first. It leaves nothing out: where something is missing
 * because nobody has it here yet, there is a row that says so.
 */
export class History {
	#room: string;
	#bridge: Bridge;
	#seen: (rows: Row[]) => void;
	#rows = $state.raw<Row[]>([]);
	#ends = $state.raw(nothing);
	#loaded = $state(false);
	#busy = $state(false);
	#error = $state('');
	#turn = 0; // an answer to what was asked before the last question says nothing any more
	#meanwhile: (Row | RowPart)[] = []; // came while a page was on its way, which may not know of them

	/** Every page is told to `seen`, with what waits and so has no place here. */
	constructor(room: string, bridge: Bridge, seen: (rows: Row[]) => void) {
		this.#room = room;
		this.#bridge = bridge;
		this.#seen = seen;
	}

	get rows(): Row[] {
		return this.#rows;
	}
	/** Whether there is more above. */
	get older(): boolean {
		return this.#ends.older;
	}
	get loaded(): boolean {
		return this.#loaded;
	}
	/** Whether nothing is below: what arrives is put there. */
	get atNewest(): boolean {
		return this.#loaded && !this.#ends.newer;
	}
	/** Whether a page is on its way. */
	get busy(): boolean {
		return this.#busy;
	}
	/** Why the last page did not come: a sentence, or empty. */
	get error(): string {
		return this.#error;
	}

	/** Loads the newest page instead of what is here. */
	newest(): Promise<boolean> {
		// What came while no page could be had is the newest, and stays.
		return this.#load({ limit: firstPage }, (page) => {
			const alone = this.#loaded ? [] : this.#rows;
			this.#replace(page);
			this.#rows = merge(alone, this.#rows);
		});
	}

	/** Loads what is around a place instead of what is here, and says whether it came and is still wanted. */
	around(seq: number): Promise<boolean> {
		return this.#load({ around: seq, limit: firstPage }, (page) => this.#replace(page));
	}

	/** Nobody waits any more for a page that is on its way. */
	giveUp(): void {
		if (this.#busy) this.#turn++;
		this.#over();
	}

	/** Adds the page above, at the cost of the one at the other end, or not if that is being read when it comes. */
	async loadOlder(far: () => End): Promise<void> {
		const first = this.#rows[0];
		if (this.#busy || !this.#ends.older || !first) return;
		await this.#load(this.#upTo(0), (page) => {
			// Rows that came meanwhile may have pushed it out: then the page does not reach down to what is left.
			if (this.#rows[0]?.key !== first.key) return;
			// The page says anew whether something is missing before the first row.
			const rows = merge(first.kind === 'gap' ? this.#rows.slice(1) : this.#rows, page.rows);
			this.#ends = { ...this.#ends, older: page.older };
			this.#rows = rows;
			this.letGo(far());
		});
	}

	/** Adds the page below. */
	async loadNewer(): Promise<void> {
		const last = this.#rows.at(-1);
		if (this.#busy || !this.#ends.newer || !last) return;
		await this.#load({ after: last.seq }, (page) => {
			this.#ends = { ...this.#ends, newer: page.newer };
			this.#rows = merge(this.#rows, page.rows);
			this.letGo('oldest');
		});
	}

	/** Asks again for what is missing. If the answer does not reach up to what was above, that is let go: it is loaded again when somebody goes there. */
	async fill(gap: Row): Promise<void> {
		const place = this.#rows.findIndex((r) => r.key === gap.key);
		if (this.#busy || place < 0) return;
		await this.#load(this.#upTo(place), (page) => {
			const at = this.#rows.findIndex((r) => r.key === gap.key);
			if (at < 0) return;
			const first = page.rows.find((r) => r.kind !== 'gap');
			const above = this.#rows.slice(0, at);
			const reached = !first || first.seq <= (above.at(-1)?.seq ?? 0);
			this.#rows = merge([...(reached ? above : []), ...this.#rows.slice(at + 1)], page.rows);
			if (!reached || above.length === 0) this.#ends = { ...this.#ends, older: page.older };
			this.letGo('oldest');
		});
	}

	/** Takes what is another of a row, and returns the row as it is then, if it is loaded. */
	putPart(part: RowPart): Row | undefined {
		if (this.#busy) this.#meanwhile.push(part);
		const at = this.#rows.findIndex((r) => r.key === part.key);
		if (at < 0) return undefined;
		const { quote, reactions = part.bare ? [] : undefined } = part;
		const row = { ...this.#rows[at]!, ...(quote && { quote }), ...(reactions && { reactions }) };
		this.#rows = this.#rows.with(at, row);
		return row;
	}

	/** Takes a row that is new or another now, if its place is within what is loaded. */
	put(row: Row): void {
		// What was missing has come to the archive, perhaps not to here: a gap stands until what it stands for is loaded.
		if (row.kind === 'gap' && row.status === 'removed') {
			this.#meanwhile = this.#meanwhile.filter((r) => r.key !== row.key);
			return;
		}
		if (this.#busy) this.#meanwhile.push(row);
		if (!this.#loaded && !this.#error) return; // without a page that can be had, what is said now is all there is
		const rows = this.#rows;
		const at = rows.findIndex((r) => r.key === row.key);
		if (at >= 0 && rows[at].seq === row.seq) {
			this.#rows = rows.with(at, row);
			return;
		}
		const others = at >= 0 ? rows.toSpliced(at, 1) : rows;
		const below = others.length === 0 || byPlace(row, others.at(-1)!) > 0;
		const above = others.length > 0 && byPlace(row, others[0]) < 0;
		const fits = (!below || !this.#ends.newer) && (!above || !this.#ends.older);
		const to = below ? others.length : others.findIndex((r) => byPlace(row, r) < 0);
		this.#rows = fits ? others.toSpliced(to, 0, row) : others;
	}

	/** Lets go of the rows past the most there may be, at one end. */
	letGo(end: End): void {
		if (this.#rows.length <= mostLoaded) return;
		if (end === 'oldest') {
			this.#rows = this.#rows.slice(-mostLoaded);
			this.#ends = { ...this.#ends, older: true };
		} else {
			this.#rows = this.#rows.slice(0, mostLoaded);
			this.#ends = { ...this.#ends, newer: true };
		}
	}

	clear(): void {
		this.#turn++;
		this.#rows = [];
		this.#ends = nothing;
		this.#loaded = false;
		this.#busy = false;
		this.#error = '';
		this.#meanwhile = [];
	}

	// A page has what is missing before its rows, and brings that. So it is asked for with the row that it leads up to.
	#upTo(place: number): Partial<PageAsk> {
		const row = this.#rows.slice(place).find((r) => r.kind !== 'gap') ?? this.#rows[place];
		return { before: row.seq + 1, limit: pageSize + 1 };
	}

	#replace(page: Page): void {
		this.#ends = { older: page.older, newer: page.newer };
		this.#rows = page.rows.toSorted(byPlace);
		this.#loaded = true;
	}

	// The last question counts: whoever jumps while a page is on its way means where they jump to. Says whether this one did.
	async #load(ask: Partial<PageAsk>, take: (page: Page) => void): Promise<boolean> {
		const turn = ++this.#turn;
		this.#busy = true;
		this.#error = '';
		this.#meanwhile = [];
		try {
			const asked = { room: this.#room, before: 0, after: 0, around: 0, limit: pageSize, ...ask };
			const page = await this.#bridge.page(asked);
			if (turn !== this.#turn) return false;
			this.#seen(page.rows);
			take({ ...page, rows: page.rows.filter((r) => r.seq > 0) });
			return true;
		} catch (reason) {
			if (turn === this.#turn) this.#error = problem(reason).sentence;
			return false;
		} finally {
			if (turn === this.#turn) this.#over();
		}
	}

	// No page is on its way; what came meanwhile is put where it belongs.
	#over(): void {
		this.#busy = false;
		for (const late of this.#meanwhile.splice(0)) {
			if ('kind' in late) this.put(late);
			else this.putPart(late);
		}
	}
}
