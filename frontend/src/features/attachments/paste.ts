import type { Attachment, Bridge } from '$lib/bridge/bridge';
import type { Attachments } from '$lib/chat/attachments.svelte';

/** How long WebKit reads the clipboard, too: large pictures never reach Go meanwhile. In milliseconds. */
const reading = 300;

/** Takes the files of a paste that has no text, if it has any. */
export function pasteFiles(event: ClipboardEvent, attachments: Attachments, bridge: Bridge): void {
	event.preventDefault();
	// WebKitGTK does not tell a page of files: Go asks the clipboard.
	const files = [...(event.clipboardData?.files ?? [])];
	void attachments.await(files.length > 0 ? fromPage(files, bridge) : fromGo(bridge));
}

async function fromGo(bridge: Bridge): Promise<Attachment[]> {
	await new Promise((done) => setTimeout(done, reading));
	return bridge.pasteFiles();
}

async function fromPage(files: globalThis.File[], bridge: Bridge): Promise<Attachment[]> {
	const found: Attachment[] = [];
	for (const file of files) found.push(...(await bridge.attachBytes(file.name, await base64(file))));
	return found;
}

function base64(file: Blob): Promise<string> {
	return new Promise((done, failed) => {
		const reader = new FileReader();
		reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''));
		reader.onerror = () => failed(reader.error);
		reader.readAsDataURL(file);
	});
}
