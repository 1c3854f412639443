/** A piece of a sentence: its own words, or something that a person chose, such as a name. */
export type Piece = string | { said: string };

/** A sentence with what others chose in it, which must not turn the words around it: <bdi> keeps it apart. */
export type Sentence = Piece[];
