import type { Attachment, File } from './models';

// Where the page finds pictures: Go serves them, and nothing else leads there. A hash that is none leads nowhere.

const hash = /^[0-9a-f]{64}$/;
const handle = /^[\w-]{1,64}$/;

/** A picture as it was sent. */
export function originalOf(file: Pick<File, 'hash'>): string {
	return hash.test(file.hash ?? '') ? `/file/${file.hash}` : '';
}

/** A picture, small enough for a list; one without a preview is that itself. */
export function previewOf(file: Pick<File, 'hash' | 'preview'>): string {
	const original = originalOf(file);
	return original && file.preview ? `${original}/preview` : original;
}

/** A picture that is not sent yet. */
export function pictureOf(attachment: Pick<Attachment, 'handle'>): string {
	return handle.test(attachment.handle) ? `/file/${attachment.handle}` : '';
}
