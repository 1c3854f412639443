/** Where a join link leads, without the server's key and an invitation. */
export function hostOf(link: string): string {
	return link.replace(/^chat:\/\//, '').replace(/[/#].*$/, '');
}
