import { extension, lookup } from 'mime-types';

export const mimeTypeOf = (fileName: string): string | undefined => lookup(fileName) || undefined;

export const extensionOf = (mimetype: string): string | undefined =>
	extension(mimetype) || undefined;
