/** Made by vite.emoji.ts. */
declare module 'virtual:emoji' {
	const groups: string[];
	export default groups;
}

declare module 'virtual:emoji/de' {
	const lines: string;
	export default lines;
}
