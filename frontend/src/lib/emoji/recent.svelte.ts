const most = 8;

/** The emoji that were used last, the last one first; before any were, the usual answers. They live as long as the window. */
export class Recent {
	#list = $state.raw(['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '👎']);

	get list(): string[] {
		return this.#list;
	}

	used(emoji: string): void {
		this.#list = [emoji, ...this.#list.filter((e) => e !== emoji)].slice(0, most);
	}
}

export const recent = new Recent();
