/** A piece of a sentence: its own words, or something that a person chose, such as a name. */
export type Piece = string | { said: string };

/** A sentence with what others chose in it, which must not turn the words around it: <bdi> keeps it apart. */
export type Sentence = Piece[];

/** Makes one of a template: what stands in ${} is what somebody chose, or is a sentence itself. */
export function sentence(words: TemplateStringsArray, ...values: (string | Sentence)[]): Sentence {
	const pieces = words.flatMap((text, i): Piece[] => {
		const value = values[i];
		return [text, ...(value === undefined ? [] : typeof value === 'string' ? [{ said: value }] : value)];
	});
	return pieces.filter((p) => (typeof p === 'string' ? p : p.said) !== '');
}
