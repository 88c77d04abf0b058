import { extension, lookup } from 'mime-types';

/** MIME type by the end of a file name, from the table that the server uses; undefined when it is not known. */
export const mimeTypeOf = (fileName: string): string | undefined => lookup(fileName) || undefined;

/** The usual end of a file name for a MIME type; undefined when it is not known. */
export const extensionOf = (mimetype: string): string | undefined =>
	extension(mimetype) || undefined;
