// What nothing is drawn of: blanks, control characters, what Unicode calls default ignorable, and a few signs that
// are empty. The server has the same list, and one file of cases for both.
const blank = /^[\s\p{Cc}\p{DI}\u2800\ufff9-\ufffb\u{1d159}\u{13430}-\u{1343f}\u{13441}\u{13442}]*$/u;

/** Whether a text shows nothing: then there is nothing to send. */
export function isBlank(text: string): boolean {
	return blank.test(text);
}

/** Whether a text has characters that nobody sees and that cannot be sent. */
export function isUnclean(text: string): boolean {
	return /(?![\t\n\r])[\p{Cc}\u2028\u2029]/u.test(text);
}
